using System.Runtime.InteropServices;
using System.Text;
using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>A prepared statement. Parameters are numbered from 1 and keep their values from one run to the next.</summary>
public sealed unsafe class DuckDbStatement : IDisposable
{
    private const int YieldsBeforeSleep = 64;

    private readonly DuckDbConnection _connection;
    private readonly NativeHandle _handle;

    internal DuckDbStatement(DuckDbConnection connection, NativeHandle handle)
    {
        _connection = connection;
        _handle = handle;
    }

    public int ParameterCount => (int)NativeMethods.duckdb_nparams(_handle);

    /// <summary>Binds the parameter <c>$name</c>.</summary>
    /// <exception cref="ArgumentException">The statement has no such parameter, or the value's type has no counterpart in DuckDB.</exception>
    public DuckDbStatement Bind(string name, object? value)
    {
        if (NativeMethods.duckdb_bind_parameter_index(_handle, out var index, name) != 0)
            throw new ArgumentException($"The statement has no parameter ${name}.", nameof(name));
        return Bind((int)index, value);
    }

    /// <summary>Binds the parameter with this number.</summary>
    /// <inheritdoc cref="Bind(string, object?)" path="/exception"/>
    public DuckDbStatement Bind(int index, object? value)
    {
        var i = (ulong)index;
        var state = value switch
        {
            null => NativeMethods.duckdb_bind_null(_handle, i),
            bool v => NativeMethods.duckdb_bind_boolean(_handle, i, v ? (byte)1 : (byte)0),
            int v => NativeMethods.duckdb_bind_int32(_handle, i, v),
            long v => NativeMethods.duckdb_bind_int64(_handle, i, v),
            short v => NativeMethods.duckdb_bind_int32(_handle, i, v),
            byte v => NativeMethods.duckdb_bind_int32(_handle, i, v),
            uint v => NativeMethods.duckdb_bind_int64(_handle, i, v),
            ulong v => NativeMethods.duckdb_bind_uint64(_handle, i, v),
            Int128 v => NativeMethods.duckdb_bind_hugeint(_handle, i, HugeInt.From(v)),
            float v => NativeMethods.duckdb_bind_float(_handle, i, v),
            double v => NativeMethods.duckdb_bind_double(_handle, i, v),
            DateOnly v => NativeMethods.duckdb_bind_date(_handle, i, DuckDbTime.Days(v)),
            DateTime v => NativeMethods.duckdb_bind_timestamp(_handle, i, DuckDbTime.Micros(v)),
            DateTimeOffset v => NativeMethods.duckdb_bind_timestamp_tz(_handle, i, DuckDbTime.Micros(v.UtcDateTime)),
            Guid v => BindUuid(i, v),
            string v => BindText(i, v),
            byte[] v => BindBlob(i, v),
            _ => throw new ArgumentException($"A value of type {value.GetType().Name} cannot be bound.", nameof(value)),
        };
        if (state != 0)
            throw new ArgumentException($"The statement has {ParameterCount} parameters; there is no number {index}.", nameof(index));
        return this;
    }

    /// <summary>Binds values to the parameters in their order, beginning with the first.</summary>
    /// <inheritdoc cref="Bind(string, object?)" path="/exception"/>
    public DuckDbStatement BindAll(IEnumerable<object?> values)
    {
        foreach (var (i, value) in values.Index())
            Bind(i + 1, value);
        return this;
    }

    /// <summary>Forgets every bound value.</summary>
    public void ClearBindings() => NativeMethods.duckdb_clear_bindings(_handle);

    /// <returns>The number of rows changed.</returns>
    /// <inheritdoc cref="DuckDbConnection.Execute" path="/exception"/>
    public long Execute(CancellationToken cancellation = default)
    {
        using var result = Run(streaming: false, cancellation);
        return result.RowsChanged;
    }

    /// <inheritdoc cref="DuckDbConnection.Query"/>
    public DuckDbResult Query(CancellationToken cancellation = default) => Run(streaming: true, cancellation);

    public void Dispose() => _handle.Dispose();

    private DuckDbResult Run(bool streaming, CancellationToken cancellation)
    {
        var state = streaming
            ? NativeMethods.duckdb_pending_prepared_streaming(_handle, out var pending)
            : NativeMethods.duckdb_pending_prepared(_handle, out pending);
        try
        {
            if (state != 0) throw PendingError(pending, CancellationToken.None);

            var result = new DuckDbResult(_connection, _handle);
            // Only now: making the pending result clears an earlier interrupt, so a token that is already cancelled counts.
            using (cancellation.UnsafeRegister(static connection => ((DuckDbConnection)connection!).Interrupt(), _connection))
            {
                if (!Work(pending))
                {
                    using (result)
                        throw PendingError(pending, cancellation);
                }

                state = NativeMethods.duckdb_execute_pending(pending, result.Pointer);
            }

            if (state == 0)
            {
                result.Describe(cancellation);
                return result;
            }

            using (result)
                throw result.Error(cancellation);
        }
        finally
        {
            NativeMethods.duckdb_destroy_pending(ref pending);
        }
    }

    /// <summary>
    /// Takes part in the work until it is done. While only other threads have something to do, this one waits: left to itself, DuckDB asks
    /// again and again, which takes a processor from those who work.
    /// </summary>
    /// <returns>False when the statement failed.</returns>
    private static bool Work(nint pending)
    {
        var idle = 0;
        while (true)
        {
            switch (NativeMethods.duckdb_pending_execute_task(pending))
            {
                case PendingState.NotReady:
                    idle = 0;
                    break;
                case PendingState.NoTasks when idle++ < YieldsBeforeSleep:
                    Thread.Yield();
                    break;
                case PendingState.NoTasks:
                    Thread.Sleep(1);
                    break;
                case var state:
                    return state == PendingState.Ready;
            }
        }
    }

    private Exception PendingError(nint pending, CancellationToken cancellation)
    {
        var found = DuckDbException.FromMessage(NativeMethods.Text(NativeMethods.duckdb_pending_error(pending)));
        var error = _connection.Error(found.ErrorType, found.Message);
        return error.ErrorType == DuckDbErrorType.Interrupt && cancellation.IsCancellationRequested
            ? new OperationCanceledException(error.Message, error, cancellation)
            : error;
    }

    private int BindText(ulong index, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        fixed (byte* bytes = &MemoryMarshal.GetArrayDataReference(utf8))
            return NativeMethods.duckdb_bind_varchar_length(_handle, index, bytes, (ulong)utf8.Length);
    }

    private int BindBlob(ulong index, byte[] blob)
    {
        fixed (byte* bytes = &MemoryMarshal.GetArrayDataReference(blob))
            return NativeMethods.duckdb_bind_blob(_handle, index, bytes, (ulong)blob.Length);
    }

    private int BindUuid(ulong index, Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        var value = NativeMethods.duckdb_create_uuid(HugeInt.From(System.Buffers.Binary.BinaryPrimitives.ReadInt128BigEndian(bytes)));
        var state = NativeMethods.duckdb_bind_value(_handle, index, value);
        NativeMethods.duckdb_destroy_value(ref value);
        return state;
    }
}
