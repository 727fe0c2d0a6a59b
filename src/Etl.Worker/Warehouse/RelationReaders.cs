using System.Text.RegularExpressions;

namespace Etl.Worker.Warehouse;

/// <summary>
/// Which names files of the library mention, by themselves or by way of macros and views: what they may read. A name in a comment counts
/// too; too much is made anew then, never too little.
/// </summary>
internal sealed partial class RelationReaders
{
    /// <summary>Names behind which stand instances of any modality; <c>dicom_all</c> itself is narrowed where a file's header says so.</summary>
    internal static readonly string[] AllInstances = [DicomAll.Keys, "duckdb_columns", "duckdb_tables", InstanceTables.Prefix];

    private readonly Dictionary<string, HashSet<string>> words;
    private readonly HashSet<string> macros;

    internal RelationReaders(IReadOnlyList<SqlObject> library)
    {
        words = library.Where(o => o.Layer != SqlLibrary.Checks).ToDictionary(o => o.Name, o => Words(o.Text), StringComparer.Ordinal);
        macros = [.. library.Where(o => o.Layer == SqlLibrary.Macros).Select(o => o.Name)];
    }

    /// <summary>Whether a file mentions one of the names; one that ends with an underscore stands for all that begin with it.</summary>
    internal bool Reads(SqlObject file, IReadOnlyCollection<string> names)
    {
        var mentioned = new HashSet<string>(words[file.Name], StringComparer.Ordinal);
        foreach (var macro in macros.Where(mentioned.Contains).ToList())
            Add(macro, mentioned, []);
        return names.Any(name => name.EndsWith('_') ? mentioned.Any(m => m.StartsWith(name, StringComparison.Ordinal)) : mentioned.Contains(name));
    }

    private void Add(string macro, HashSet<string> mentioned, HashSet<string> seen)
    {
        if (!seen.Add(macro))
            return;
        mentioned.UnionWith(words[macro]);
        foreach (var next in macros.Where(words[macro].Contains))
            Add(next, mentioned, seen);
    }

    private static HashSet<string> Words(string text) => [.. Word().Matches(text).Select(m => m.Value)];

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
