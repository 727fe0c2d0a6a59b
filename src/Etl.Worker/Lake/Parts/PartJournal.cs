namespace Etl.Worker.Lake.Parts;

/// <summary>
/// The names of the parts that a refresh or other work is about to write, each noted before its file exists. When it is killed, the next
/// refresh finds here what may lie about without belonging to any version.
/// </summary>
public sealed class PartJournal
{
    /// <summary>In every work folder of a lake.</summary>
    internal const string FileName = "parts";

    private readonly string file;
    private readonly string lake;
    private readonly Lock gate = new();

    /// <param name="file">The journal; made with the first part.</param>
    /// <param name="lake">The lake's folder: names are relative to it.</param>
    public PartJournal(string file, string lake)
    {
        this.file = file;
        this.lake = lake;
    }

    /// <summary>Notes a part, and gives its path back.</summary>
    public string Note(string part)
    {
        lock (gate)
            File.AppendAllText(file, Path.GetRelativePath(lake, part) + "\n");
        return part;
    }

    /// <summary>The parts noted, as absolute paths. A line that was cut off in the middle names nothing.</summary>
    public static IReadOnlyList<string> Read(string file, string lake) => File.Exists(file)
        ? [.. File.ReadAllText(file).Split('\n')[..^1].Where(line => line.Length > 0).Select(line => Path.GetFullPath(line, lake))]
        : [];
}
