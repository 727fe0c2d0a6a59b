using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class RetentionTests : IDisposable
{
    private readonly TestTable table = new();

    public void Dispose() => table.Dispose();

    [Fact]
    public void Deletable_AreOldRemovalsOldOrphansAndOldTemporaries()
    {
        var odd = PartPath.Create(TestTable.In("A/B"), "live.parquet");
        var live = new Add(odd.LogPath, 1, 1) { PartitionValues = TestTable.In("A/B") };
        var removedLongAgo = TestTable.File1("old.parquet");
        var removedLately = TestTable.File1("new.parquet");
        var readded = TestTable.File1("back.parquet");
        table.Create();
        table.DeltaLog.TryCommit(1, [live, removedLongAgo, removedLately, readded]);
        table.DeltaLog.TryCommit(2, [removedLongAgo.ToRemove(TestTable.Start), readded.ToRemove(TestTable.Start)]);
        table.Now = TestTable.Start.AddDays(2);
        table.DeltaLog.TryCommit(3, [readded, removedLately.ToRemove(table.Now)]);
        var old = TestTable.Start;
        var now = TestTable.Start.AddDays(8);
        ListedFile[] listing =
        [
            new("Modality=A%2FB/live.parquet", old),
            new("Modality=CT/old.parquet", old),
            new("Modality=CT/new.parquet", old),
            new("Modality=CT/back.parquet", old),
            new("Modality=CT/orphan.parquet", old),
            new("Modality=CT/being-written.parquet", now),
            new("_delta_log/00000000000000000000.json", old),
            new("_delta_log/00000000000000000000.checkpoint.parquet", old),
            new("_delta_log/.00000000000000000004.json.x.tmp", old),
            new("_delta_log/.00000000000000000005.json.y.tmp", now),
            new("_private/x.parquet", old),
            new(".hidden/x.parquet", old),
            new("_x=1/orphan.parquet", old),
            new("notes.txt", old),
        ];

        Assert.Equal(
            ["Modality=CT/old.parquet", "Modality=CT/orphan.parquet", "_delta_log/.00000000000000000004.json.x.tmp", "_x=1/orphan.parquet"],
            Retention.Deletable(Retention.Retained(table.DeltaLog, now.AddDays(-7)), listing, now.AddDays(-7)).Select(f => f.RelativeFile));
    }

    [Fact]
    public void ReadableVersions_AreThoseWithAllTheirFiles()
    {
        var (a, b, c) = (TestTable.File1("a"), TestTable.File1("b"), TestTable.File1("c"));
        var oldest = table.Create();

        Assert.Equal(
            [0, 3, 4],
            Retention.ReadableVersions(
                oldest,
                [[a], [b], [a.ToRemove(table.Now)], [c]],
                new HashSet<string> { "Modality=CT/b", "Modality=CT/c" }));
    }

    [Theory]
    [InlineData("interval 1 week", 7 * 24)]
    [InlineData("INTERVAL 30 days", 30 * 24)]
    [InlineData("interval 1 day 12 hours", 36)]
    [InlineData("2 hours", 2)]
    [InlineData(null, 7 * 24)]
    public void RetentionOfTheTable_IsRead(string? text, int hours)
    {
        var configuration = new Dictionary<string, string>();
        if (text is not null)
            configuration["delta.deletedFileRetentionDuration"] = text;
        table.DeltaLog.TryCreate(TestTable.Schema, [], configuration: configuration);

        Assert.Equal(TimeSpan.FromHours(hours), table.DeltaLog.LoadSnapshot().DeletedFileRetention);
    }

    [Theory]
    [InlineData("")]
    [InlineData("interval")]
    [InlineData("interval 1")]
    [InlineData("interval 1 fortnight")]
    public void RetentionThatIsNoInterval_IsAnErrorNotADefault(string text)
    {
        table.DeltaLog.TryCreate(TestTable.Schema, [], configuration: new Dictionary<string, string> { ["delta.deletedFileRetentionDuration"] = text });

        Assert.Throws<DeltaException>(() => table.DeltaLog.LoadSnapshot().DeletedFileRetention);
    }
}
