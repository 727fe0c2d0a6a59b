using Etl.Worker.DuckDb;

namespace Etl.Worker.Warehouse;

/// <summary>
/// A warehouse's file while it is built. It has no write-ahead log: the file is of no use before it is complete, and is thrown away when the
/// build fails. What is committed reaches it with a checkpoint.
/// </summary>
internal sealed class WarehouseDatabase : IDisposable
{
    private const string Catalog = "warehouse";

    /// <summary>
    /// A quarter of DuckDB's usual number: what a thread loads is in memory, uncompressed, until a row group is full, and instances have
    /// hundreds of columns.
    /// </summary>
    private const int RowGroupRows = 30_720;

    /// <summary>A quarter of DuckDB's usual size, for the same reason: each column of a row group that is being filled has a block or two of its own.</summary>
    private const int BlockBytes = 64 << 10;

    private const int MostFooters = 512;

    private readonly DuckDbDatabase database;

    /// <param name="file">The file; made where there is none.</param>
    /// <param name="temporary">Where DuckDB spills to.</param>
    /// <param name="threads">Threads of DuckDB, that of the caller included.</param>
    /// <param name="memory">DuckDB's limit, such as <c>1GB</c>; null: its own.</param>
    /// <param name="parts">How many it will be loaded from.</param>
    internal WarehouseDatabase(string file, string temporary, int threads, string? memory, int parts)
    {
        var options = new Dictionary<string, string>
        {
            ["threads"] = threads.ToString(),
            ["temp_directory"] = temporary,
            ["preserve_insertion_order"] = "false",
            ["write_buffer_row_group_count"] = "1",
            // One checkpoint once tables are loaded and one at the end, none by itself.
            ["wal_autocheckpoint"] = "1TB",
            ["autoinstall_known_extensions"] = "false",
        };
        if (memory is not null)
            options["memory_limit"] = memory;
        database = DuckDbDatabase.Open(options: options);
        using var connection = database.Connect();
        // Each statement on parts opens all of them: their footers, with hundreds of columns, are taken apart once. Of many parts they would take
        // much memory, which nothing limits.
        if (parts <= MostFooters)
            connection.Execute("set global parquet_metadata_cache = true");
        // Old enough for clients of the last years to open the file, new enough for the compression of repetitive text.
        connection.Execute(
            $"attach {DuckDbSql.Literal(file)} as {Catalog} (recovery_mode no_wal_writes, storage_version 'v1.3.0', row_group_size {RowGroupRows}, block_size {BlockBytes})");
    }

    internal DuckDbConnection Connect()
    {
        var connection = database.Connect();
        connection.Execute($"set enable_progress_bar = false; use {Catalog}");
        return connection;
    }

    public void Dispose() => database.Dispose();
}
