using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>
/// Appends rows to a table chunk by chunk: fill <see cref="Chunk"/>, then <see cref="Append"/>. What was appended is in
/// the table after <see cref="Flush"/>; rows that were not flushed are dropped at <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class DuckDbAppender : IDisposable
{
    private readonly NativeHandle _appender;
    private readonly NativeHandle _chunk;

    internal DuckDbAppender(DuckDbConnection connection, string? catalog, string? schema, string table)
    {
        var state = NativeMethods.duckdb_appender_create_ext(connection.Handle, catalog, schema, table, out var appender);
        _appender = new NativeHandle(appender, Destroy, connection.Handle);
        if (state != 0)
        {
            var error = Error();
            _appender.Dispose();
            throw error;
        }

        var types = new DuckDbType[NativeMethods.duckdb_appender_column_count(_appender)];
        for (var i = 0; i < types.Length; i++)
            types[i] = DuckDbType.Take(NativeMethods.duckdb_appender_column_type(_appender, (ulong)i));
        using var native = new NativeTypes(types);
        var chunk = NativeMethods.duckdb_create_data_chunk(native.Pointer, (ulong)types.Length);
        _chunk = new NativeHandle(chunk, static value => NativeMethods.duckdb_destroy_data_chunk(ref value));
        Chunk = new DataChunkWriter(chunk, [.. types.Select(type => new DuckDbColumn("", type))]);
    }

    /// <summary>The chunk to fill; empty again after each <see cref="Append"/>.</summary>
    public DataChunkWriter Chunk { get; }

    /// <summary>Appends the first <paramref name="rows"/> rows of <see cref="Chunk"/>.</summary>
    public void Append(int rows)
    {
        Chunk.SetSize(rows);
        if (NativeMethods.duckdb_append_data_chunk(_appender, _chunk.Value) != 0) throw Error();
        NativeMethods.duckdb_data_chunk_reset(_chunk.Value);
    }

    /// <exception cref="DuckDbException">A row violates a constraint of the table; no row since the last flush is in it.</exception>
    public void Flush()
    {
        if (NativeMethods.duckdb_appender_flush(_appender) != 0) throw Error();
    }

    public void Dispose()
    {
        _chunk.Dispose();
        _appender.Dispose();
    }

    // Destroying flushes; rows that nobody flushed come from a caller that gave up.
    private static void Destroy(nint value)
    {
        _ = NativeMethods.duckdb_appender_clear(value);
        NativeMethods.duckdb_appender_destroy(ref value);
    }

    private DuckDbException Error()
    {
        var error = NativeMethods.duckdb_appender_error_data(_appender);
        var type = (DuckDbErrorType)NativeMethods.duckdb_error_data_error_type(error);
        var message = NativeMethods.Text(NativeMethods.duckdb_error_data_message(error));
        NativeMethods.duckdb_destroy_error_data(ref error);
        return new DuckDbException(type, message);
    }
}
