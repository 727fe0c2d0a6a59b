using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.History;

namespace Etl.Worker.Tests.Lake;

public sealed class LakeHistoryTests : IDisposable
{
    private readonly TestLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public void Versions_TellWhatEachRefreshAddedAndRemoved()
    {
        lake.AddObjects(1);
        lake.Refresh();
        var objects = lake.Rows("select count(*) from instances")[0][0];
        var gone = lake.Rows("select source_uri from instances where Modality = 'CT' order by 1 limit 1")[0][0];
        File.Delete(new Uri((string)gone!).LocalPath);
        lake.Refresh();

        var versions = LakeHistory.Read(lake.Folder.Instances);

        Assert.Equal(["CREATE TABLE", "WRITE", "MERGE"], versions.Select(v => v.Operation));
        Assert.Equal([0L, objects, (long)objects! - 1], versions.Select(v => (object?)v.Rows));
        Assert.Equal(((long?)(long)objects!, (long?)0), (versions[1].RowsAdded, versions[1].RowsRemoved));
        Assert.Equal(1, versions[2].RowsRemoved - versions[2].RowsAdded);
        Assert.Equal(lake.Parts(1).Count, versions[1].Parts);
        Assert.Equal(lake.Parts(1).Sum(f => new FileInfo(f).Length), versions[1].Bytes);
        Assert.Equal(lake.Rows("select distinct refresh_id from instances", 1)[0][0], versions[1].RefreshId);
        Assert.All(versions, v => Assert.True(v.IsRetained));
        Assert.Equal(lake.Now, versions[2].Timestamp, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void PartRemovedFromDisk_ItsVersionsAreNotRetained()
    {
        lake.AddObjects(1);
        lake.Refresh();
        var old = lake.Parts();
        File.Delete(lake.Objects[0]);
        lake.Refresh();
        foreach (var part in old.Except(lake.Parts()))
            File.Delete(part);

        Assert.Equal([true, false, true], LakeHistory.Read(lake.Folder.Instances).Select(v => v.IsRetained));
        var error = Assert.Throws<DeltaException>(() => lake.Folder.Instances.Open(AsOf.Number(1)));
        Assert.Contains("Version 1 of instances can no longer be read", error.Message);
    }

    [Fact]
    public void CommitsBeforeACheckpointGone_HistoryBeginsThere()
    {
        lake.AddObjects(1);
        lake.Refresh();
        lake.AddObjects(2);
        lake.Refresh();
        var log = lake.Folder.Instances.Log;
        new CheckpointWriter(log).Write(log.LoadSnapshot(1));
        var rows = lake.Rows("select count(*) from instances")[0][0];
        File.Delete(log.CommitFile(0));
        File.Delete(log.CommitFile(1));

        var version = Assert.Single(LakeHistory.Read(lake.Folder.Instances));

        Assert.Equal((2, rows, true), (version.Version, (object?)version.Rows, version.IsRetained));
        Assert.Contains("older than what the log", Assert.Throws<DeltaException>(() => lake.Folder.Instances.Open(AsOf.Number(0))).Message);
        Assert.Equal(1, lake.Folder.Instances.Open(AsOf.Number(1)).Version);
    }

    [Fact]
    public void FiftyCommits_LeaveACheckpointThatIsRead()
    {
        lake.AddObjects(1, 3);
        lake.Refresh();
        var table = lake.Folder.Instances;
        var snapshot = table.Log.LoadSnapshot();
        var part = snapshot.Files.Values.First();
        for (var i = 0; i < 70; i++)
            snapshot = table.Commit(snapshot, new CommitPlan { Operation = "WRITE", Adds = [part] }, default).Snapshot;

        Assert.Equal(["00000000000000000050.checkpoint.parquet"], Directory.GetFiles(table.Log.LogDirectory, "*.parquet").Select(Path.GetFileName));
        Assert.Equal(50, table.Log.LoadSnapshot().CheckpointVersion);
        Assert.Equal(table.Log.LoadSnapshot(1).Files.Keys.Order(), table.Log.LoadSnapshot().Files.Keys.Order());
        Assert.Equal(part.Tags!["sha256"], table.Log.LoadSnapshot().Files[part.Path].Tags!["sha256"]);
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("2026-05-01", "2026-05-01T00:00:00Z")]
    [InlineData("2026-05-01T06:30", "2026-05-01T06:30:00Z")]
    [InlineData("2026-05-01 06:30:15.25+02:00", "2026-05-01T04:30:15.25Z")]
    [InlineData("2026-05-01T06:30:15Z", "2026-05-01T06:30:15Z")]
    [InlineData("-1", null)]
    [InlineData("yesterday", null)]
    [InlineData("01.05.2026", null)]
    [InlineData("", null)]
    public void AsOf_IsANumberOrAnIsoTime(string text, string? expected) =>
        Assert.Equal(expected, AsOf.TryParse(text, out var asOf) ? asOf.ToString() : null);
}
