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
    internal static string Declare(IEnumerable<(string Name, string Type)> columns)
    {
        var sql = new StringBuilder();
        foreach (var (name, type) in columns)
        {
            sql.Append(sql.Length == 0 ? "" : ", ").Append(DuckDbSql.Name(name)).Append(' ').Append(type);
            if (Compression(name) is { } compression)
                sql.Append(" using compression ").Append(compression);
        }

        return sql.ToString();
    }

    /// <summary>Statements that document the stored tables of a view. Their other columns are the view's, which has the comments.</summary>
    internal static string Comments(string table)
    {
        (string, string) block = ("block", "Number of the block: instances that share all that is not in the table of rows");
        return ColumnComments.Of("table", RowsOf(table), $"What tells the instances of {table} apart; read {table}", [block])
            + ColumnComments.Of("table", BlocksOf(table), $"What instances of {table} share; read {table}", [block, ("block_instances", "Instances of the block")]);
    }

    /// <summary>
    /// DuckDB looks for what repeats in each column of texts before it compresses it, which takes several times longer where nothing does.
    /// UIDs and hashes hardly get smaller by it.
    /// </summary>
    private static string? Compression(string column) => column switch
    {
        "SOPInstanceUID" or "MediaStorageSOPInstanceUID" or "header_hash" => "uncompressed",
        "source_uri" or "source_etag" or "AcquisitionDateTime" or "AcquisitionTime" or "ContentTime" or "InstanceCreationTime" => "zstd",
        _ => null,
    };
}
