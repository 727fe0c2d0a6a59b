using System.Runtime.InteropServices;
using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>A named column.</summary>
public readonly record struct DuckDbColumn(string Name, DuckDbType Type);

/// <summary>The rows of a statement, read forward once, in chunks of at most 2,048.</summary>
public sealed unsafe class DuckDbResult : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly NativeHandle _handle;
    private CancellationToken _cancellation;
    private bool _ended;

    internal DuckDbResult(DuckDbConnection connection, NativeHandle statement)
    {
        _connection = connection;
        var memory = (nint)NativeMemory.AllocZeroed((nuint)sizeof(DuckDbResultStruct));
        _handle = new NativeHandle(memory, static value =>
        {
            NativeMethods.duckdb_destroy_result((DuckDbResultStruct*)value);
            NativeMemory.Free((void*)value);
        }, statement);
    }

    public IReadOnlyList<DuckDbColumn> Columns { get; private set; } = [];

    /// <summary>The number of rows that an INSERT, UPDATE or DELETE changed; otherwise 0.</summary>
    public long RowsChanged { get; private set; }

    internal DuckDbResultStruct* Pointer => (DuckDbResultStruct*)_handle.Value;

    /// <summary>The next chunk, owned by the caller; null at the end.</summary>
    /// <inheritdoc cref="DuckDbConnection.Execute" path="/exception"/>
    public DuckDbChunk? FetchChunk()
    {
        if (_ended) return null;
        nint chunk;
        using (_cancellation.UnsafeRegister(static connection => ((DuckDbConnection)connection!).Interrupt(), _connection))
            chunk = NativeMethods.duckdb_fetch_chunk(*Pointer);
        if (chunk == 0 && NativeMethods.duckdb_result_error(Pointer) is not null) throw Error(_cancellation);
        GC.KeepAlive(this);
        _ended = chunk == 0;
        return chunk == 0 ? null : new DuckDbChunk(chunk, Columns);
    }

    /// <summary>The chunks; each is valid until the next is asked for.</summary>
    public IEnumerable<DuckDbChunk> Chunks()
    {
        while (FetchChunk() is { } chunk)
            using (chunk)
                yield return chunk;
    }

    /// <summary>The rows as .NET objects, see <see cref="VectorReader.GetValue"/>.</summary>
    public IEnumerable<object?[]> Rows()
    {
        foreach (var chunk in Chunks())
            for (var row = 0; row < chunk.RowCount; row++)
                yield return chunk.GetRow(row);
    }

    /// <inheritdoc cref="DuckDbConnection.QueryScalar{T}"/>
    public T? Scalar<T>()
    {
        var value = Rows().FirstOrDefault()?[0];
        if (value is null) return default;
        if (value is T already) return already;
        if (value is Int128 huge) value = (decimal)huge;
        return (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T));
    }

    public void Dispose() => _handle.Dispose();

    internal void Describe(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        var columns = new DuckDbColumn[NativeMethods.duckdb_column_count(Pointer)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = new DuckDbColumn(NativeMethods.Text(NativeMethods.duckdb_column_name(Pointer, (ulong)i)),
                DuckDbType.Take(NativeMethods.duckdb_column_logical_type(Pointer, (ulong)i)));
        Columns = columns;
        RowsChanged = (long)NativeMethods.duckdb_rows_changed(Pointer);
    }

    internal Exception Error(CancellationToken cancellation)
    {
        var type = (DuckDbErrorType)NativeMethods.duckdb_result_error_type(Pointer);
        var error = _connection.Error(type, NativeMethods.Text(NativeMethods.duckdb_result_error(Pointer)));
        return type == DuckDbErrorType.Interrupt && cancellation.IsCancellationRequested
            ? new OperationCanceledException(error.Message, error, cancellation)
            : error;
    }
}
