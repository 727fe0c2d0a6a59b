namespace Etl.Worker.DuckDb;

/// <summary>
/// Fills the next rows of a table source and returns how many there are, at most <see cref="DataChunkWriter.Capacity"/>;
/// 0 ends it. It is called by threads of DuckDB; an exception becomes the inner exception of the statement's error.
/// </summary>
public delegate int TableFill(DataChunkWriter chunk);

/// <summary>Rows of this program that SQL can read, for instance <c>copy (select * from {Sql}) to 'part.parquet'</c>.</summary>
public sealed class TableSource : IDisposable
{
    private readonly long _key;
    private readonly Action<TableSource> _closed;
    private readonly Func<TableFill> _open;
    private Exception? _failure;

    internal TableSource(long key, IReadOnlyList<DuckDbColumn> columns, int threads, Func<TableFill> open, Action<TableSource> closed)
    {
        _key = key;
        _open = open;
        _closed = closed;
        Columns = columns;
        Threads = threads;
    }

    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>The table function call that reads the rows.</summary>
    public string Sql => $"{TableSourceRegistry.FunctionName}({_key})";

    internal int Threads { get; }

    /// <summary>The first exception of a fill.</summary>
    internal Exception? Failure => _failure;

    internal TableFill Open() => _open();

    internal void Fail(Exception exception) => Interlocked.CompareExchange(ref _failure, exception, null);

    public void Dispose() => _closed(this);
}
