using System.Buffers.Binary;

namespace Etl.Worker.Lake.Parquet;

/// <summary>Bytes that grow at their end, little-endian. Emptied, it keeps its memory.</summary>
internal sealed class ByteSink
{
    private byte[] bytes = new byte[1024];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    /// <summary>Room at the end, of which <see cref="Take"/> keeps as much as was used.</summary>
    internal Span<byte> Reserve(int count)
    {
        if (count > bytes.Length - Length)
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(checked(Length + count), bytes.Length * 2L)));
        return bytes.AsSpan(Length, count);
    }

    internal void Take(int count) => Length += count;

    internal void Add(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    internal void Add(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Length += value.Length;
    }

    internal void AddInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);
        Length += 4;
    }

    internal void AddInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
        Length += 8;
    }

    /// <summary>ULEB128: seven bits a byte, the lowest first.</summary>
    internal void AddVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            Add((byte)(value | 0x80));
        Add((byte)value);
    }
}
