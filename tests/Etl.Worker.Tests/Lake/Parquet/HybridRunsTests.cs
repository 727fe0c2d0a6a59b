using Etl.Worker.Lake.Parquet;

namespace Etl.Worker.Tests.Lake.Parquet;

/// <summary>The RLE/bit-packing hybrid, by bytes that follow from the format's description (Encodings.md, "RLE = 3").</summary>
public sealed class HybridRunsTests
{
    // The description's own example: the numbers 0 to 7 of three bits each.
    private static readonly (int, int)[] ZeroToSeven = [.. Enumerable.Range(0, 8).Select(i => (i, 1))];

    [Fact]
    public void EightDifferentValues_ArePacked() => Assert.Equal("0388C6FA", Write(3, ZeroToSeven));

    [Fact]
    public void EightEqualValues_AreARun() => Assert.Equal("1005", Write(3, (5, 8)));

    [Fact]
    public void LongRun_HasItsLengthInSeveralBytes() => Assert.Equal("D00F01", Write(1, (1, 1000)));

    [Fact]
    public void ValueOfMoreThanEightBits_TakesTwoBytes() => Assert.Equal("140102", Write(10, (513, 10)));

    [Fact]
    public void SevenEqualValues_ArePackedAndFilledUp() => Assert.Equal("037F", Write(1, (1, 7)));

    [Fact]
    public void RunAfterPackedValues_BeginsWhereTheirGroupEnds() => Assert.Equal("03FE" + "1201", Write(1, (0, 1), (1, 16)));

    [Fact]
    public void EqualNeighbours_AreOneRun() => Assert.Equal("1001", Write(1, (1, 3), (1, 5)));

    [Fact]
    public void MoreThan63Groups_AreSeveralRunsOfGroups()
    {
        var bytes = Write(1, [.. Enumerable.Range(0, 63 * 8 + 8).Select(i => (i & 1, 1))]);
        Assert.Equal("7F" + string.Concat(Enumerable.Repeat("AA", 63)) + "03AA", bytes);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(255, 8)]
    [InlineData(256, 9)]
    public void Width_HoldsTheGreatestValue(int max, int width) => Assert.Equal(width, HybridRuns.Width(max));

    private static string Write(int width, params (int Value, int Times)[] values)
    {
        var sink = new ByteSink();
        var hybrid = new HybridRuns();
        hybrid.Begin(sink, width);
        foreach (var (value, times) in values)
            hybrid.Add(value, times);
        hybrid.End();
        return Convert.ToHexString(sink.Bytes);
    }
}
