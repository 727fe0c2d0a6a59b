using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>At most 2,048 rows of a result, column by column.</summary>
public sealed class DuckDbChunk : IDisposable
{
    private readonly NativeHandle _handle;

    internal DuckDbChunk(nint chunk, IReadOnlyList<DuckDbColumn> columns)
    {
        _handle = new NativeHandle(chunk, static value => NativeMethods.duckdb_destroy_data_chunk(ref value));
        Columns = columns;
        RowCount = (int)NativeMethods.duckdb_data_chunk_get_size(chunk);
    }

    public IReadOnlyList<DuckDbColumn> Columns { get; }

    public int RowCount { get; }

    /// <summary>A column, readable until the chunk is disposed.</summary>
    public VectorReader this[int column] =>
        new(NativeMethods.duckdb_data_chunk_get_vector(_handle.Value, (ulong)column), Columns[column].Type);

    /// <summary>A row as .NET objects, see <see cref="VectorReader.GetValue"/>.</summary>
    public object?[] GetRow(int row)
    {
        var values = new object?[Columns.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = this[i].GetValue(row);
        return values;
    }

    public void Dispose() => _handle.Dispose();
}
