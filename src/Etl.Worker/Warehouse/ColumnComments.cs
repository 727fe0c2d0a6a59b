using System.Text;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// Statements that document tables and columns in the warehouse itself, as one transaction: one for each would take longer than the data.
/// The data are better loaded outside of it, where they go straight to their place in the file.
/// </summary>
internal static class ColumnComments
{
    private static readonly Dictionary<string, string> Fixed =
        RowColumn.Computed.Concat(RowColumn.Bookkeeping).Append(RowColumn.PrivateElements).ToDictionary(c => c.Name, c => c.Comment);

    internal static string Of(string kind, string name, string title, IEnumerable<(string Column, string Comment)> columns)
    {
        var sql = new StringBuilder($"begin transaction;\ncomment on {kind} {name} is {DuckDbSql.Literal(title)};\n");
        foreach (var (column, comment) in columns)
            sql.Append($"comment on column {name}.{DuckDbSql.Name(column)} is {DuckDbSql.Literal(comment)};\n");
        return sql.Append("commit;\n").ToString();
    }

    /// <summary>Of a relation of instances; its columns' meanings are those of the standard and of <see cref="RowColumn"/>.</summary>
    internal static string OfInstances(string kind, string name, string modality, IEnumerable<string> columns) =>
        Of(kind, name, $"Instances of {modality}: one row per stored object", columns.Select(c => (c, OfColumn(c))));

    internal static string OfColumn(string column) =>
        Fixed.TryGetValue(column, out var comment) ? comment
        : AttributeColumn.Find(column)?.Comment ?? "Column of a later version of the program";
}
