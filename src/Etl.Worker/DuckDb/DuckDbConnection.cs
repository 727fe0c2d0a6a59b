using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>
/// A connection: one transaction, one running statement. Not thread-safe, except for <see cref="Interrupt"/> and
/// <see cref="Progress"/>, which are meant for other threads.
/// </summary>
public sealed unsafe class DuckDbConnection : IDisposable
{
    private readonly List<TableSource> _sources = [];

    internal DuckDbConnection(DuckDbDatabase database, NativeHandle handle)
    {
        Database = database;
        Handle = handle;
    }

    public DuckDbDatabase Database { get; }

    internal NativeHandle Handle { get; }

    /// <summary>
    /// Percentage done of the running statement, 0 to 100; null when none runs or DuckDB cannot tell.
    /// DuckDB keeps count only after <c>set enable_progress_bar = true; set enable_progress_bar_print = false</c>.
    /// </summary>
    public double? Progress
    {
        get
        {
            var percentage = NativeMethods.duckdb_query_progress(Handle).Percentage;
            return percentage < 0 ? null : percentage;
        }
    }

    /// <summary>Makes the running statement fail soon with <see cref="DuckDbErrorType.Interrupt"/>.</summary>
    public void Interrupt() => NativeMethods.duckdb_interrupt(Handle);

    /// <summary>Runs one or several statements.</summary>
    /// <returns>The number of rows that the last statement changed.</returns>
    /// <exception cref="DuckDbException">A statement failed; those before it are done.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public long Execute(string sql, CancellationToken cancellation = default)
    {
        var changed = 0L;
        using var statements = DuckDbStatements.Parse(this, sql);
        for (var i = 0; i < statements.Count; i++)
        {
            using var statement = statements.Prepare(i);
            changed = statement.Execute(cancellation);
        }
        return changed;
    }

    /// <summary>
    /// Runs many small statements, without preparing each by itself: DuckDB would plan it again whenever another connection has changed the
    /// catalog in between.
    /// </summary>
    /// <inheritdoc cref="Execute" path="/exception"/>
    public void ExecuteBatch(string sql, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        using var result = new DuckDbResult(this, Handle);
        using (cancellation.UnsafeRegister(static connection => ((DuckDbConnection)connection!).Interrupt(), this))
        {
            if (NativeMethods.duckdb_query(Handle, sql, result.Pointer) != 0)
                throw result.Error(cancellation);
        }
    }

    /// <summary>
    /// Runs one or several statements and gives the rows of the last as they are made. They end early, with an error,
    /// when the connection runs another statement.
    /// </summary>
    /// <inheritdoc cref="Execute" path="/exception"/>
    public DuckDbResult Query(string sql, CancellationToken cancellation = default)
    {
        using var statements = DuckDbStatements.Parse(this, sql);
        if (statements.Count == 0) throw new ArgumentException("The text holds no statement.", nameof(sql));
        for (var i = 0; i < statements.Count - 1; i++)
        {
            using var before = statements.Prepare(i);
            before.Execute(cancellation);
        }
        using var last = statements.Prepare(statements.Count - 1);
        return last.Query(cancellation);
    }

    /// <summary>The first value of the first row, converted to <typeparamref name="T"/>; default when it is NULL or there is no row.</summary>
    /// <inheritdoc cref="Execute" path="/exception"/>
    public T? QueryScalar<T>(string sql, CancellationToken cancellation = default)
    {
        using var result = Query(sql, cancellation);
        return result.Scalar<T>();
    }

    /// <summary>Prepares one statement, with parameters as <c>?</c>, <c>$1</c> or <c>$name</c>.</summary>
    /// <exception cref="DuckDbException">The statement is wrong, or names what does not exist.</exception>
    public DuckDbStatement Prepare(string sql)
    {
        using var statements = DuckDbStatements.Parse(this, sql);
        if (statements.Count != 1)
            throw new ArgumentException($"One statement is prepared at a time; the text holds {statements.Count}.", nameof(sql));
        return statements.Prepare(0);
    }

    /// <summary>Opens an appender to a table that exists.</summary>
    public DuckDbAppender OpenAppender(string table, string? schema = null, string? catalog = null) =>
        new(this, catalog, schema, table);

    /// <summary>
    /// Offers rows made by <paramref name="fill"/> as a table that statements of this connection can read, under the
    /// name <see cref="TableSource.Sql"/>. Rows are pulled by one thread, in order.
    /// </summary>
    public TableSource OpenTableSource(IReadOnlyList<DuckDbColumn> columns, TableFill fill) =>
        OpenTableSource(columns, 1, () => fill);

    /// <summary>
    /// As above, with up to <paramref name="threads"/> threads, each of which calls <paramref name="open"/> once for a fill of its own.
    /// DuckDB uses more than one thread only where the order of rows need not be kept (<c>preserve_insertion_order = false</c>).
    /// </summary>
    public TableSource OpenTableSource(IReadOnlyList<DuckDbColumn> columns, int threads, Func<TableFill> open)
    {
        var source = Database.Sources(Handle).Add(columns, threads, open, closed => _sources.Remove(closed));
        _sources.Add(source);
        return source;
    }

    /// <summary>The error of a failed statement, with the exception of the table source that caused it.</summary>
    internal DuckDbException Error(DuckDbErrorType type, string message) =>
        new(type, message, _sources.Find(source => source.Failure is not null)?.Failure);

    public void Dispose()
    {
        foreach (var source in _sources.ToArray())
            source.Dispose();
        Handle.Dispose();
    }
}
