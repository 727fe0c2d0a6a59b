using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Lake.Upkeep;

namespace Etl.Worker.Tests.Lake;

public sealed class LakeVerifierTests : IDisposable
{
    private readonly TestLake lake = new();

    public LakeVerifierTests()
    {
        lake.AddObjects(1);
        lake.Refresh();
        lake.AddObjects(2);
        lake.Refresh();
    }

    public void Dispose() => lake.Dispose();

    [Fact]
    public void SoundLake_HasNoProblemAndEveryPartIsHashed()
    {
        var report = Verify();

        Assert.Empty(report.Problems);
        Assert.Empty(report.LeftOvers);
        Assert.Equal(["instances", "quarantine", "refreshes"], report.Tables.Select(t => t.Table));
        Assert.All(report.Tables, t => Assert.Equal(t.Parts, t.Hashed));
        Assert.Equal(lake.Rows("select count(*) from instances")[0][0], report.Tables[0].Rows);
    }

    [Fact]
    public void LoggedHash_IsThatOfSha256()
    {
        var add = lake.Folder.Instances.Log.LoadSnapshot().Files.Values.First();
        var bytes = File.ReadAllBytes(PartPath.ToFile(lake.Folder.Instances.Directory, add.Path));

        Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)).ToLowerInvariant(), add.Tags!["sha256"]);
    }

    [Fact]
    public void OneByteChanged_IsFoundInThePart()
    {
        var file = lake.Parts()[3];
        var bytes = File.ReadAllBytes(file);
        bytes[10] ^= 1;
        File.WriteAllBytes(file, bytes);

        var problem = Assert.Single(Verify().Problems);

        Assert.Equal(("instances", "HASH", 2), (problem.Table, problem.Code, problem.Version));
        Assert.EndsWith(Path.GetFileName(file), problem.Part);
    }

    [Fact]
    public void PartGoneOrCut_IsFound()
    {
        File.Delete(lake.Parts()[0]);
        using (var file = File.OpenWrite(lake.Parts()[1]))
            file.SetLength(file.Length / 2);

        Assert.Equal(["MISSING", "SIZE"], Verify().Problems.Select(p => p.Code).Order());
    }

    [Fact]
    public void CommitGone_IsAGapInTheLog()
    {
        File.Delete(lake.Folder.Instances.Log.CommitFile(1));

        Assert.Contains(Verify().Problems, p => p is { Table: "instances", Code: "LOG", Version: 1 });
    }

    [Fact]
    public void CheckpointThatSaysSomethingElse_IsFound()
    {
        var log = lake.Folder.Instances.Log;
        new CheckpointWriter(log).Write(log.LoadSnapshot());
        Assert.Empty(Verify().Problems);
        File.Move(Path.Combine(log.LogDirectory, LogFile.Checkpoint(2)), Path.Combine(log.LogDirectory, LogFile.Checkpoint(1)));

        Assert.Equal(["CHECKPOINT", "CHECKPOINT"], Verify().Problems.Select(p => p.Code).Where(c => c == "CHECKPOINT"));
    }

    [Fact]
    public void RowTwice_IsFoundInBothParts()
    {
        var snapshot = lake.Folder.Instances.Log.LoadSnapshot();
        var add = snapshot.Files.Values.First();
        var file = PartPath.ToFile(lake.Folder.Instances.Directory, add.Path);
        File.Copy(file, file.Replace("part-", "part-copy-", StringComparison.Ordinal));
        Commit(add with { Path = add.Path.Replace("part-", "part-copy-", StringComparison.Ordinal) });

        var problems = Verify().Problems;

        Assert.Equal(2, problems.Count(p => p.Code == "TWICE"));
        Assert.Contains(problems, p => p.Code == "TWICE" && p.Part == add.Path);
    }

    [Theory]
    [InlineData("select 1::double as source_size", "source_size")]
    [InlineData("select 1::bigint as neverSeen", "neverSeen (not in the table)")]
    [InlineData("select now()::timestamp as source_modified_at", "source_modified_at (INT64 TIMESTAMP_MICROS, not TIMESTAMP WITH TIME ZONE)")]
    [InlineData("select [{'Path': 1}] as BinaryElements", "BinaryElements.Path")]
    public void PartOfAnotherSchema_IsFound(string select, string message)
    {
        var add = lake.Folder.Instances.Log.LoadSnapshot().Files.Values.First();
        var path = Path.GetDirectoryName(PartPath.ToFile(lake.Folder.Instances.Directory, add.Path))!;
        var file = Path.Combine(path, "part-foreign.parquet");
        using (var database = DuckDbDatabase.Open())
        using (var connection = database.Connect())
            connection.Execute($"copy (select 'u' as source_uri, 'e' as source_etag, 'r' as refresh_id, * from ({select})) to {DuckDbSql.Literal(file)} (format parquet)");
        Commit(new Add(Path.Combine(Path.GetDirectoryName(add.Path)!, "part-foreign.parquet"), new FileInfo(file).Length, 1) { PartitionValues = add.PartitionValues });

        var problem = Assert.Single(Verify().Problems, p => p.Code == "SCHEMA");

        Assert.Contains(message, problem.Message);
        Assert.EndsWith("part-foreign.parquet", problem.Part);
    }

    /// <summary>As by a merge that loses a row.</summary>
    [Theory]
    [InlineData("max", new[] { "loaded 25 objects; 24 rows are of it", "listed 50 objects; 49 objects of its sources" })]
    [InlineData("min", new[] { "listed 50 objects; 49 objects of its sources" })]
    public void RowLost_IsMissed(string refresh, string[] messages)
    {
        RemoveOne(refresh, dataChange: false);

        var problems = Verify().Problems;

        Assert.Equal(messages.Select(_ => "CONSERVATION"), problems.Select(p => p.Code));
        Assert.All(problems.Zip(messages), p => Assert.Contains(p.Second, p.First.Message, StringComparison.Ordinal));
    }

    /// <summary>A refresh that committed and was then killed, or failed, has no row that would tell.</summary>
    [Fact]
    public void RowRemovedByAnotherCommitSince_IsNotMissed()
    {
        RemoveOne("max", dataChange: true);

        Assert.Empty(Verify().Problems);
    }

    [Fact]
    public void QuarantineCountsUntilItIsForgotten()
    {
        File.WriteAllText(Path.Combine(lake.Archive, "note.txt"), "no DICOM");
        lake.Refresh();
        Assert.Empty(Verify().Problems);

        lake.Now = lake.Now.AddMinutes(1);
        new Etl.Worker.Crawl.QuarantineBook(lake.Folder.Root, lake).Forget(new Etl.Worker.Crawl.QuarantineFilter(), default);

        Assert.Empty(Verify().Problems);
    }

    [Fact]
    public void FilesOfKilledWork_AreLeftOversAndNoProblem()
    {
        var orphan = Path.Combine(lake.Folder.Instances.Directory, "Modality=CT", "part-orphan.parquet");
        File.WriteAllText(orphan, "x");
        File.WriteAllText(Path.Combine(lake.Folder.Instances.Log.LogDirectory, LogFile.Temporary(LogFile.Commit(3))), "x");
        Directory.CreateDirectory(Path.Combine(lake.Folder.Root, "_work", "killed"));
        File.WriteAllText(Path.Combine(lake.Folder.Root, ".warehouse.x.building"), "x");

        var report = Verify();

        Assert.Empty(report.Problems);
        Assert.Equal(4, report.LeftOvers.Count);
        Assert.Contains(report.LeftOvers, f => f.File == "instances/Modality=CT/part-orphan.parquet");
    }

    private VerifyReport Verify() => new LakeVerifier(lake.Folder, lake).Run(default);

    private void RemoveOne(string refresh, bool dataChange)
    {
        var row = lake.Rows($"select source_uri from instances where refresh_id = (select {refresh}(refresh_id) from instances) limit 1")[0];
        var snapshot = lake.Folder.Instances.Log.LoadSnapshot();
        using var removal = new RowRemoval(lake.Folder.Instances, [(string)row[0]!], lake);
        var (removed, written) = removal.Rewrite(snapshot.Files.Values, default);
        var plan = PartCommit.Plan(snapshot, written, removed, "other", lake.Now);
        lake.Folder.Instances.Commit(
            snapshot,
            plan with { Adds = [.. plan.Adds.Select(a => a with { DataChange = dataChange })], Removes = [.. plan.Removes.Select(r => r with { DataChange = dataChange })] },
            default);
    }

    private void Commit(Add add)
    {
        var log = lake.Folder.Instances.Log;
        Assert.True(log.TryCommit(log.LoadSnapshot().Version + 1, [add]));
    }
}
