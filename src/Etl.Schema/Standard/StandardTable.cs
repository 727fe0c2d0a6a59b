namespace Etl.Schema.Standard;

/// <summary>The embedded tables of the standard: tab-separated, UTF-8, one header line.</summary>
public static class StandardTable
{
    /// <summary>Names that <see cref="Read"/> and <see cref="Open"/> take.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["attributes", "confidentiality", "iod_modules", "module_attributes", "sop_classes", "uids"];

    /// <summary>The table's lines as fields, the header line left out.</summary>
    public static IEnumerable<string[]> Read(string name)
    {
        using var reader = new StreamReader(Open(name));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
            yield return line.Split('\t');
    }

    /// <summary>The table's bytes as they are embedded.</summary>
    public static Stream Open(string name) =>
        typeof(StandardTable).Assembly.GetManifestResourceStream(name + ".tsv")
        ?? throw new ArgumentException($"No table of the standard is named '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
}
