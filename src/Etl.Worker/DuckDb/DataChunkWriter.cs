using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>A chunk being filled, column by column.</summary>
public readonly struct DataChunkWriter
{
    private readonly nint _chunk;
    private readonly IReadOnlyList<DuckDbColumn> _columns;

    internal DataChunkWriter(nint chunk, IReadOnlyList<DuckDbColumn> columns)
    {
        _chunk = chunk;
        _columns = columns;
    }

    /// <summary>The most rows that a chunk holds (2,048).</summary>
    public static int Capacity { get; } = (int)NativeMethods.duckdb_vector_size();

    public int ColumnCount => _columns.Count;

    public VectorWriter this[int column] =>
        new(NativeMethods.duckdb_data_chunk_get_vector(_chunk, (ulong)column), _columns[column].Type);

    internal void SetSize(int rows)
    {
        if ((uint)rows > (uint)Capacity)
            throw new InvalidOperationException($"A chunk holds at most {Capacity} rows; {rows} were announced.");
        NativeMethods.duckdb_data_chunk_set_size(_chunk, (ulong)rows);
    }
}
