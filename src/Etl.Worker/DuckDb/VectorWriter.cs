using System.Text;
using Etl.Worker.DuckDb.Native;

namespace Etl.Worker.DuckDb;

/// <summary>
/// A column of a chunk being filled, or the child of a nested one. Rows start out not NULL and with undefined values.
/// Pointers are valid until the chunk is handed over; those of a list's child only until the next
/// <see cref="ReserveList"/> or <see cref="AddList"/>.
/// </summary>
public readonly unsafe struct VectorWriter
{
    private readonly nint _vector;

    internal VectorWriter(nint vector, DuckDbType type)
    {
        _vector = vector;
        Type = type;
    }

    public DuckDbType Type { get; }

    /// <summary>The values in DuckDB's layout: numbers, <see cref="DuckDbString"/>, <see cref="DuckDbListEntry"/>. None for a struct.</summary>
    public void* Data => NativeMethods.duckdb_vector_get_data(_vector);

    /// <summary>One bit a row, 1 for "not NULL", made writable. For a struct prefer <see cref="SetNull"/>.</summary>
    public ulong* Validity
    {
        get
        {
            NativeMethods.duckdb_vector_ensure_validity_writable(_vector);
            return NativeMethods.duckdb_vector_get_validity(_vector);
        }
    }

    /// <summary>Makes a row NULL, with the members of a struct and the elements of an array: DuckDB relies on that.</summary>
    public void SetNull(long row)
    {
        Validity[row >> 6] &= ~(1ul << (int)(row & 63));
        if (Type.Id == DuckDbTypeId.Struct)
            for (var i = 0; i < Type.Fields.Count; i++)
                StructChild(i).SetNull(row);
        else if (Type.Id == DuckDbTypeId.Array)
            for (var i = 0; i < Type.Size; i++)
                ArrayChild.SetNull(row * Type.Size + i);
        else if (Type.Id is DuckDbTypeId.List or DuckDbTypeId.Map)
            Set(row, new DuckDbListEntry(0, 0));
    }

    /// <summary>Sets a value in DuckDB's layout; <typeparamref name="T"/> must have its size.</summary>
    public void Set<T>(long row, T value) where T : unmanaged => ((T*)Data)[row] = value;

    public void SetBoolean(long row, bool value) => Set(row, value ? (byte)1 : (byte)0);

    public void SetDate(long row, DateOnly value) => Set(row, DuckDbTime.Days(value));

    /// <summary>Sets a TIMESTAMP, or a TIMESTAMP WITH TIME ZONE whose <paramref name="value"/> is in UTC.</summary>
    public void SetTimestamp(long row, DateTime value) => Set(row, DuckDbTime.Micros(value));

    /// <summary>Copies a BLOB, or a VARCHAR: one that is not valid UTF-8 becomes NULL.</summary>
    public void SetBytes(long row, ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = value)
            NativeMethods.duckdb_vector_assign_string_element_len(_vector, (ulong)row, bytes, (ulong)value.Length);
    }

    /// <summary>Copies a VARCHAR; null is NULL.</summary>
    public void SetString(long row, string? value)
    {
        if (value is null)
        {
            SetNull(row);
            return;
        }

        Span<byte> utf8 = value.Length <= 170 ? stackalloc byte[512] : new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        SetBytes(row, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    /// <summary>The elements of a list; of a map, structs of key and value.</summary>
    public VectorWriter ListChild => new(NativeMethods.duckdb_list_vector_get_child(_vector),
        Type.Id == DuckDbTypeId.Map ? DuckDbType.Struct(Type.Fields) : Type.Element);

    /// <summary>The elements of an array: those of row r start at r * Type.Size.</summary>
    public VectorWriter ArrayChild => new(NativeMethods.duckdb_array_vector_get_child(_vector), Type.Element);

    /// <summary>A member of a struct, by its place.</summary>
    public VectorWriter StructChild(int index) =>
        new(NativeMethods.duckdb_struct_vector_get_child(_vector, (ulong)index), Type.Fields[index].Type);

    /// <summary>The number of elements that the list's child holds for all rows together.</summary>
    public long ListSize => (long)NativeMethods.duckdb_list_vector_get_size(_vector);

    /// <summary>Makes room for this many elements of all rows together.</summary>
    public void ReserveList(long capacity) => _ = NativeMethods.duckdb_list_vector_reserve(_vector, (ulong)capacity);

    /// <summary>Says how many elements of all rows together are in use.</summary>
    public void SetListSize(long size) => _ = NativeMethods.duckdb_list_vector_set_size(_vector, (ulong)size);

    /// <summary>Gives a row the next <paramref name="count"/> elements of the list's child and makes room for them.</summary>
    /// <returns>The place of the first.</returns>
    public long AddList(long row, int count)
    {
        var offset = ListSize;
        Set(row, new DuckDbListEntry((ulong)offset, (ulong)count));
        ReserveList(offset + count);
        SetListSize(offset + count);
        return offset;
    }
}
