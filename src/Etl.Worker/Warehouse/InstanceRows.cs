using System.Text.RegularExpressions;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// The rows of all tables of instances as one query, with all columns or some. Planning a query on the whole <c>dicom_all</c> binds every
/// column of every table, which for most queries takes longer than running them; relations of <c>sql/</c> therefore read only what they name.
/// </summary>
internal sealed partial class InstanceRows
{
    /// <summary>
    /// A name that files with <c>-- Reads:</c> read from: the combinations of those attributes, and how many <c>instances</c> have each, how many of
    /// them are <c>identified</c> by a SOPInstanceUID, and their <c>bytes</c>. A combination may come several times; of a table that is stored in
    /// blocks it comes once a block, which is far quicker than once an instance.
    /// </summary>
    internal const string Groups = "dicom_groups";

    private static readonly Measure[] Measures =
    [
        new("instances", "source_uri", "1::bigint", "count(*)"),
        new("identified", "SOPInstanceUID", "(SOPInstanceUID is not null)::bigint", "count(SOPInstanceUID)"),
        new("bytes", "source_size", "source_size", "sum(source_size)::bigint"),
    ];

    private readonly List<Table> tables;

    private InstanceRows(List<Table> tables) => this.tables = tables;

    /// <param name="Name">The table, or the view of one that is stored in blocks.</param>
    /// <param name="Columns">Its columns.</param>
    /// <param name="OfRows">Those that are stored with the rows; null where it is a plain table.</param>
    private sealed record Table(string Name, IReadOnlyList<string> Columns, HashSet<string>? OfRows)
    {
        /// <summary>A measure as a column; 0 where no instance can count.</summary>
        internal string Column(Measure measure) =>
            $"{(!Columns.Contains(measure.Of) ? "0::bigint" : OfRows is null ? measure.OfInstance : measure.OfRows)} as {measure.Name}";
    }

    /// <summary>What <see cref="Groups"/> tell of their instances.</summary>
    private readonly record struct Measure(string Name, string Of, string OfInstance, string OfRows);

    internal static InstanceRows Of(DuckDbConnection connection, CancellationToken cancel)
    {
        using var result = connection.Query(
            $"""
            select
              whole.table_name,
              list(whole.column_name order by whole.column_index),
              list(whole.column_name) filter (part.column_name is not null)
            from duckdb_columns() as whole
            left join duckdb_columns() as part
              on part.database_name = whole.database_name and part.schema_name = '{InstanceStorage.Schema}' and part.column_name = whole.column_name
              and part.table_name = 'rows_' || whole.table_name[{InstanceTables.Prefix.Length + 1}:]
            where whole.database_name = current_database() and starts_with(whole.table_name, '{InstanceTables.Prefix}')
            group by whole.table_name
            order by whole.table_name
            """, cancel);
        return new InstanceRows([.. result.Rows().Select(r => new Table((string)r[0]!, Names(r[1])!, Names(r[2])?.ToHashSet(StringComparer.Ordinal)))]);
    }

    private static List<string>? Names(object? list) => ((object?[]?)list)?.Select(name => (string)name!).ToList();

    /// <summary>Columns that any table has.</summary>
    internal IEnumerable<string> Columns => tables.SelectMany(t => t.Columns).Distinct();

    /// <summary>
    /// A query of all columns of all tables, and of those required, NULL where no table has them. Times are TIME, date-times TIMESTAMP.
    /// </summary>
    internal string All(RequiredColumns required) => Of(required, name => true);

    /// <summary>The same with some of the columns.</summary>
    internal string Of(RequiredColumns required, Func<string, bool> isWanted) => Union(tables, required, isWanted);

    /// <summary>
    /// The text of a file of <c>sql/</c> that names its columns (<c>-- Reads:</c>), reading those alone where it says <c>dicom_all</c> or
    /// <see cref="Groups"/>; and only of tables that have a column that its rows come from (<c>-- Needs:</c>), or that may hold its modality
    /// (<c>-- Modality:</c>).
    /// </summary>
    internal string Narrowed(SqlObject file, string text)
    {
        if (file.Reads.Count == 0 || !ReadsAll().IsMatch(text))
            return text;
        var required = RequiredColumns.Of([file]);
        var names = required.Columns.Select(c => c.Key)
            .Concat(RowColumn.Bookkeeping.Select(c => c.Name).Where(name => text.Contains(name, StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);
        var all = new Lazy<string>(() => Union(Members(file), required, name => names.Contains(name) || RowColumn.Computed.Any(c => c.Name == name)));
        var groups = new Lazy<string>(() => GroupsOf(
            Members(file), required, name => names.Contains(name) && (name != "SOPInstanceUID" || file.Reads.Contains(name)),
            [.. Measures.Where(m => m == Measures[0] || text.Contains(m.Name, StringComparison.Ordinal))]));
        return ReadsAll().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            return $"{match.Groups["word"].Value} (\n{(name == Groups ? groups : all).Value}\n){(match.Groups["alias"].Success ? " as" : $" as {name}")}";
        });
    }

    /// <summary>The tables whose rows a file reads as <c>dicom_all</c>.</summary>
    internal IEnumerable<string> TablesOf(SqlObject file) => Members(file).Select(t => t.Name);

    private IEnumerable<Table> Members(SqlObject file)
    {
        // Only what is narrowed leaves tables out.
        if (file.Reads.Count == 0)
            return tables;
        var needs = NeedsHeader().Match(file.Text).Groups["column"];
        var modality = ModalityHeader().Match(file.Text).Groups["modality"];
        return tables.Where(t => (!needs.Success || t.Columns.Contains(needs.Value))
            && (!modality.Success || InstanceTables.MayHold(t.Name, modality.Value)));
    }

    private static string Union(IEnumerable<Table> tables, RequiredColumns required, Func<string, bool> isWanted) => Union(required, isWanted, [],
        tables.Select(t => $"select {string.Join(", ", t.Columns.Where(isWanted).Select(InView))} from {t.Name}"));

    private static string GroupsOf(IEnumerable<Table> tables, RequiredColumns required, Func<string, bool> isWanted, Measure[] measures)
    {
        string From(Table table)
        {
            var columns = table.Columns.Where(isWanted).Select(InView);
            if (table.OfRows is null)
                return $"select {string.Join(", ", columns.Concat(measures.Select(table.Column)))} from {table.Name}";
            var ofRows = table.OfRows.Where(isWanted).Select(DuckDbSql.Name).ToList();
            var blocks = InstanceStorage.BlocksOf(table.Name);
            if (ofRows.Count == 0 && measures.Length == 1)
                return $"select {string.Join(", ", columns.Append("block_instances as instances"))} from {blocks}";
            var grouped = string.Join(", ", ofRows.Prepend("block").Concat(measures.Select(table.Column)));
            return $"""
                select {string.Join(", ", columns.Concat(measures.Select(m => m.Name)))}
                from (select {grouped} from {InstanceStorage.RowsOf(table.Name)} group by all) join {blocks} using (block)
                """;
        }

        return Union(required, isWanted, measures, tables.Select(From));
    }

    private static string Union(
        RequiredColumns required, Func<string, bool> isWanted, Measure[] measures, IEnumerable<string> parts)
    {
        var nulls = RowColumn.Computed.Concat(RowColumn.Bookkeeping).Where(c => isWanted(c.Name)).Select(c => Null(c.Name, c.Type))
            .Concat(required.Columns.Where(c => isWanted(c.Key)).Select(c => Null(c.Key, TypeInView(c.Key, c.Value))))
            .Concat(measures.Select(m => Null(m.Name, "bigint")));
        return string.Join("\nunion all by name\n", parts.Prepend($"(select {string.Join(", ", nulls)} limit 0)"));
    }

    private static string Null(string name, string type) => $"null::{type} as {DuckDbSql.Name(name)}";

    private static string TypeInView(string name, string type) => AttributeColumn.Find(name)!.Clock is { } clock
        ? clock.Type + (type.EndsWith("[]", StringComparison.Ordinal) ? "[]" : "")
        : type;

    private static string InView(string column)
    {
        var name = DuckDbSql.Name(column);
        if (AttributeColumn.Find(column) is not { Clock: { } clock } attribute)
            return name;
        return $"{(attribute.Entry.IsList ? $"list_transform({name}, lambda text : {clock.Macro}(text))" : $"{clock.Macro}({name})")} as {name}";
    }

    [GeneratedRegex(@"\b(?<word>from|join)\s+(?<name>dicom_all|dicom_groups)\b(?<alias>\s+as\b)?", RegexOptions.ExplicitCapture)]
    private static partial Regex ReadsAll();

    [GeneratedRegex(@"^-- Needs: (?<column>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex NeedsHeader();

    [GeneratedRegex(@"^-- Modality: (?<modality>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ModalityHeader();
}
