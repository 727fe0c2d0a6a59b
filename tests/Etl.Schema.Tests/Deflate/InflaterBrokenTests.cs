using System.IO.Compression;
using System.Text;
using Etl.Schema.Deflate;

namespace Etl.Schema.Tests.Deflate;

/// <summary>What is no deflate stream from some place on: refused where zlib refuses it, and what came before is kept.</summary>
public sealed class InflaterBrokenTests
{
    private readonly Inflater inflater = new();

    /// <summary>What is laid out; how it ends; what comes out.</summary>
    public static TheoryData<string, byte[], string, string> Laid => new()
    {
        { "stored", new DeflateBits().Block(0).Stored(2, 0xFFFD, 65, 66).Bytes, "Stream", "AB" },
        { "stored, empty", new DeflateBits().Block(0, isLast: false).Stored(0, 0xFFFF).Block(0).Stored(1, 0xFFFE, 65).Bytes, "Stream", "A" },
        { "stored, complement wrong", new DeflateBits().Block(0).Stored(2, 0xFFFC, 65, 66).Bytes, "Broken", "" },
        { "stored, cut", new DeflateBits().Block(0).Stored(3, 0xFFFC, 65, 66).Bytes, "Truncated", "AB" },
        { "kind 3", new DeflateBits().Block(1, isLast: false).Fixed('A').Fixed(256).Block(3).Number(0, 32).Bytes, "Broken", "A" },
        { "fixed", new DeflateBits().Block(1).Fixed('A').Fixed(200).Fixed(256).Bytes, "Stream", "A\u00C8" },
        { "fixed, 258 by symbol 285", new DeflateBits().Block(1).Fixed('A').Fixed(285).FixedDistance(0).Fixed(256).Bytes, "Stream", new string('A', 259) },
        { "fixed, 258 by symbol 284", new DeflateBits().Block(1).Fixed('A').Fixed(284).Number(31, 5).FixedDistance(0).Fixed(256).Bytes, "Stream", new string('A', 259) },
        { "fixed, length 286", new DeflateBits().Block(1).Fixed('A').Fixed(286).FixedDistance(0).Fixed(256).Number(0, 32).Bytes, "Broken", "A" },
        { "fixed, length 287", new DeflateBits().Block(1).Fixed('A').Fixed(287).FixedDistance(0).Fixed(256).Number(0, 32).Bytes, "Broken", "A" },
        { "fixed, distance 30", new DeflateBits().Block(1).Fixed('A').Fixed(257).FixedDistance(30).Fixed(256).Number(0, 32).Bytes, "Broken", "A" },
        { "fixed, distance 31", new DeflateBits().Block(1).Fixed('A').Fixed(257).FixedDistance(31).Fixed(256).Number(0, 32).Bytes, "Broken", "A" },
        { "distance too far", new DeflateBits().Block(1).Fixed('A').Fixed(257).FixedDistance(1).Fixed(256).Number(0, 32).Bytes, "Broken", "A" },
        { "distance at the first byte", new DeflateBits().Block(1).Fixed(257).FixedDistance(0).Fixed(256).Number(0, 32).Bytes, "Broken", "" },
        { "distance into another block", new DeflateBits().Block(1, isLast: false).Fixed('A').Fixed(256).Block(1).Fixed(257).FixedDistance(0).Fixed(256).Bytes, "Stream", "AAAA" },
        { "cut in a distance", new DeflateBits().Block(1).Fixed(200).Fixed(201).Fixed(257).Bytes, "Truncated", "\u00C8\u00C9" },
        { "dynamic", new DeflateBits().Codes([('A', 1), (256, 2), (257, 2)], [(0, 1)]).Word("0").Word("11").Word("0").Word("10").Bytes, "Stream", "AAAA" },
        { "dynamic, the distance has the other bit", new DeflateBits().Codes([('A', 1), (256, 2), (257, 2)], [(0, 1)]).Word("0").Word("11").Word("1").Number(0, 32).Bytes, "Broken", "A" },
        { "dynamic, no distances, no match", new DeflateBits().Codes([('A', 1), (256, 2), (257, 2)], []).Word("0").Word("10").Bytes, "Stream", "A" },
        { "dynamic, no distances, a match", new DeflateBits().Codes([('A', 1), (256, 2), (257, 2)], []).Word("0").Word("11").Number(0, 32).Bytes, "Broken", "A" },
        { "dynamic, one word of one bit", new DeflateBits().Codes([(256, 1)], []).Word("0").Bytes, "Stream", "" },
        { "dynamic, one word of one bit, the other bit", new DeflateBits().Codes([(256, 1)], []).Word("1").Number(0, 32).Bytes, "Broken", "" },
        { "dynamic, one word of two bits", new DeflateBits().Codes([(256, 2)], []).Word("00").Number(0, 32).Bytes, "Broken", "" },
        { "dynamic, words missing", new DeflateBits().Codes([('A', 2), (256, 2), (257, 2)], []).Word("00").Word("01").Number(0, 32).Bytes, "Broken", "" },
        { "dynamic, too many words", new DeflateBits().Codes([('A', 1), ('B', 1), (256, 2)], []).Word("0").Number(0, 32).Bytes, "Broken", "" },
        { "dynamic, no end of block", new DeflateBits().Codes([('A', 1), ('B', 1)], []).Word("0").Number(0, 32).Bytes, "Broken", "" },
        { "dynamic, distances: words missing", new DeflateBits().Codes([('A', 1), (256, 1)], [(0, 2), (1, 2)]).Word("0").Word("1").Number(0, 32).Bytes, "Broken", "" },
        { "dynamic, distances: one word of two bits", new DeflateBits().Codes([('A', 1), (256, 1)], [(0, 2)]).Word("0").Word("1").Number(0, 32).Bytes, "Broken", "" },
        { "dynamic, distances: too many words", new DeflateBits().Codes([('A', 1), (256, 1)], [(0, 1), (1, 1), (2, 1)]).Word("0").Word("1").Number(0, 32).Bytes, "Broken", "" },
        { "dynamic, words of 15 bits", new DeflateBits().Codes([.. Enumerable.Range(1, 14).Select(i => (64 + i, i)), (256, 15), (257, 15)], [(0, 1)]).Word("0").Word("11111111111110").Word("111111111111111").Word("0").Word("111111111111110").Bytes, "Stream", "ANNNN" },
        { "dynamic, 287 literals", new DeflateBits().Head(287, 1).Number(0, 64).Bytes, "Broken", "" },
        { "dynamic, 31 distances", new DeflateBits().Head(257, 31).Number(0, 64).Bytes, "Broken", "" },
        { "lengths: words missing", new DeflateBits().Head(257, 1, (0, 2), (1, 2)).Number(0, 600).Bytes, "Broken", "" },
        { "lengths: one word", new DeflateBits().Head(257, 1, (0, 1)).Number(0, 600).Bytes, "Broken", "" },
        { "lengths: too many words", new DeflateBits().Head(257, 1, (0, 1), (1, 1), (2, 1)).Number(0, 600).Bytes, "Broken", "" },
        { "lengths: a repetition of nothing", new DeflateBits().Head(257, 1, (0, 2), (1, 2), (16, 2), (18, 2)).Word("10").Number(0, 2).Number(0, 600).Bytes, "Broken", "" },
        { "lengths: zeros beyond the last", new DeflateBits().Head(257, 1, (0, 2), (1, 2), (16, 2), (18, 2)).Word("11").Number(127, 7).Word("11").Number(127, 7).Number(0, 64).Bytes, "Broken", "" },
        { "lengths: repeated beyond the last", new DeflateBits().Head(257, 1, (0, 2), (1, 2), (16, 2), (18, 2)).Word("11").Number(127, 7).Word("11").Number(107, 7).Word("01").Word("10").Number(0, 2).Number(0, 64).Bytes, "Broken", "" },
        // 138 + 117 zeros, then a bit each for 255, the end of the block and two distances.
        {
            "lengths: repeated from literals into distances", new DeflateBits().Head(257, 2, (0, 2), (1, 2), (16, 2), (18, 2))
                .Word("11").Number(127, 7).Word("11").Number(106, 7).Word("01").Word("10").Number(0, 2).Word("0").Word("1").Bytes, "Stream", "\u00FF"
        },
        { "lengths: no word", new DeflateBits().Head(257, 1).Number(0, 600).Bytes, "Broken", "" },
    };

    [Theory]
    [MemberData(nameof(Laid))]
    public void Stream_LaidByHand_EndsWhereZlibEndsIt(string what, byte[] bytes, string end, string content)
    {
        var found = inflater.Inflate(bytes, int.MaxValue);
        Assert.Equal((what, end), (what, found.ToString()));
        Assert.Equal(content, Encoding.Latin1.GetString(inflater.Bytes));
        Zlib.AssertEqual(Zlib.Inflate(bytes), inflater, found);
    }

    [Theory]
    [InlineData(ZLibCompressionStrategy.Default)]
    [InlineData(ZLibCompressionStrategy.HuffmanOnly)]
    [InlineData(ZLibCompressionStrategy.Fixed)]
    public void Stream_WithAByteChangedAnywhere_GivesWhatZlibGives(ZLibCompressionStrategy strategy)
    {
        var random = new Random(11);
        foreach (var kind in DeflateData.Kinds)
        {
            var data = DeflateData.Of(kind);
            var stream = Zlib.Deflate(data[..Math.Min(data.Length, 600)], strategy: strategy);
            for (var at = 0; at < stream.Length; at++)
                AssertLikeZlib([.. stream[..at], (byte)(stream[at] ^ random.Next(1, 256)), .. stream[(at + 1)..]]);
        }
    }

    [Fact]
    public void Noise_GivesWhatZlibGives()
    {
        var random = new Random(13);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            AssertLikeZlib(bytes);
        }
    }

    private void AssertLikeZlib(byte[] bytes)
    {
        var found = inflater.Inflate(bytes, int.MaxValue);
        Zlib.AssertEqual(Zlib.Inflate(bytes), inflater, found);
    }
}
