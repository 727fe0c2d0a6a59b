using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>
/// The table sources of one database. DuckDB keeps a table function for as long as the database is open, so there is
/// one function for all sources, and its argument says which.
/// </summary>
internal sealed unsafe class TableSourceRegistry
{
    public const string FunctionName = "etl_rows";

    private readonly ConcurrentDictionary<long, TableSource> _open = new();
    private long _lastKey;

    public static TableSourceRegistry Register(NativeHandle connection)
    {
        var registry = new TableSourceRegistry();
        using var parameter = DuckDbType.BigInt.ToNative();
        var function = NativeMethods.duckdb_create_table_function();
        NativeMethods.duckdb_table_function_set_name(function, FunctionName);
        NativeMethods.duckdb_table_function_add_parameter(function, parameter.Value);
        NativeMethods.duckdb_table_function_set_extra_info(function, GCHandle.ToIntPtr(GCHandle.Alloc(registry)), &TableSourceCallbacks.Free);
        NativeMethods.duckdb_table_function_set_bind(function, &TableSourceCallbacks.Bind);
        NativeMethods.duckdb_table_function_set_init(function, &TableSourceCallbacks.Init);
        NativeMethods.duckdb_table_function_set_local_init(function, &TableSourceCallbacks.LocalInit);
        NativeMethods.duckdb_table_function_set_function(function, &TableSourceCallbacks.Fill);
        var state = NativeMethods.duckdb_register_table_function(connection, function);
        NativeMethods.duckdb_destroy_table_function(ref function);
        return state == 0
            ? registry
            : throw new DuckDbException(DuckDbErrorType.Catalog, $"DuckDB refused the table function {FunctionName}.");
    }

    public TableSource Add(IReadOnlyList<DuckDbColumn> columns, int threads, Func<TableFill> open, Action<TableSource> closed)
    {
        var key = Interlocked.Increment(ref _lastKey);
        var source = new TableSource(key, columns, threads, open, source =>
        {
            _open.TryRemove(key, out _);
            closed(source);
        });
        _open[key] = source;
        return source;
    }

    public TableSource Find(long key) =>
        _open.TryGetValue(key, out var source) ? source : throw new InvalidOperationException($"No table source {key} is open.");
}
