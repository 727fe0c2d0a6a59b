using System.IO.Compression;
using Etl.Schema.Deflate;

namespace Etl.Schema.Tests.Deflate;

/// <summary>Streams that zlib writes, and what it reads.</summary>
internal static class Zlib
{
    public static byte[] Deflate(byte[] data, int level = 6, ZLibCompressionStrategy strategy = ZLibCompressionStrategy.Default)
    {
        using var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, new ZLibCompressionOptions { CompressionLevel = level, CompressionStrategy = strategy }))
            deflater.Write(data);
        return target.ToArray();
    }

    /// <summary>
    /// Byte after byte is asked for, so that at a break only the one is lost that came out with it, and byte after byte given, so that no
    /// more is taken than the stream has.
    /// </summary>
    public static (byte[] Bytes, InflateEnd End, int Consumed) Inflate(byte[] compressed)
    {
        var source = new Dripping(compressed);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        using var target = new MemoryStream();
        try
        {
            for (int value; (value = inflater.ReadByte()) >= 0;)
                target.WriteByte((byte)value);
        }
        catch (InvalidDataException)
        {
            return (target.ToArray(), InflateEnd.Broken, 0);
        }

        return source.IsAskedBeyondEnd ? (target.ToArray(), InflateEnd.Truncated, 0) : (target.ToArray(), InflateEnd.Stream, (int)source.Position);
    }

    /// <summary>Equal to what zlib reads, but for the last byte before a break.</summary>
    public static void AssertEqual((byte[] Bytes, InflateEnd End, int Consumed) expected, Inflater inflater, InflateEnd end)
    {
        // That a code has no words at all zlib sees only when it has read on with it.
        if ((expected.End, end) != (InflateEnd.Truncated, InflateEnd.Broken))
            Assert.Equal(expected.End, end);
        Assert.Equal(expected.Bytes, inflater.Bytes[..Math.Min(inflater.Length, expected.Bytes.Length)]);
        Assert.InRange(inflater.Length - expected.Bytes.Length, 0, end == InflateEnd.Broken ? 1 : 0);
        if (end == InflateEnd.Stream)
            Assert.Equal(expected.Consumed, inflater.Consumed);
    }

    private sealed class Dripping(byte[] bytes) : MemoryStream(bytes)
    {
        public bool IsAskedBeyondEnd { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Note(base.Read(buffer, offset, Math.Min(1, count)));

        public override int Read(Span<byte> buffer) => Note(base.Read(buffer[..Math.Min(1, buffer.Length)]));

        private int Note(int count)
        {
            IsAskedBeyondEnd |= count == 0;
            return count;
        }
    }
}
