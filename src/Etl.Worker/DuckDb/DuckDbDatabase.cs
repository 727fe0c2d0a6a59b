using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>
/// An open DuckDB database. Thread-safe. The file stays open until this object and every connection, statement and
/// result made from it are disposed.
/// </summary>
public sealed unsafe class DuckDbDatabase : IDisposable
{
    private readonly NativeHandle _handle;
    private readonly Lock _registration = new();
    private TableSourceRegistry? _sources;

    private DuckDbDatabase(NativeHandle handle) => _handle = handle;

    /// <summary>The version of the library, such as <c>v1.5.6</c>.</summary>
    public static string LibraryVersion => NativeMethods.Text(NativeMethods.duckdb_library_version());

    /// <summary>Opens or creates a database.</summary>
    /// <param name="path">The file; null for a database in memory.</param>
    /// <param name="options">DuckDB's settings by name, such as <c>access_mode</c> = <c>READ_ONLY</c>, <c>threads</c>, <c>memory_limit</c>.</param>
    /// <exception cref="DuckDbException">The file cannot be opened, or an option is unknown or invalid.</exception>
    public static DuckDbDatabase Open(string? path = null, IReadOnlyDictionary<string, string>? options = null)
    {
        NativeMethods.duckdb_create_config(out var config);
        try
        {
            foreach (var (name, value) in options ?? new Dictionary<string, string>())
                if (NativeMethods.duckdb_set_config(config, name, value) != 0)
                    throw new DuckDbException(DuckDbErrorType.InvalidConfiguration,
                        $"DuckDB does not know the option '{name}', or not with the value '{value}'.");

            if (NativeMethods.duckdb_open_ext(path, out var database, config, out var error) != 0)
                throw DuckDbException.FromMessage(NativeMethods.TakeText(error));
            return new DuckDbDatabase(new NativeHandle(database, static value => NativeMethods.duckdb_close(ref value)));
        }
        finally
        {
            NativeMethods.duckdb_destroy_config(ref config);
        }
    }

    public DuckDbConnection Connect()
    {
        if (NativeMethods.duckdb_connect(_handle, out var connection) != 0)
            throw new DuckDbException(DuckDbErrorType.Connection, "DuckDB refused a connection.");
        return new DuckDbConnection(this,
            new NativeHandle(connection, static value => NativeMethods.duckdb_disconnect(ref value), _handle));
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>The registry of table sources; its table function is registered at the first use.</summary>
    internal TableSourceRegistry Sources(NativeHandle connection)
    {
        lock (_registration)
            return _sources ??= TableSourceRegistry.Register(connection);
    }
}
