using System.Text;
using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>A column of a chunk, or the child of a nested one. Valid as long as its chunk.</summary>
public readonly unsafe partial struct VectorReader
{
    private readonly nint _vector;
    private readonly byte* _data;
    private readonly ulong* _validity;

    internal VectorReader(nint vector, DuckDbType type)
    {
        _vector = vector;
        Type = type;
        _data = (byte*)NativeMethods.duckdb_vector_get_data(vector);
        _validity = NativeMethods.duckdb_vector_get_validity(vector);
    }

    public DuckDbType Type { get; }

    /// <summary>The values in DuckDB's layout for the type, unchecked.</summary>
    public void* Data => _data;

    public bool IsNull(long row) => _validity is not null && (_validity[row >> 6] & (1ul << (int)(row & 63))) == 0;

    /// <summary>The value in DuckDB's layout; <typeparamref name="T"/> must have its size.</summary>
    public T Get<T>(long row) where T : unmanaged => ((T*)_data)[row];

    /// <summary>The bytes of a VARCHAR or BLOB, in DuckDB's memory.</summary>
    public ReadOnlySpan<byte> GetBytes(long row) => DuckDbString.Bytes((DuckDbString*)_data + row);

    public string GetString(long row) => Encoding.UTF8.GetString(GetBytes(row));

    /// <summary>Where the elements of a list or map lie in <see cref="ListChild"/>.</summary>
    public DuckDbListEntry GetListEntry(long row) => Get<DuckDbListEntry>(row);

    /// <summary>All elements of all rows of a list; of a map, structs of key and value.</summary>
    public VectorReader ListChild => new(NativeMethods.duckdb_list_vector_get_child(_vector),
        Type.Id == DuckDbTypeId.Map ? DuckDbType.Struct(Type.Fields) : Type.Element);

    /// <summary>All elements of all rows of an array: those of row r start at r * Type.Size.</summary>
    public VectorReader ArrayChild => new(NativeMethods.duckdb_array_vector_get_child(_vector), Type.Element);

    /// <summary>A member of a struct, by its place.</summary>
    public VectorReader StructChild(int index) =>
        new(NativeMethods.duckdb_struct_vector_get_child(_vector, (ulong)index), Type.Fields[index].Type);
}
