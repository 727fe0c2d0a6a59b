using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// The view <c>dicom_all</c>: every instance of every modality, with all columns that any of them has, and those that <c>sql/</c> reads.
/// Times are TIME and date-times TIMESTAMP in it; the text that tells their precision and offset stays in the tables.
/// </summary>
internal static class DicomAll
{
    internal const string Name = "dicom_all";

    /// <returns>Statements that document it.</returns>
    internal static string Create(DuckDbConnection connection, RequiredColumns required, CancellationToken cancel)
    {
        var tables = Tables(connection, cancel);
        var columns = new SortedSet<string>(tables.SelectMany(t => t.Columns), ColumnOrder.Instance);
        var nulls = new List<string>();
        foreach (var column in RowColumn.Computed.Concat(RowColumn.Bookkeeping))
            Require(column.Name, column.Type);
        foreach (var (name, type) in required.Columns)
            Require(name, AttributeColumn.Find(name)!.Clock is { } clock ? clock.Type + (type.EndsWith("[]", StringComparison.Ordinal) ? "[]" : "") : type);

        var parts = tables.Select(t => $"select *{Replacements(t.Columns)} from {t.Name}").Prepend($"(select {string.Join(", ", nulls)} limit 0)");
        connection.Execute(
            $"create view {Name} as select {string.Join(", ", columns.Select(DuckDbSql.Name))} from (\n{string.Join("\nunion all by name\n", parts)}\n)",
            cancel);
        return ColumnComments.Of("view", Name, "Every instance of the archive: one row per stored object",
            columns.Select(c => (c, ColumnComments.OfColumn(c) + ClockNote(c))));

        void Require(string name, string type)
        {
            columns.Add(name);
            nulls.Add($"null::{type} as {DuckDbSql.Name(name)}");
        }
    }

    private static List<(string Name, List<string> Columns)> Tables(DuckDbConnection connection, CancellationToken cancel)
    {
        using var result = connection.Query(
            $"""
            select table_name, list(column_name order by column_index)
            from duckdb_columns()
            where starts_with(table_name, '{InstanceTables.Prefix}')
            group by table_name
            order by table_name
            """, cancel);
        return [.. result.Rows().Select(r => ((string)r[0]!, ((object?[])r[1]!).Select(c => (string)c!).ToList()))];
    }

    private static string Replacements(IEnumerable<string> columns)
    {
        var clocks = columns.Select(AttributeColumn.Find).OfType<AttributeColumn>().Where(a => a.Clock is not null).Select(a =>
        {
            var name = DuckDbSql.Name(a.Name);
            var macro = a.Clock!.Value.Macro;
            return $"{(a.Entry.IsList ? $"list_transform({name}, lambda text : {macro}(text))" : $"{macro}({name})")} as {name}";
        }).ToList();
        return clocks.Count == 0 ? "" : $" replace ({string.Join(", ", clocks)})";
    }

    private static string ClockNote(string column) => AttributeColumn.Find(column)?.Clock is { } clock
        ? $"; {clock.Type} of the text in the instances_* tables, which tells the precision"
        : "";
}
