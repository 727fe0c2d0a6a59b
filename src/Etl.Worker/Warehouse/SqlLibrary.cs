using System.Text.RegularExpressions;

namespace Etl.Worker.Warehouse;

/// <summary>One file of <c>sql/</c>: it makes one object, or is one check, of the file's name.</summary>
/// <param name="Layer">The folder, one of <see cref="SqlLibrary.Layers"/>.</param>
/// <param name="Name">The file's name, without <c>.sql</c>.</param>
/// <param name="Text">The statements.</param>
/// <param name="Reads">
/// Paths of attributes of <c>dicom_all</c> that the text names, from its header (<c>-- Reads: PatientID, Sequence.Keyword</c>): they are
/// there, if only as NULLs, even when no instance of the archive has them.
/// </param>
public sealed partial record SqlObject(string Layer, string Name, string Text, IReadOnlyList<string> Reads)
{
    /// <summary>Its columns are those of <c>dicom_all</c> and are documented like them (<c>-- Columns: dicom_all</c>).</summary>
    public bool HasColumnsOfAll => Text.Contains("\n-- Columns: dicom_all\n", StringComparison.Ordinal);

    /// <summary>It takes long and is begun before others of its layer (<c>-- Begin: early</c>): at the end no processor waits for it.</summary>
    public bool BeginsEarly => Text.Contains("\n-- Begin: early\n", StringComparison.Ordinal);

    private const string Then = "Then:";
    private const string RunRows = "Run the rows of:";
    private const string CountItems = "Count the items of the rows of:";

    /// <summary>
    /// The text in the order of running, cut at the lines that say what is done with what follows. Behind a line <c>-- Run the rows of:</c>
    /// stands one query whose rows are statements: how a file works on columns that only the archive knows. Behind
    /// <c>-- Count the items of the rows of:</c> stands one whose rows are queries, for <see cref="ItemCounts"/>. Behind <c>-- Then:</c> the file
    /// goes on as it began.
    /// </summary>
    public IEnumerable<SqlStep> Steps()
    {
        var kind = SqlStepKind.Run;
        foreach (var (part, index) in StepLine().Split(Text.ReplaceLineEndings("\n")).Select((p, i) => (p, i)))
        {
            if (index % 2 == 0)
                yield return new SqlStep(part, kind);
            kind = part switch
            {
                RunRows => SqlStepKind.RunRows,
                CountItems => SqlStepKind.CountItems,
                _ => SqlStepKind.Run,
            };
        }
    }

    [GeneratedRegex($"^-- ({RunRows}|{CountItems}|{Then})\n", RegexOptions.Multiline)]
    private static partial Regex StepLine();
}

/// <summary>A part of a file of <c>sql/</c>.</summary>
public readonly record struct SqlStep(string Sql, SqlStepKind Kind);

/// <summary>What is done with a part of a file of <c>sql/</c>.</summary>
public enum SqlStepKind
{
    /// <summary>Statements, which are run.</summary>
    Run,

    /// <summary>A query whose rows are statements, which are run.</summary>
    RunRows,

    /// <summary>A query whose rows are queries: what these find in items goes to the temporary table <c>counted_items</c>.</summary>
    CountItems,
}

/// <summary>The files of <c>sql/</c>, as they are embedded in the program.</summary>
public static partial class SqlLibrary
{
    public const string Macros = "macros";

    /// <summary>Relations over the standard's tables, made for the SOP classes of the archive.</summary>
    public const string Standard = "standard";

    /// <summary>Tables that marts may read; they themselves read what was loaded.</summary>
    public const string Base = "base";

    public const string Marts = "marts";
    public const string Checks = "checks";

    /// <summary>In the order of running; files of a layer may build on those before it.</summary>
    public static readonly IReadOnlyList<string> Layers = [Macros, Standard, Base, Marts, Checks];

    /// <summary>Those whose files make tables and views.</summary>
    internal static readonly IReadOnlyList<string> RelationLayers = [Standard, Base, Marts];

    private const string Prefix = "sql/";

    /// <summary>All files, by layer and name, in each layer those that begin early first. Within a layer the order means nothing else.</summary>
    public static IReadOnlyList<SqlObject> Load()
    {
        var assembly = typeof(SqlLibrary).Assembly;
        var objects = new List<SqlObject>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var path = resource.Replace('\\', '/');
            if (!path.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            objects.Add(Parse(path[Prefix.Length..], reader.ReadToEnd()));
        }

        return [.. objects.OrderBy(o => o.Layer, StringComparer.Ordinal).ThenBy(o => !o.BeginsEarly).ThenBy(o => o.Name, StringComparer.Ordinal)];
    }

    /// <param name="path"><c>layer/name.sql</c>.</param>
    /// <param name="text">The file's text.</param>
    public static SqlObject Parse(string path, string text)
    {
        var parts = path.Split('/');
        if (parts.Length != 2 || !Layers.Contains(parts[0]))
            throw new ArgumentException($"'{path}' is not a file of {string.Join("/, ", Layers)}/.", nameof(path));
        var reads = ReadsHeader().Match(text).Groups["paths"].Value;
        return new SqlObject(parts[0], Path.GetFileNameWithoutExtension(parts[1]), text,
            reads.Split([',', ' ', '-', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The list may go on in indented lines.</summary>
    [GeneratedRegex(@"^-- Reads:(?<paths>[^\n]*(\n--   [^\n]*)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ReadsHeader();
}
