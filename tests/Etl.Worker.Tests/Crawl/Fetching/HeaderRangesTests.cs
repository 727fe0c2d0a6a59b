using Etl.Worker.Crawl.Fetching;

namespace Etl.Worker.Tests.Crawl.Fetching;

/// <summary>How much is read of an object first, by what the headers of its neighbours took.</summary>
public sealed class HeaderRangesTests
{
    private const int Large = 500_000;
    private readonly HeaderRanges ranges = new();

    [Fact]
    public void NothingKnown_ReadsTheUsualFirst()
    {
        var folder = ranges.FolderOf("s3://b/a/1");
        Assert.Equal(HeaderRanges.Unknown, ranges.First(folder, Large));
        Assert.Equal(HeaderRanges.Unknown, ranges.First(folder, -1));
        Assert.Equal(20_000, ranges.First(folder, 20_000));
    }

    [Theory]
    [InlineData(6_000)]
    [InlineData(60_000)]
    public void FolderOfHeadersAlike_ReadsWhatTheyTook(int header)
    {
        var folder = ranges.FolderOf("s3://b/a/1");
        foreach (var more in new[] { 0, 2, 40, 12 })
            ranges.Learn(folder, header + more, Large);

        var first = ranges.First(folder, Large);
        Assert.InRange(first, header + 52, header * 1.05 + 200);
        Assert.Same(folder, ranges.FolderOf("s3://b/a/2"));
    }

    [Fact]
    public void UnknownFolder_ReadsWhatTheFoldersBesideItTook()
    {
        for (var i = 0; i < 8; i++)
            ranges.Learn(ranges.FolderOf($"s3://b/study/{i}/x"), 90_000, Large);
        Assert.InRange(ranges.First(ranges.FolderOf("s3://b/study/new/x"), Large), 90_012, 95_000);
    }

    [Fact]
    public void UnknownSize_ReadsWhatTheFolderTook()
    {
        var folder = ranges.FolderOf("s3://b/a/1");
        for (var i = 0; i < 8; i++)
            ranges.Learn(folder, 60_000, Large);
        Assert.InRange(ranges.First(folder, -1), 60_012, 65_000);
    }

    [Fact]
    public void OneLongHeaderAmongMany_DoesNotMakeAllReadsLong()
    {
        var folder = ranges.FolderOf("s3://b/a/1");
        for (var i = 0; i < 15; i++)
            ranges.Learn(folder, 6_000, Large);
        ranges.Learn(folder, 250_000, Large);
        Assert.InRange(ranges.First(folder, Large), 6_012, 20_000);
    }

    [Fact]
    public void HalfOfTheHeadersLong_MakesAllReadsLong()
    {
        var folder = ranges.FolderOf("s3://b/a/1");
        for (var i = 0; i < 16; i++)
            ranges.Learn(folder, i % 2 == 0 ? 6_000 : 20_000, Large);
        Assert.InRange(ranges.First(folder, Large), 20_012, 22_000);
    }

    [Fact]
    public void LongestHeader_IsNotReadAtOnce()
    {
        var folder = ranges.FolderOf("s3://b/a/1");
        for (var i = 0; i < 8; i++)
            ranges.Learn(folder, 100 << 20, 200 << 20);
        Assert.Equal(HeaderRanges.Most, ranges.First(folder, 200 << 20));
    }

    [Fact]
    public void ObjectsNeededWhole_AreReadWhole()
    {
        var folder = ranges.FolderOf("s3://b/a/1");
        for (var i = 0; i < 8; i++)
            ranges.Learn(folder, 40_000, 40_000);
        Assert.Equal(45_000, ranges.First(folder, 45_000));
    }

    [Theory]
    [InlineData(6_000, 100)]
    [InlineData(6_000, 50_000)]
    [InlineData(100_000, 100)]
    public void SecondRequest_BringsWhatIsAskedForAndMore(int known, int needed)
    {
        var next = ranges.Next(ranges.FolderOf("s3://b/a/1"), known, needed, Large);
        Assert.InRange(next, known + needed, Large);
    }

    [Fact]
    public void FoldersWithoutEnd_AreForgottenAgain()
    {
        for (var i = 0; i < 100_000; i++)
            ranges.Learn(ranges.FolderOf($"s3://b/{i}/x"), 90_000, Large);
        // Of the source as a whole something is known still.
        Assert.InRange(ranges.First(ranges.FolderOf("s3://c/new/x"), Large), 90_012, 95_000);
    }
}
