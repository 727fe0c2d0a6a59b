using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Etl.Schema.Deflate;

/// <summary>Bits of a deflate stream, the lowest of a byte first (RFC 1951, 3.1.1). Beyond the last byte it shows zeros, and says so once they are taken.</summary>
internal ref struct BitInput(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int position;

    /// <summary>Bits at hand; negative where more were taken than there are.</summary>
    private int count;

    /// <summary>The next bits, the first of them lowest: after <see cref="Fill"/> 56 at least, as far as there are.</summary>
    public ulong Next { get; private set; }

    /// <summary>At least one bit is at hand.</summary>
    public readonly bool HasBits => count > 0;

    /// <summary>More was taken than there is.</summary>
    public readonly bool IsBeyondEnd => count < 0;

    /// <summary>Bytes of which a bit was taken.</summary>
    public readonly int BytesTaken => position - (count >> 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (bytes.Length - position >= sizeof(ulong))
        {
            // What does not fit is there already when the same byte is added again.
            Next |= BinaryPrimitives.ReadUInt64LittleEndian(bytes[position..]) << count;
            position += (63 - count) >> 3;
            count |= 56;
        }
        else
        {
            FillFromTheLast();
        }
    }

    /// <summary>Takes bits; between two calls of <see cref="Fill"/> 56 at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int bits)
    {
        Next >>= bits;
        count -= bits;
    }

    /// <inheritdoc cref="Skip"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int bits)
    {
        var value = (int)Next & ((1 << bits) - 1);
        Skip(bits);
        return value;
    }

    /// <summary>Passes over the rest of a byte of which a bit was taken.</summary>
    public void SkipToByte()
    {
        position = BytesTaken;
        Next = 0;
        count = 0;
    }

    /// <summary>At a byte's first bit: so many bytes, or as many as there are.</summary>
    public ReadOnlySpan<byte> TakeBytes(int length)
    {
        var taken = bytes.Slice(position, Math.Min(length, bytes.Length - position));
        position += taken.Length;
        return taken;
    }

    private void FillFromTheLast()
    {
        for (; count <= 56 && position < bytes.Length; count += 8)
            Next |= (ulong)bytes[position++] << count;
    }
}
