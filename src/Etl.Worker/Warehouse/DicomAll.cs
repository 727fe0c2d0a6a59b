using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// The view <c>dicom_all</c>: every instance of every modality, with all columns that any of them has, and those that <c>sql/</c> reads.
/// Times are TIME and date-times TIMESTAMP in it; the text that tells their precision and offset stays in the tables.
/// </summary>
internal static class DicomAll
{
    internal const string Name = "dicom_all";

    /// <summary>The view of the keys alone: what a relation of <c>sql/</c> looks other instances up in.</summary>
    internal const string Keys = "instance_keys";

    /// <summary>
    /// The macro with the text of the view: each of the view's comments, of which there are hundreds, makes a copy of the view.
    /// </summary>
    internal const string Rows = "dicom_rows";

    /// <summary>The view's columns.</summary>
    internal static IReadOnlyCollection<string> Columns(InstanceRows rows, RequiredColumns required)
    {
        var columns = new SortedSet<string>(rows.Columns, ColumnOrder.Instance);
        columns.UnionWith(RowColumn.Computed.Concat(RowColumn.Bookkeeping).Select(c => c.Name));
        columns.UnionWith(required.Columns.Select(c => c.Key));
        return columns;
    }

    /// <summary>Makes the view, and that of the keys.</summary>
    internal static void Create(DuckDbConnection connection, InstanceRows rows, RequiredColumns required, CancellationToken cancel)
    {
        var columns = Columns(rows, required);
        connection.Execute(
            $"""
            create macro {Rows}() as table select {string.Join(", ", columns.Select(DuckDbSql.Name))} from (
            {rows.All(required)}
            );
            comment on macro table {Rows} is 'Rows of {Name}, which is the relation to name in a query';
            create view {Name} as from {Rows}();
            comment on view {Name} is 'Every instance of the archive: one row per stored object'
            """, cancel);

        string[] keys = ["source_uri", .. RequiredColumns.Identifiers];
        connection.Execute(
            $"create view {Keys} as select {string.Join(", ", keys)} from (\n{rows.Of(RequiredColumns.Of([]), keys.Contains)}\n)", cancel);
        connection.Execute(ColumnComments.Of("view", Keys, "Every instance of the archive by its keys: one row per stored object; quick to join, unlike dicom_all",
            keys.Select(c => (c, ColumnComments.OfColumn(c)))), cancel);
        connection.ExecuteBatch(Comments(Name, columns), cancel);
    }

    /// <summary>Statements that document the columns of the view, or of another that has the same.</summary>
    internal static string Comments(string view, IEnumerable<string> columns) =>
        ColumnComments.OfColumns(view, columns.Select(c => (c, ColumnComments.OfColumn(c) + ClockNote(c))));

    private static string ClockNote(string column) => AttributeColumn.Find(column)?.Clock is { } clock
        ? $"; {clock.Type} of the text in the instances_* tables, which tells the precision"
        : "";
}
