using System.Text;

namespace Etl.Worker.Lake.Delta;

/// <summary>
/// Where a part lies. On disk: <c>Modality=A%2FB/part-….parquet</c>, the value percent-encoded as Hive, Spark and DuckDB do, because some
/// readers take the value from the directory. In the log: that path encoded once more, so <c>Modality=A%252FB/part-….parquet</c>.
/// </summary>
/// <param name="RelativeFile">Below the table's directory, parted by <c>/</c>; ASCII only.</param>
/// <param name="LogPath">The <c>path</c> of the add action.</param>
public sealed record PartPath(string RelativeFile, string LogPath)
{
    /// <summary>The directory of the null partition, understood as NULL by every reader of Hive layouts.</summary>
    public const string NullPartition = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>Longest name of a directory on the file systems in use.</summary>
    private const int LongestName = 255;

    /// <summary>A new name, never used before, in the directory of the partition (its columns in the table's order).</summary>
    /// <exception cref="ArgumentException">A value is too long to be the name of a directory; see <see cref="Fits"/>.</exception>
    public static PartPath Create(IEnumerable<KeyValuePair<string, string?>> partition, DateTimeOffset now) =>
        Create(partition, $"part-{Guid.CreateVersion7(now)}.parquet");

    internal static PartPath Create(IEnumerable<KeyValuePair<string, string?>> partition, string fileName)
    {
        var path = new StringBuilder();
        foreach (var (column, value) in partition)
        {
            var name = DirectoryName(column, value);
            if (name.Length > LongestName)
                throw new ArgumentException($"The value of partition column {column} needs a directory name of {name.Length} characters; {LongestName} is the limit.");
            path.Append(name).Append('/');
        }
        var file = path.Append(fileName).ToString();
        return new PartPath(file, ToLogPath(file));
    }

    /// <summary>The value to put into partitionValues: Delta has no empty text there, '' means NULL.</summary>
    public static string? Value(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>Whether a value can be the name of a directory. One that cannot belongs into the null partition.</summary>
    public static bool Fits(string column, string? value) => DirectoryName(column, value).Length <= LongestName;

    /// <summary>The path in the log of a file whose names are already percent-encoded on disk.</summary>
    public static string ToLogPath(string relativeFile) => relativeFile.Replace("%", "%25", StringComparison.Ordinal);

    /// <summary>The file below the table that a path of the log means, parted by <c>/</c>.</summary>
    /// <exception cref="DeltaException">The path is absolute, has a scheme, or leaves the table's directory.</exception>
    public static string ToRelativeFile(string logPath)
    {
        var file = Uri.UnescapeDataString(logPath);
        var parts = file.Split('/');
        // A colon is checked before decoding: "s3:" and "C:" are places elsewhere, an encoded colon is a letter of a name.
        var safe = file.Length > 0
            && !logPath.Split('/')[0].Contains(':', StringComparison.Ordinal)
            && !file.Contains('\0', StringComparison.Ordinal)
            && !file.Contains('\\', StringComparison.Ordinal)
            && !Path.IsPathRooted(file)
            && !Array.Exists(parts, part => part is "" or "." or "..");
        return safe ? file : throw new DeltaException("A path in the log is not relative to the table's directory; only such paths are read.");
    }

    /// <summary>The file on disk of an add or remove.</summary>
    /// <exception cref="DeltaException">The path leaves the table's directory.</exception>
    public static string ToFile(string tableDirectory, string logPath) =>
        Path.Combine([tableDirectory, .. ToRelativeFile(logPath).Split('/')]);

    private static string DirectoryName(string column, string? value) =>
        $"{Uri.EscapeDataString(column)}={(Value(value) is { } text ? Uri.EscapeDataString(text) : NullPartition)}";
}
