using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class CheckpointTests : IDisposable
{
    private readonly TestTable table = new();

    public void Dispose() => table.Dispose();

    [Fact]
    public void Rows_AreTheStateWithoutHistory()
    {
        var snapshot = FiveVersions();
        var rows = Checkpoint.Rows(snapshot, TestTable.Start.AddDays(8)).ToList();

        Assert.Equal(
            ["Protocol", "MetaData", "Txn app 4", "Remove Modality=CT/new-gone False", "Add Modality=CT/a False", "Add Modality=MR/b False"],
            rows.Select(row => row switch
            {
                Txn txn => $"Txn {txn.AppId} {txn.Version}",
                Remove remove => $"Remove {remove.Path} {remove.DataChange}",
                Add add => $"Add {add.Path} {add.DataChange}",
                _ => row.GetType().Name,
            }));
    }

    [Fact]
    public void Written_IsReadInsteadOfTheCommitsBefore()
    {
        var snapshot = FiveVersions();
        new CheckpointWriter(table.WithCheckpoints).Write(snapshot);
        for (var version = 0; version < 5; version++)
            File.Delete(table.LogFile(TestTable.Commit(version)));

        var read = table.WithCheckpoints.LoadSnapshot();

        Assert.Equal((5, 5L), (read.Version, read.CheckpointVersion));
        Assert.Equal(snapshot.Files.Keys.Order(), read.Files.Keys.Order());
        Assert.Equal(snapshot.Schema, read.Schema);
        Assert.True(read.Holds(new Txn("app", 4)));
        Assert.True(table.WithCheckpoints.TryCommit(6, [TestTable.File1("c")]));
        Assert.Equal(3, table.WithCheckpoints.LoadSnapshot().Files.Count);
        Assert.Throws<DeltaException>(() => table.DeltaLog.LoadSnapshot());
        Assert.Throws<DeltaException>(() => table.WithCheckpoints.LoadSnapshot(4));
    }

    [Fact]
    public void Hint_NamesTheCheckpointAndReplacesTheOldOne()
    {
        table.WriteLog("_last_checkpoint", "old");
        table.WriteLog("._last_checkpoint.crc", "old");
        new CheckpointWriter(table.WithCheckpoints).Write(FiveVersions());

        var size = new FileInfo(table.LogFile("00000000000000000005.checkpoint.parquet")).Length;
        // Rows: protocol, metaData, txn, two removals, two files.
        Assert.Equal($$"""{"version":5,"size":7,"sizeInBytes":{{size}},"numOfAddFiles":2}""", File.ReadAllText(table.LogFile("_last_checkpoint")));
        Assert.False(File.Exists(table.LogFile("._last_checkpoint.crc")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(table.Root, TestTable.Log), "*.tmp"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"version\":")]
    [InlineData("{\"version\":2,\"size\":1}")]
    [InlineData("{\"version\":99,\"size\":1}")]
    public void HintThatIsMissingCorruptStaleOrDangling_DoesNotMatter(string? hint)
    {
        new CheckpointWriter(table.WithCheckpoints).Write(FiveVersions());
        File.Delete(table.LogFile("_last_checkpoint"));
        if (hint is not null)
            table.WriteLog("_last_checkpoint", hint);

        var read = table.WithCheckpoints.LoadSnapshot();

        Assert.Equal((5, 5L), (read.Version, read.CheckpointVersion));
    }

    [Fact]
    public void OlderVersion_IsReadFromTheCheckpointBeforeIt()
    {
        new CheckpointWriter(table.WithCheckpoints).Write(FiveVersions());
        new CheckpointWriter(table.WithCheckpoints).Write(table.DeltaLog.LoadSnapshot(2));

        var read = table.WithCheckpoints.LoadSnapshot(3);

        Assert.Equal((3, 2L), (read.Version, read.CheckpointVersion));
        Assert.Equal(table.DeltaLog.LoadSnapshot(3).Files.Keys.Order(), read.Files.Keys.Order());
    }

    [Fact]
    public void CheckpointInParts_CountsOnlyWhenComplete()
    {
        var snapshot = FiveVersions();
        var lines = System.Text.Encoding.UTF8.GetString(ActionWriter.Write(Checkpoint.Rows(snapshot, table.Now)).Span).Split('\n');
        table.WriteLog("00000000000000000005.checkpoint.0000000001.0000000002.parquet", string.Join('\n', lines[..2]));
        Assert.Null(table.WithCheckpoints.LoadSnapshot().CheckpointVersion);

        table.WriteLog("00000000000000000005.checkpoint.0000000002.0000000002.parquet", string.Join('\n', lines[2..]).TrimEnd('\n'));
        var read = table.WithCheckpoints.LoadSnapshot();
        Assert.Equal(5, read.CheckpointVersion);
        Assert.Equal(snapshot.Files.Keys.Order(), read.Files.Keys.Order());
    }

    [Fact]
    public void IsDue_AfterTheTablesInterval()
    {
        table.DeltaLog.TryCreate(TestTable.Schema, ["Modality"], configuration: new Dictionary<string, string> { ["delta.checkpointInterval"] = "2" });
        table.DeltaLog.TryCommit(1, [new Txn("a", 1)]);
        Assert.False(CheckpointWriter.IsDue(table.DeltaLog.LoadSnapshot()));
        table.DeltaLog.TryCommit(2, [new Txn("a", 2)]);
        Assert.True(CheckpointWriter.IsDue(table.DeltaLog.LoadSnapshot()));
        new CheckpointWriter(table.WithCheckpoints).Write(table.DeltaLog.LoadSnapshot());
        Assert.False(CheckpointWriter.IsDue(table.WithCheckpoints.LoadSnapshot()));
    }

    [Fact]
    public void Sql_NamesEveryColumnWithItsType()
    {
        Assert.StartsWith(
            "create temp table \"c\" (\"protocol\" STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[]), \"metaData\" STRUCT(",
            Checkpoint.CreateTableSql("c"),
            StringComparison.Ordinal);
        Assert.Contains("to '/a''b.parquet' (format parquet, parquet_version v1", Checkpoint.CopySql("/x.json", "/a'b.parquet"), StringComparison.Ordinal);
    }

    private DeltaSnapshot FiveVersions()
    {
        table.Create();
        var old = TestTable.File1("old-gone");
        var recent = TestTable.File1("new-gone");
        table.DeltaLog.TryCommit(1, [TestTable.File1("a"), old, recent, new Txn("app", 1)]);
        table.DeltaLog.TryCommit(2, [old.ToRemove(TestTable.Start)]);
        table.DeltaLog.TryCommit(3, [TestTable.File1("b", "MR")]);
        table.DeltaLog.TryCommit(4, [recent.ToRemove(TestTable.Start.AddDays(2))]);
        table.DeltaLog.TryCommit(5, [new Txn("app", 4)]);
        return table.DeltaLog.LoadSnapshot();
    }
}
