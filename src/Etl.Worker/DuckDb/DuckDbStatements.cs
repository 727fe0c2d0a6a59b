using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>A text split into its statements. Each is prepared when its turn comes, so that it sees what those before it made.</summary>
internal sealed unsafe class DuckDbStatements : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly NativeHandle _handle;

    private DuckDbStatements(DuckDbConnection connection, NativeHandle handle, int count)
    {
        _connection = connection;
        _handle = handle;
        Count = count;
    }

    public int Count { get; }

    public static DuckDbStatements Parse(DuckDbConnection connection, string sql)
    {
        var count = NativeMethods.duckdb_extract_statements(connection.Handle, sql, out var statements);
        var handle = new NativeHandle(statements, static value => NativeMethods.duckdb_destroy_extracted(ref value), connection.Handle);
        var error = count > 0 ? null : NativeMethods.duckdb_extract_statements_error(statements);
        if (error is null) return new DuckDbStatements(connection, handle, (int)count);

        var message = NativeMethods.Text(error);
        handle.Dispose();
        throw DuckDbException.FromMessage(message);
    }

    public DuckDbStatement Prepare(int index)
    {
        var state = NativeMethods.duckdb_prepare_extracted_statement(_connection.Handle, _handle, (ulong)index, out var statement);
        var handle = new NativeHandle(statement, static value => NativeMethods.duckdb_destroy_prepare(ref value), _connection.Handle);
        if (state == 0) return new DuckDbStatement(_connection, handle);

        var message = NativeMethods.Text(NativeMethods.duckdb_prepare_error(statement));
        handle.Dispose();
        throw DuckDbException.FromMessage(message);
    }

    public void Dispose() => _handle.Dispose();
}
