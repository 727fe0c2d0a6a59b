using System.Text.RegularExpressions;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// The rows of all tables of instances as one query, with all columns or some. Planning a query on the whole <c>dicom_all</c> binds every
/// column of every table, which for most queries takes longer than running them; relations of <c>sql/</c> therefore read only what they name.
/// </summary>
internal sealed partial class InstanceRows
{
    private readonly List<(string Name, List<string> Columns)> tables;

    private InstanceRows(List<(string Name, List<string> Columns)> tables) => this.tables = tables;

    internal static InstanceRows Of(DuckDbConnection connection, CancellationToken cancel)
    {
        using var result = connection.Query(
            $"""
            select table_name, list(column_name order by column_index)
            from duckdb_columns()
            where database_name = current_database() and starts_with(table_name, '{InstanceTables.Prefix}')
            group by table_name
            order by table_name
            """, cancel);
        return new InstanceRows([.. result.Rows().Select(r => ((string)r[0]!, ((object?[])r[1]!).Select(c => (string)c!).ToList()))]);
    }

    /// <summary>Columns that any table has.</summary>
    internal IEnumerable<string> Columns => tables.SelectMany(t => t.Columns).Distinct();

    /// <summary>
    /// A query of all columns of all tables, and of those required, NULL where no table has them. Times are TIME, date-times TIMESTAMP.
    /// </summary>
    internal string All(RequiredColumns required) => Of(required, name => true);

    /// <summary>The same with some of the columns.</summary>
    internal string Of(RequiredColumns required, Func<string, bool> isWanted) => Union(tables, required, isWanted);

    /// <summary>
    /// The text of a file of <c>sql/</c> that names its columns (<c>-- Reads:</c>), reading those alone where it says <c>dicom_all</c>; and only
    /// of tables that have a column that its rows come from (<c>-- Needs:</c>), or that may hold its modality (<c>-- Modality:</c>).
    /// </summary>
    internal string Narrowed(SqlObject file, string text)
    {
        if (file.Reads.Count == 0 || !ReadsAll().IsMatch(text))
            return text;
        var required = RequiredColumns.Of([file]);
        var names = required.Columns.Select(c => c.Key).Concat(RowColumn.Computed.Select(c => c.Name))
            .Concat(RowColumn.Bookkeeping.Select(c => c.Name).Where(name => text.Contains(name, StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);
        var rows = $"(\n{Union(Members(file), required, names.Contains)}\n)";
        return ReadsAll().Replace(text, match => $"{match.Groups["word"].Value} {rows}{(match.Groups["alias"].Success ? " as" : $" as {DicomAll.Name}")}");
    }

    /// <summary>The tables whose rows a file reads as <c>dicom_all</c>.</summary>
    internal IEnumerable<string> TablesOf(SqlObject file) => Members(file).Select(t => t.Name);

    private IEnumerable<(string Name, List<string> Columns)> Members(SqlObject file)
    {
        // Only what is narrowed leaves tables out.
        if (file.Reads.Count == 0)
            return tables;
        var needs = NeedsHeader().Match(file.Text).Groups["column"];
        var modality = ModalityHeader().Match(file.Text).Groups["modality"];
        return tables.Where(t => (!needs.Success || t.Columns.Contains(needs.Value))
            && (!modality.Success || InstanceTables.MayHold(t.Name, modality.Value)));
    }

    private static string Union(IEnumerable<(string Name, List<string> Columns)> tables, RequiredColumns required, Func<string, bool> isWanted)
    {
        var nulls = RowColumn.Computed.Concat(RowColumn.Bookkeeping).Where(c => isWanted(c.Name)).Select(c => Null(c.Name, c.Type))
            .Concat(required.Columns.Select(c => Null(c.Key, TypeInView(c.Key, c.Value))));
        var parts = tables.Select(t => $"select {string.Join(", ", t.Columns.Where(isWanted).Select(InView))} from {t.Name}");
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

    [GeneratedRegex(@"\b(?<word>from|join)\s+dicom_all\b(?<alias>\s+as\b)?", RegexOptions.ExplicitCapture)]
    private static partial Regex ReadsAll();

    [GeneratedRegex(@"^-- Needs: (?<column>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex NeedsHeader();

    [GeneratedRegex(@"^-- Modality: (?<modality>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ModalityHeader();
}
