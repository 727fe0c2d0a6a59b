using System.IO.Compression;
using Etl.Schema.Deflate;

namespace Etl.Schema.Tests.Deflate;

/// <summary>What zlib deflates is inflated: to its end, up to a bound, and as far as the bytes go.</summary>
public sealed class InflaterTests
{
    private readonly Inflater inflater = new();

    public static TheoryData<string> Kinds => [.. DeflateData.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Stream_OfAnyLevelAndStrategy_IsInflatedUpToItsLastByte(string kind)
    {
        var data = DeflateData.Of(kind);
        for (var level = 0; level <= 9; level++)
        {
            foreach (var strategy in Enum.GetValues<ZLibCompressionStrategy>())
            {
                var stream = Zlib.Deflate(data, level, strategy);
                foreach (var behind in new byte[][] { [], [0x78], [.. Enumerable.Repeat((byte)0xFF, 40)] })
                {
                    Assert.Equal(InflateEnd.Stream, inflater.Inflate([.. stream, .. behind], int.MaxValue));
                    Assert.True(inflater.Bytes.SequenceEqual(data));
                    Assert.Equal(stream.Length, inflater.Consumed);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Stream_CutAnywhere_GivesWhatZlibHasUpToThere(string kind)
    {
        var data = DeflateData.Of(kind);
        data = data[..Math.Min(data.Length, 3000)];
        foreach (var strategy in Enum.GetValues<ZLibCompressionStrategy>())
        {
            var stream = Zlib.Deflate(data, strategy: strategy);
            for (var length = 0; length < stream.Length; length++)
            {
                var cut = stream[..length];
                Assert.Equal(InflateEnd.Truncated, inflater.Inflate(cut, int.MaxValue));
                Zlib.AssertEqual(ReadAtOnce(cut), inflater, InflateEnd.Truncated);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bound_KeepsSoManyBytes(string kind)
    {
        var data = DeflateData.Of(kind);
        var stream = Zlib.Deflate(data);
        var random = new Random(7);
        foreach (var limit in new[] { 1, data.Length - 1, data.Length }.Concat(Enumerable.Range(0, 100).Select(_ => random.Next(1, data.Length))).Where(l => l > 0))
        {
            Assert.Equal(InflateEnd.Limit, inflater.Inflate(stream, limit));
            Assert.True(inflater.Bytes.SequenceEqual(data.AsSpan(0, limit)));
        }

        Assert.Equal(InflateEnd.Stream, inflater.Inflate(stream, data.Length + 1));
    }

    [Fact]
    public void Bound_FarBelowWhatComesOut_BoundsTheMemory()
    {
        var stream = Zlib.Deflate(new byte[100_000_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(InflateEnd.Limit, new Inflater().Inflate(stream, 1_000_000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1_000_000, 3_000_000);
    }

    [Fact]
    public void UsedAgain_AllocatesNothing()
    {
        var streams = DeflateData.Kinds.Select(kind => Zlib.Deflate(DeflateData.Of(kind))).ToArray();
        foreach (var stream in streams)
            inflater.Inflate(stream, int.MaxValue);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var stream in streams)
            inflater.Inflate(stream, int.MaxValue);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static (byte[] Bytes, InflateEnd End, int Consumed) ReadAtOnce(byte[] compressed)
    {
        using var target = new MemoryStream();
        using var zlib = new DeflateStream(new MemoryStream(compressed), CompressionMode.Decompress);
        zlib.CopyTo(target);
        return (target.ToArray(), InflateEnd.Truncated, 0);
    }
}
