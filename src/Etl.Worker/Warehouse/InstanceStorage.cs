using System.Text;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// How tables of instances lie in the warehouse's file. Small ones are tables. Of a large one, whose instances share most of their values with
/// the others of their series, what is shared is stored once: <c>stored.blocks_ct</c> has a row for each block of instances that are alike in
/// all columns but those <see cref="PerInstance"/>, <c>stored.rows_ct</c> has those of each instance, and the view <c>instances_ct</c> joins them.
/// Both have the number of the block, <c>block</c>; that of blocks counts its rows, <c>block_instances</c>.
/// </summary>
internal static class InstanceStorage
{
    internal const string Schema = "stored";

    internal const string SharedHash = "shared_hash";

    internal static string RowsOf(string table) => $"{Schema}.rows_{table[InstanceTables.Prefix.Length..]}";

    internal static string BlocksOf(string table) => $"{Schema}.blocks_{table[InstanceTables.Prefix.Length..]}";

    /// <summary>Whether a column is in the table of rows; else it is in that of blocks.</summary>
    internal static bool IsOfRow(string column) => column != SharedHash && PerInstance.Columns.Contains(column);

    /// <summary>Whether a table of the warehouse is stored in blocks.</summary>
    internal static bool HasBlocks(DuckDbConnection connection, string table, CancellationToken cancel) => connection.QueryScalar<long>(
        $"select count(*) from duckdb_tables() where database_name = current_database() and schema_name = '{Schema}' and '{Schema}.' || table_name = {DuckDbSql.Literal(RowsOf(table))}",
        cancel) > 0;

    /// <summary>The columns of a table's declaration. Compression is DuckDB's to choose, but for texts that hardly ever repeat.</summary>
    internal static string Declare(IEnumerable<DuckDbColumn> columns)
    {
        var sql = new StringBuilder();
        foreach (var column in columns)
        {
            sql.Append(sql.Length == 0 ? "" : ", ").Append(DuckDbSql.Name(column.Name)).Append(' ').Append(column.Type);
            if (Compression(column.Name) is { } compression)
                sql.Append(" using compression ").Append(compression);
        }

        return sql.ToString();
    }

    /// <summary>Statements that document a stored table.</summary>
    internal static string Comments(string table, string stored, IEnumerable<string> columns) => ColumnComments.Of("table", stored,
        stored == RowsOf(table) ? $"What tells the instances of {table} apart; read {table}" : $"What instances of {table} share; read {table}",
        columns.Select(c => (c, c switch
        {
            "block" => "Number of the block: instances that share all that is not in the table of rows",
            "block_instances" => "Instances of the block",
            _ => ColumnComments.OfColumn(c),
        })));

    /// <summary>
    /// DuckDB looks for what repeats in each column of texts before it compresses it, which takes several times longer where nothing does.
    /// UIDs hardly get smaller by it.
    /// </summary>
    private static string? Compression(string column) => column switch
    {
        "SOPInstanceUID" or "MediaStorageSOPInstanceUID" => "uncompressed",
        "source_uri" or "source_etag" or "header_hash" or "AcquisitionDateTime" or "AcquisitionTime" or "ContentTime" or "InstanceCreationTime" => "zstd",
        _ => null,
    };
}
