using System.Runtime.InteropServices;

namespace Etl.Schema.Columns;

/// <summary>
/// The text of one batch: one growing block of native memory, so that cells can be handed to a native reader by address.
/// A text cell is its offset in the high and its length in the low 32 bits.
/// </summary>
public sealed unsafe class TextHeap : IDisposable
{
    private const long MaxBytes = uint.MaxValue - 64L;
    private byte* block;
    private long capacity;
    private long used;

    /// <summary>Bytes in use.</summary>
    public long Length => used;

    /// <summary>Address of the first byte; moves when the heap grows.</summary>
    public nint Address => (nint)block;

    /// <summary>Copies a text in and returns its cell.</summary>
    public ulong Add(ReadOnlySpan<byte> text)
    {
        var target = Reserve(text.Length);
        text.CopyTo(target);
        return Take(text.Length);
    }

    /// <summary>Room for a text that is yet to be written; <see cref="Take"/> keeps as much of it as was used.</summary>
    public Span<byte> Reserve(int length)
    {
        if (used + length > capacity)
            Grow(length);
        return new Span<byte>(block + used, length);
    }

    public ulong Take(int length)
    {
        var cell = (ulong)used << 32 | (uint)length;
        used += length;
        return cell;
    }

    public ReadOnlySpan<byte> this[ulong cell] => new(block + (cell >> 32), (int)(uint)cell);

    public void Clear() => used = 0;

    public void Dispose()
    {
        NativeMemory.Free(block);
        block = null;
        capacity = used = 0;
    }

    private void Grow(int length)
    {
        var wanted = Math.Max(used + length, Math.Max(capacity * 2, 64 << 10));
        if (wanted > MaxBytes)
            wanted = Math.Max(used + length, MaxBytes);
        if (wanted > MaxBytes)
            throw new InvalidOperationException($"A batch's text is limited to {MaxBytes} bytes; {used} are used and {length} more were asked for.");
        block = (byte*)NativeMemory.Realloc(block, (nuint)wanted);
        capacity = wanted;
    }
}
