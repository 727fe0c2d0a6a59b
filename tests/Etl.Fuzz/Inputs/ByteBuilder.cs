using System.Buffers.Binary;

namespace Etl.Fuzz.Inputs;

/// <summary>An input being made: bytes that can be overwritten, inserted and deleted in place.</summary>
internal sealed class ByteBuilder
{
    /// <summary>Mutated inputs grow no further.</summary>
    public const int MaxBytes = 512 << 10;

    private byte[] bytes = new byte[64 << 10];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    public ref byte this[int index] => ref bytes[index];

    public void Set(ReadOnlySpan<byte> content)
    {
        Length = 0;
        Insert(0, content);
    }

    public void Overwrite(int at, ReadOnlySpan<byte> content)
    {
        var count = Math.Min(content.Length, Length - at);
        if (at >= 0 && count > 0)
            content[..count].CopyTo(bytes.AsSpan(at));
    }

    public void Insert(int at, ReadOnlySpan<byte> content)
    {
        if (Length + content.Length > MaxBytes)
            return;
        if (Length + content.Length > bytes.Length)
            Array.Resize(ref bytes, Math.Max(Length + content.Length, bytes.Length * 2));
        at = Math.Clamp(at, 0, Length);
        Buffer.BlockCopy(bytes, at, bytes, at + content.Length, Length - at);
        content.CopyTo(bytes.AsSpan(at));
        Length += content.Length;
    }

    public void Delete(int at, int count)
    {
        if (at < 0 || at >= Length)
            return;
        count = Math.Clamp(count, 0, Length - at);
        Buffer.BlockCopy(bytes, at + count, bytes, at, Length - at - count);
        Length -= count;
    }

    public void Truncate(int length) => Length = Math.Clamp(length, 0, Length);

    public void Append(ReadOnlySpan<byte> content) => Insert(Length, content);

    public static byte[] LittleEndian(uint value)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(four, value);
        return four;
    }
}
