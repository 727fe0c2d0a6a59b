using System.Text;

namespace Etl.Worker.Lake.Delta;

/// <summary>The table of a classic checkpoint (Delta protocol, "V1 Checkpoints"): one row an action, one column not null in each.</summary>
public static class Checkpoint
{
    /// <summary>Column and DuckDB type. Every type is written out: an untyped NULL would become an INTEGER column.</summary>
    public static readonly IReadOnlyList<(string Name, string Type)> Columns =
    [
        ("protocol", "STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])"),
        ("metaData", "STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), "
            + "schemaString VARCHAR, partitionColumns VARCHAR[], createdTime BIGINT, configuration MAP(VARCHAR, VARCHAR))"),
        ("txn", "STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)"),
        ("add", "STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, "
            + "stats VARCHAR, tags MAP(VARCHAR, VARCHAR))"),
        ("remove", "STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, "
            + "partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)"),
    ];

    /// <summary>The rows: newest protocol, metaData and transactions, the live files, and removals whose files are still kept.</summary>
    public static IEnumerable<DeltaAction> Rows(DeltaSnapshot snapshot, DateTimeOffset now)
    {
        yield return snapshot.Protocol;
        yield return snapshot.MetaData;
        foreach (var txn in snapshot.Txns.Values.OrderBy(txn => txn.AppId, StringComparer.Ordinal))
            yield return txn;
        var kept = (now - snapshot.DeletedFileRetention).ToUnixTimeMilliseconds();
        foreach (var remove in snapshot.Tombstones.Values.OrderBy(remove => remove.Path, StringComparer.Ordinal))
        {
            if (remove.DeletionTimestamp > kept)
                yield return remove with { DataChange = false };
        }
        foreach (var add in snapshot.Files.Values.OrderBy(add => add.Path, StringComparer.Ordinal))
            yield return add with { DataChange = false };
    }

    /// <summary>Creates the typed temporary table of a checkpoint.</summary>
    public static string CreateTableSql(string table) =>
        $"create temp table {DeltaType.Quote(table)} ({string.Join(", ", Columns.Select(column => $"{DeltaType.Quote(column.Name)} {column.Type}"))})";

    /// <summary>Turns a file of actions, one JSON object a line, into the checkpoint's Parquet file.</summary>
    public static string CopySql(string jsonFile, string parquetFile)
    {
        var columns = string.Join(", ", Columns.Select(column => $"{DeltaType.Quote(column.Name)}: '{column.Type}'"));
        // The line of metaData holds the schema; the default limit of 16 MiB is what a table of very many columns could pass.
        return $"copy (select * from read_json({Literal(jsonFile)}, format = 'newline_delimited', columns = {{{columns}}}, maximum_object_size = 268435456))"
            + $" to {Literal(parquetFile)} (format parquet, parquet_version v1, compression zstd)";
    }

    /// <summary>Gives the rows of a checkpoint as JSON objects, the columns of other actions null.</summary>
    public static string ReadSql(string parquetFile) =>
        $"select to_json(row)::varchar from read_parquet({Literal(parquetFile)}, hive_partitioning = false) as row";

    internal static IEnumerable<DeltaAction> Read(IEnumerable<string> files, Func<string, IEnumerable<string>> query)
    {
        foreach (var file in files)
        {
            var line = 0;
            foreach (var row in query(ReadSql(file)))
            {
                foreach (var action in ActionReader.ReadLine(Encoding.UTF8.GetBytes(row), Path.GetFileName(file), ++line))
                    yield return action;
            }
        }
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
