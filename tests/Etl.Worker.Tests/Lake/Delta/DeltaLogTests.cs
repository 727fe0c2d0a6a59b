using System.Text;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class DeltaLogTests : IDisposable
{
    private const string Head = """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[]}","partitionColumns":[],"configuration":{}}}

        """;

    private readonly TestTable table = new();

    public void Dispose() => table.Dispose();

    [Fact]
    public void NoTable_IsSaid()
    {
        Assert.False(table.DeltaLog.Exists);
        Assert.Throws<DeltaException>(() => table.DeltaLog.LoadSnapshot());
    }

    [Fact]
    public void Create_WritesVersionZeroOnceWithoutByteOrderMark()
    {
        var snapshot = table.Create();

        Assert.True(table.DeltaLog.Exists);
        Assert.Equal(0, snapshot.Version);
        Assert.Equal(TestTable.Schema, snapshot.Schema);
        Assert.Equal(["Modality"], snapshot.MetaData.PartitionColumns);
        Assert.False(table.DeltaLog.TryCreate(TestTable.Schema, []));
        var bytes = File.ReadAllBytes(table.LogFile(TestTable.Commit(0)));
        Assert.Equal("{\"commitInfo\":"u8.ToArray(), bytes[..14]);
        Assert.Equal((byte)'\n', bytes[^1]);
        Assert.DoesNotContain((byte)'\r', bytes);
        Assert.Equal(3, Encoding.UTF8.GetString(bytes).Count(c => c == '\n'));
        Assert.Equal(table.Now.UtcDateTime, File.GetLastWriteTimeUtc(table.LogFile(TestTable.Commit(0))));
        Assert.Equal([TestTable.Commit(0)], Directory.EnumerateFileSystemEntries(Path.Combine(table.Root, TestTable.Log)).Select(Path.GetFileName));
    }

    [Fact]
    public void PartitionColumnInOtherSpelling_IsRefused() =>
        Assert.Throws<DeltaException>(() => table.DeltaLog.TryCreate(TestTable.Schema, ["modality"]));

    [Fact]
    public void State_IsTheReplayOfTheLog()
    {
        table.WriteLog(TestTable.Commit(0), Head + "{\"add\":{\"path\":\"A B\",\"partitionValues\":{},\"size\":1,\"modificationTime\":1,\"dataChange\":true}}\n");
        table.WriteLog(TestTable.Commit(1), """
            {"commitInfo":{"operation":"X"}}
            {"remove":{"path":"A%20B","dataChange":true,"deletionTimestamp":5}}
            {"txn":{"appId":"s","version":3}}
            {"add":{"path":"c","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true}}
            """);
        table.WriteLog(TestTable.Commit(2), "\r\n{\"remove\":{\"path\":\"c\",\"dataChange\":true}}\r\n{\"txn\":{\"appId\":\"s\",\"version\":4}}\r\n");
        table.WriteLog(TestTable.Commit(3), "{\"add\":{\"path\":\"c\",\"partitionValues\":{},\"size\":2,\"modificationTime\":1,\"dataChange\":true}}");

        var newest = table.DeltaLog.LoadSnapshot();
        Assert.Equal(["A B", "c"], newest.Files.Keys.Order());
        Assert.Equal(["A%20B"], newest.Tombstones.Keys);
        Assert.True(newest.Holds(new Txn("s", 4)));
        Assert.False(newest.Holds(new Txn("s", 5)));
        Assert.Equal(["A B"], table.DeltaLog.LoadSnapshot(2).Files.Keys);
        Assert.Equal(2, newest.Files["c"].Size);
        var advanced = table.DeltaLog.Advance(table.DeltaLog.LoadSnapshot(0));
        Assert.Equal((3, newest.BytesSinceCheckpoint), (advanced.Version, advanced.BytesSinceCheckpoint));
        Assert.Equal(newest.Files.Keys.Order(), advanced.Files.Keys.Order());
    }

    [Fact]
    public void Gap_IsNamed()
    {
        table.WriteLog(TestTable.Commit(0), Head);
        table.WriteLog(TestTable.Commit(1), "");
        table.WriteLog(TestTable.Commit(3), "");

        Assert.Contains("00000000000000000002.json", Assert.Throws<DeltaException>(() => table.DeltaLog.LoadSnapshot()).Message, StringComparison.Ordinal);
        Assert.Equal(1, table.DeltaLog.LoadSnapshot(1).Version);
        Assert.Throws<DeltaException>(() => table.DeltaLog.LoadSnapshot(3));
    }

    [Fact]
    public void UnknownVersion_NamesTheNewest()
    {
        table.Create();

        Assert.Contains("newest", Assert.Throws<DeltaException>(() => table.DeltaLog.LoadSnapshot(9)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CommitThatWouldLeaveAGap_IsRefused()
    {
        table.Create();

        Assert.Throws<ArgumentException>(() => table.DeltaLog.TryCommit(2, [new Txn("a", 1)]));
    }

    [Fact]
    public void LeftOversOfAKilledWriter_DoNotMatter()
    {
        table.Create();
        table.WriteLog(".00000000000000000001.json.deadbeef.tmp", "{\"add\":");
        table.WriteLog("00000000000000000001.json.tmp", "{\"add\":");
        table.WriteLog("00000000000000000001.json#1", "x");
        table.WriteLog("7.json", "x");
        table.WriteLog("00000000000000000000.crc", "x");
        table.WriteLog("_commits", "x");

        Assert.Equal(0, table.DeltaLog.LoadSnapshot().Version);
        Assert.True(table.DeltaLog.TryCommit(1, [TestTable.File1("a")]));
    }

    [Theory]
    [InlineData("{\"minReaderVersion\":2,\"minWriterVersion\":5}", false, false)]
    [InlineData("{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"deletionVectors\"],\"writerFeatures\":[\"deletionVectors\"]}", false, false)]
    [InlineData("{\"minReaderVersion\":1,\"minWriterVersion\":7,\"writerFeatures\":[\"domainMetadata\"]}", true, false)]
    [InlineData("{\"minReaderVersion\":1,\"minWriterVersion\":4}", true, false)]
    [InlineData("{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[],\"writerFeatures\":[\"appendOnly\"]}", true, true)]
    public void Protocol_DecidesWhatMayBeDone(string protocol, bool read, bool write)
    {
        table.WriteLog(TestTable.Commit(0), Head.Replace("""{"minReaderVersion":1,"minWriterVersion":2}""", protocol, StringComparison.Ordinal));

        if (!read)
        {
            Assert.Throws<DeltaException>(() => table.DeltaLog.LoadSnapshot());
            return;
        }
        var snapshot = table.DeltaLog.LoadSnapshot();
        if (write)
            snapshot.RequireWritable();
        else
            Assert.Throws<DeltaException>(snapshot.RequireWritable);
    }

    [Fact]
    public void CommitTwiceTheSamePath_IsRefused()
    {
        table.Create();

        Assert.Throws<ArgumentException>(() => table.DeltaLog.TryCommit(1, [TestTable.File1("a"), TestTable.File1("a").ToRemove(table.Now)]));
        Assert.Throws<ArgumentException>(() => table.DeltaLog.TryCommit(1, [new Txn("a", 1), new Txn("a", 2)]));
        Assert.Throws<ArgumentException>(() => new DeltaLog(table.Root + "/new", table).TryCommit(0, [Protocol.Ours]));
    }

    [Fact]
    public void History_HasGrowingTimesEvenWhenTheClockStandsStill()
    {
        table.Create();
        table.DeltaLog.TryCommit(1, [new CommitInfo { Operation = "WRITE" }, TestTable.File1("a")]);
        table.Now = TestTable.Start.AddHours(1);
        table.DeltaLog.TryCommit(2, [TestTable.File1("b")]);

        Assert.Equal(
            [(0, TestTable.Start, "CREATE TABLE"), (1, TestTable.Start.AddMilliseconds(1), "WRITE"), (2, table.Now, null)],
            table.DeltaLog.History().Select(v => (v.Version, v.Timestamp, v.Info?.Operation)));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, 0L)]
    [InlineData(59, 0L)]
    [InlineData(60, 1L)]
    [InlineData(600, 1L)]
    public void AsOf_IsTheNewestVersionNotYounger(int minutes, long? version)
    {
        table.Create();
        table.Now = TestTable.Start.AddHours(1);
        table.DeltaLog.TryCommit(1, [TestTable.File1("a")]);

        var asOf = TestTable.Start.AddMinutes(minutes);
        if (version is null)
            Assert.Throws<DeltaException>(() => table.DeltaLog.LoadSnapshot(asOf));
        else
            Assert.Equal(version, table.DeltaLog.LoadSnapshot(asOf).Version);
    }
}
