using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class PartPathTests
{
    // Directory names as DuckDB's PARTITION_BY makes them; the log's path is that, each % encoded again.
    [Theory]
    [InlineData("CT", "Modality=CT/p", "Modality=CT/p")]
    [InlineData("A/B =ü", "Modality=A%2FB%20%3D%C3%BC/p", "Modality=A%252FB%2520%253D%25C3%25BC/p")]
    [InlineData("100%", "Modality=100%25/p", "Modality=100%2525/p")]
    [InlineData("..", "Modality=../p", "Modality=../p")]
    [InlineData("a\\b:c?#[]'\"", "Modality=a%5Cb%3Ac%3F%23%5B%5D%27%22/p", "Modality=a%255Cb%253Ac%253F%2523%255B%255D%2527%2522/p")]
    [InlineData("A-b._~9", "Modality=A-b._~9/p", "Modality=A-b._~9/p")]
    [InlineData(null, "Modality=__HIVE_DEFAULT_PARTITION__/p", "Modality=__HIVE_DEFAULT_PARTITION__/p")]
    [InlineData("", "Modality=__HIVE_DEFAULT_PARTITION__/p", "Modality=__HIVE_DEFAULT_PARTITION__/p")]
    public void PartitionValue_IsEncodedOnceOnDiskAndTwiceInTheLog(string? value, string onDisk, string inLog)
    {
        var part = PartPath.Create(TestTable.In(value), "p");

        Assert.Equal(onDisk, part.RelativeFile);
        Assert.Equal(inLog, part.LogPath);
        Assert.Equal(onDisk, PartPath.ToRelativeFile(part.LogPath));
    }

    [Fact]
    public void NewParts_HaveNamesThatNeverRepeatAndSortByTime()
    {
        var names = Enumerable.Range(0, 50).Select(i => PartPath.Create([], TestTable.Start.AddMilliseconds(i)).RelativeFile).ToList();

        Assert.All(names, name => Assert.Matches("^part-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\.parquet$", name));
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public void ValueLongerThanADirectoryName_IsRefusedWithoutShowingIt()
    {
        var value = new string('x', 250);

        Assert.False(PartPath.Fits("Modality", value));
        Assert.True(PartPath.Fits("Modality", value[..246]));
        var e = Assert.Throws<ArgumentException>(() => PartPath.Create(TestTable.In(value), TestTable.Start));
        Assert.DoesNotContain("xxx", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x.parquet")]
    [InlineData("a/../../x.parquet")]
    [InlineData("a/%2E%2E/x.parquet")]
    [InlineData("%2e%2e%2fx.parquet")]
    [InlineData("/etc/x.parquet")]
    [InlineData("%2Fetc/x.parquet")]
    [InlineData("file:///x.parquet")]
    [InlineData("s3://bucket/x.parquet")]
    [InlineData("C:/x.parquet")]
    [InlineData("a//x.parquet")]
    [InlineData("a/./x.parquet")]
    [InlineData("a%5C..%5Cx.parquet")]
    [InlineData("a%00/x.parquet")]
    [InlineData("")]
    public void PathThatLeavesTheTable_IsRefused(string logPath) => Assert.Throws<DeltaException>(() => PartPath.ToFile("/lake", logPath));

    [Theory]
    [InlineData("A B/x.parquet", "A B/x.parquet")]
    [InlineData("A%20B/x.parquet", "A B/x.parquet")]
    [InlineData("t=10%3A30/x.parquet", "t=10:30/x.parquet")]
    public void ForeignPath_IsDecodedOnce(string logPath, string file) => Assert.Equal(file, PartPath.ToRelativeFile(logPath));
}
