using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

/// <summary>Two writers plan on version 1, which holds ct and mr; one commits first. Each row of the conflict table is one test.</summary>
public sealed class DeltaCommitterTests : IDisposable
{
    private static readonly Add Ct = TestTable.File1("ct", "CT");
    private static readonly Add Mr = TestTable.File1("mr", "MR");
    private readonly TestTable table = new();
    private readonly DeltaCommitter committer;
    private readonly DeltaSnapshot planned;

    public DeltaCommitterTests()
    {
        committer = new DeltaCommitter(table.DeltaLog);
        planned = committer.CommitAsync(table.Create(), TestTable.Append(Ct, Mr)).GetAwaiter().GetResult().Snapshot;
    }

    public void Dispose() => table.Dispose();

    private static CommitPlan BlindAppend => TestTable.Append(TestTable.File1("mine", "CT"));

    private static CommitPlan CheckedAppend => BlindAppend with { Reads = ReadScope.Partitions(TestTable.In("CT")) };

    private CommitPlan CopyOnWrite => new()
    {
        Operation = "MERGE",
        Removes = [Ct.ToRemove(table.Now)],
        Adds = [TestTable.File1("ct2", "CT")],
        Reads = ReadScope.Partitions(TestTable.In("CT")),
    };

    private CommitPlan Compaction => new()
    {
        Operation = "OPTIMIZE",
        Removes = [Ct.ToRemove(table.Now, dataChange: false)],
        Adds = [TestTable.File1("ct-big", "CT", dataChange: false)],
    };

    private static CommitPlan NewColumn(string name) => new()
    {
        Operation = "ADD COLUMNS",
        Schema = new DeltaStruct(new DeltaField(name, DeltaType.String)),
    };

    private static CommitPlan AppendIn(string? modality) => TestTable.Append(TestTable.File1("theirs", modality));

    private CommitPlan RemoveOf(Add file, bool dataChange = true) => new() { Operation = "DELETE", Removes = [file.ToRemove(table.Now, dataChange)] };

    [Fact]
    public async Task Uncontended_Commits()
    {
        var result = await committer.CommitAsync(planned, BlindAppend);

        Assert.Equal((CommitOutcome.Committed, 2, 2L), (result.Outcome, result.Snapshot.Version, result.Version));
        Assert.Contains("CT/mine", string.Join(' ', result.Snapshot.Files.Keys), StringComparison.Ordinal);
        Assert.Contains("\"readVersion\":1,\"isolationLevel\":\"Serializable\",\"isBlindAppend\":true", table.Text(2), StringComparison.Ordinal);
    }

    [Fact]
    public Task BlindAppend_AfterAppend() => Expect(CommitOutcome.Committed, AppendIn("CT"), BlindAppend);

    [Fact]
    public Task BlindAppend_AfterRemove() => Expect(CommitOutcome.Committed, RemoveOf(Ct), BlindAppend);

    [Fact]
    public async Task BlindAppend_AfterSchemaChange_CommitsItsAddsOnly()
    {
        await Expect(CommitOutcome.Committed, NewColumn("Theirs"), BlindAppend);

        Assert.DoesNotContain("metaData", table.Text(3), StringComparison.Ordinal);
        Assert.NotNull(table.DeltaLog.LoadSnapshot().Schema.Find("Theirs"));
    }

    [Fact]
    public Task CheckedAppend_AfterAppendToItsPartition() => Expect(CommitOutcome.Conflict, AppendIn("CT"), CheckedAppend);

    [Fact]
    public Task CheckedAppend_AfterAppendElsewhere() => Expect(CommitOutcome.Committed, AppendIn("MR"), CheckedAppend);

    [Fact]
    public Task CheckedAppend_AfterRemoveInItsPartition() => Expect(CommitOutcome.Conflict, RemoveOf(Ct), CheckedAppend);

    [Fact]
    public Task CheckedAppend_AfterRemoveElsewhere() => Expect(CommitOutcome.Committed, RemoveOf(Mr), CheckedAppend);

    [Fact]
    public Task CheckedAppend_AfterCompactionOfItsPartition() => Expect(CommitOutcome.Committed, Compaction, CheckedAppend);

    [Fact]
    public Task CheckedAppendOnEverything_AfterAppend() =>
        Expect(CommitOutcome.Conflict, AppendIn("US"), BlindAppend with { Reads = ReadScope.Everything });

    [Fact]
    public Task CheckedAppendOnTheNullPartition_AfterAppendToIt() =>
        Expect(CommitOutcome.Conflict, AppendIn(null), BlindAppend with { Reads = ReadScope.Partitions(TestTable.In("")) });

    [Fact]
    public Task CopyOnWrite_AfterAppendToItsPartition() => Expect(CommitOutcome.Conflict, AppendIn("CT"), CopyOnWrite);

    [Fact]
    public Task CopyOnWriteThatToleratesBlindAppends_AfterBlindAppend() =>
        Expect(CommitOutcome.Committed, AppendIn("CT"), CopyOnWrite with { ToleratesBlindAppends = true });

    [Fact]
    public Task CopyOnWriteThatToleratesBlindAppends_AfterCheckedAppend() =>
        Expect(CommitOutcome.Conflict, AppendIn("CT") with { Reads = ReadScope.Everything }, CopyOnWrite with { ToleratesBlindAppends = true });

    [Fact]
    public Task CopyOnWrite_AfterRemoveOfItsFile() => Expect(CommitOutcome.Conflict, RemoveOf(Ct), CopyOnWrite);

    [Fact]
    public Task CopyOnWrite_AfterCompactionOfItsFile() => Expect(CommitOutcome.Conflict, Compaction, CopyOnWrite);

    [Fact]
    public Task CopyOnWrite_AfterRemoveOfAFileItRead() => Expect(CommitOutcome.Conflict, RemoveOf(Mr), CopyOnWrite with { ReadFiles = [Mr.Path] });

    [Fact]
    public Task CopyOnWrite_AfterRemoveElsewhere() => Expect(CommitOutcome.Committed, RemoveOf(Mr), CopyOnWrite);

    [Fact]
    public Task CopyOnWrite_AfterSchemaChange() => Expect(CommitOutcome.Committed, NewColumn("Theirs"), CopyOnWrite);

    [Fact]
    public Task Compaction_AfterAppend() => Expect(CommitOutcome.Committed, AppendIn("CT"), Compaction);

    [Fact]
    public Task Compaction_AfterRemoveOfItsInput() => Expect(CommitOutcome.Conflict, RemoveOf(Ct), Compaction);

    [Fact]
    public Task Compaction_AfterRemoveOfAnother() => Expect(CommitOutcome.Committed, RemoveOf(Mr), Compaction);

    [Fact]
    public Task SchemaChange_AfterAppend() => Expect(CommitOutcome.Committed, AppendIn("CT"), NewColumn("Mine"));

    [Fact]
    public async Task SchemaChange_AfterSchemaChange_KeepsBothColumns()
    {
        await Expect(CommitOutcome.Committed, NewColumn("Theirs"), NewColumn("Mine"));

        var snapshot = table.DeltaLog.LoadSnapshot();
        Assert.Equal(["SOPInstanceUID", "Rows", "Theirs", "Mine", "Modality"], snapshot.Schema.Fields.Select(field => field.Name));
        Assert.Equal(planned.MetaData.Id, snapshot.MetaData.Id);
        Assert.Equal(planned.MetaData.CreatedTime, snapshot.MetaData.CreatedTime);
    }

    [Fact]
    public async Task SchemaChange_AfterOneThatContradicts_Throws()
    {
        await committer.CommitAsync(planned, NewColumn("mine"));

        await Assert.ThrowsAsync<DeltaException>(() => committer.CommitAsync(planned, NewColumn("Mine")));
    }

    [Fact]
    public async Task Append_AfterAForeignDropOfAColumn_IsAConflict()
    {
        var fewer = new DeltaStruct(TestTable.Schema.Fields[0], TestTable.Schema.Fields[2]);
        table.DeltaLog.TryCommit(2, [planned.MetaData with { SchemaString = fewer.ToJson() }]);

        Assert.Equal(CommitOutcome.Conflict, (await committer.CommitAsync(planned, BlindAppend)).Outcome);
    }

    [Fact]
    public async Task Append_AfterForeignRepartitioning_IsAConflict()
    {
        table.DeltaLog.TryCommit(2, [planned.MetaData with { PartitionColumns = [] }]);

        Assert.Equal(CommitOutcome.Conflict, (await committer.CommitAsync(planned, BlindAppend)).Outcome);
    }

    [Fact]
    public async Task Append_AfterProtocolItDoesNotKnow_Throws()
    {
        table.DeltaLog.TryCommit(2, [new Protocol(1, 7) { WriterFeatures = ["domainMetadata"] }]);

        await Assert.ThrowsAsync<DeltaException>(() => committer.CommitAsync(planned, BlindAppend));
    }

    [Theory]
    [InlineData(5, CommitOutcome.AlreadyDone)]
    [InlineData(6, CommitOutcome.AlreadyDone)]
    [InlineData(4, CommitOutcome.Conflict)]
    public Task SameStream_AfterItsBatch(long theirs, CommitOutcome outcome) =>
        Expect(outcome, AppendIn("CT") with { Txn = new Txn("stream", theirs) }, BlindAppend with { Txn = new Txn("stream", 5) });

    [Fact]
    public Task OtherStream_AfterABatch() =>
        Expect(CommitOutcome.Committed, AppendIn("CT") with { Txn = new Txn("other", 9) }, BlindAppend with { Txn = new Txn("stream", 5) });

    [Fact]
    public async Task SameBatchAgain_IsAlreadyDoneAndWritesNothing()
    {
        var plan = BlindAppend with { Txn = new Txn("stream", 5) };
        var first = await committer.CommitAsync(planned, plan);
        var again = await committer.CommitAsync(first.Snapshot, plan);

        Assert.Equal(CommitOutcome.AlreadyDone, again.Outcome);
        Assert.Equal(2, table.DeltaLog.LoadSnapshot().Version);
        Assert.Contains("""{"txn":{"appId":"stream","version":5,"lastUpdated":1772366400000}}""", table.Text(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PlanThatContradictsItsSnapshot_IsWrongUse()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => committer.CommitAsync(planned, RemoveOf(TestTable.File1("unknown"))));
        await Assert.ThrowsAsync<ArgumentException>(() => committer.CommitAsync(planned, TestTable.Append(new Add("x", 1, 1))));
    }

    [Fact]
    public async Task AppendOnlyTable_RefusesRemovalOfRows()
    {
        table.DeltaLog.TryCommit(2, [planned.MetaData with { Configuration = new Dictionary<string, string> { ["delta.appendOnly"] = "true" } }]);
        var snapshot = table.DeltaLog.LoadSnapshot();

        await Assert.ThrowsAsync<DeltaException>(() => committer.CommitAsync(snapshot, RemoveOf(Ct)));
        Assert.Equal(CommitOutcome.Committed, (await committer.CommitAsync(snapshot, Compaction)).Outcome);
    }

    private async Task Expect(CommitOutcome outcome, CommitPlan theirs, CommitPlan ours)
    {
        Assert.Equal(CommitOutcome.Committed, (await committer.CommitAsync(planned, theirs)).Outcome);

        var result = await committer.CommitAsync(planned, ours);

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(outcome == CommitOutcome.Committed ? 3 : 2, table.DeltaLog.LoadSnapshot().Version);
        Assert.Equal(table.DeltaLog.LoadSnapshot().Version, result.Snapshot.Version);
    }
}
