using System.Text;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// Statements that document tables and columns in the warehouse itself, each a transaction of its own: every one leaves a copy of the whole
/// relation's description behind, which is in memory until its transaction ends.
/// </summary>
internal static class ColumnComments
{
    private static readonly Dictionary<string, string> Fixed =
        RowColumn.Computed.Concat(RowColumn.Bookkeeping).Append(RowColumn.PrivateElements).ToDictionary(c => c.Name, c => c.Comment);

    internal static string Of(string kind, string name, string title, IEnumerable<(string Column, string Comment)> columns) =>
        $"comment on {kind} {name} is {DuckDbSql.Literal(title)};\n" + OfColumns(name, columns);

    internal static string OfColumns(string name, IEnumerable<(string Column, string Comment)> columns)
    {
        var sql = new StringBuilder();
        foreach (var (column, comment) in columns)
            sql.Append($"comment on column {name}.{DuckDbSql.Name(column)} is {DuckDbSql.Literal(comment)};\n");
        return sql.ToString();
    }

    /// <summary>Of a relation of instances; its columns' meanings are those of the standard and of <see cref="RowColumn"/>.</summary>
    internal static string OfInstances(string kind, string name, string modality, IEnumerable<string> columns) =>
        Of(kind, name, $"Instances of {modality}: one row per stored object", columns.Select(c => (c, OfColumn(c))));

    internal static string OfColumn(string column) =>
        Fixed.TryGetValue(column, out var comment) ? comment
        : AttributeColumn.Find(column)?.Comment ?? "Column of a later version of the program";
}
