using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb;

/// <summary>
/// duckdb_string_t, the 16 bytes of a VARCHAR or BLOB in a vector: the length, then up to 12 bytes in place, or the
/// first 4 bytes and a pointer to all of them.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public unsafe struct DuckDbString
{
    /// <summary>The longest text that is held in place.</summary>
    public const int InlineLength = 12;

    [FieldOffset(0)] private uint _length;
    [FieldOffset(4)] private fixed byte _inline[InlineLength];
    [FieldOffset(4)] private uint _prefix;
    [FieldOffset(8)] private byte* _pointer;

    public readonly int Length => (int)_length;

    /// <summary>
    /// A text that stays where it is: native or pinned memory that neither moves nor changes until DuckDB asks for the
    /// next chunk (table source) or the chunk is appended. VARCHAR bytes must be valid UTF-8: DuckDB does not look.
    /// </summary>
    public static DuckDbString At(byte* text, int length)
    {
        var value = new DuckDbString { _length = (uint)length };
        if (length <= InlineLength)
        {
            // The unused bytes must be zero: DuckDB compares and hashes all sixteen.
            new ReadOnlySpan<byte>(text, length).CopyTo(new Span<byte>(value._inline, InlineLength));
        }
        else
        {
            value._prefix = *(uint*)text;
            value._pointer = text;
        }
        return value;
    }

    /// <summary>The bytes of the string that lies at <paramref name="value"/>.</summary>
    public static ReadOnlySpan<byte> Bytes(DuckDbString* value) =>
        new(value->_length <= InlineLength ? value->_inline : value->_pointer, (int)value->_length);
}

/// <summary>duckdb_list_entry: where a row's elements lie in the list's child vector.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DuckDbListEntry(ulong Offset, ulong Length);
