using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Upkeep;

namespace Etl.Worker.Tests.Lake;

public sealed class LakeCompactionTests : IDisposable
{
    private const string Order = "StudyInstanceUID nulls first, SeriesInstanceUID nulls first, InstanceNumber nulls first, source_uri";
    private readonly TestLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public void SmallParts_BecomeOneAPartitionWithTheSameRows()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            lake.AddObjects(seed);
            lake.Refresh();
        }

        const string sql = "select count(*), count(distinct source_uri), bit_xor(hash(source_uri, header_hash, refresh_id, PatientID, StudyDate, ImageType)) from instances";
        var before = lake.Rows(sql)[0];

        var result = new LakeCompaction(lake.Folder, lake).Run(default).First(r => r.Table == "instances");

        Assert.Equal(before, lake.Rows(sql)[0]);
        Assert.Equal(lake.Rows("select count(distinct Modality) + count(*) filter (Modality is null) // greatest(1, count(*) filter (Modality is null)) from instances")[0][0], (long)lake.Parts().Count);
        Assert.Equal(0, result.Lost);
        Assert.Empty(new LakeVerifier(lake.Folder, lake).Run(default).Problems);
        var commit = lake.Folder.Instances.Log.History().Last();
        Assert.Equal("OPTIMIZE", commit.Info!.Operation);
        Assert.All(commit.Actions.OfType<Add>(), a => Assert.False(a.DataChange));
        Assert.All(commit.Actions.OfType<Remove>(), r => Assert.False(r.DataChange));
    }

    [Fact]
    public void MergedPart_IsInTheOrderOfRows()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            lake.AddObjects(seed);
            lake.Refresh();
        }

        new LakeCompaction(lake.Folder, lake).Run(default);

        // The position in the file against the position in the order.
        var misplaced = lake.Rows(
            $"""
            with placed as (select filename, file_row_number as place, row_number() over (partition by filename order by {Order}) - 1 as due
                from instances)
            select count(*) from placed where place <> due
            """)[0][0];
        Assert.Equal(0L, misplaced);
    }

    [Fact]
    public void ManyParts_AreGatheredInSteps()
    {
        lake.AddObjects(1, 40);
        lake.Refresh();
        var snapshot = lake.Folder.Instances.Log.LoadSnapshot();
        var ct = snapshot.Files.Values.First(f => f.PartitionValues["Modality"] == "CT");
        var copies = Enumerable.Range(0, 70).Select(i =>
        {
            var copy = ct with { Path = ct.Path.Replace("part-", $"part-{i}-", StringComparison.Ordinal) };
            File.Copy(PartPath.ToFile(lake.Folder.Instances.Directory, ct.Path), PartPath.ToFile(lake.Folder.Instances.Directory, copy.Path));
            return copy;
        }).ToList();
        lake.Folder.Instances.Log.TryCommit(snapshot.Version + 1, [.. copies]);
        var rows = lake.Rows("select count(*) from instances where Modality = 'CT'")[0][0];

        new LakeCompaction(lake.Folder, lake).Run(default);

        Assert.Equal(rows, lake.Rows("select count(*) from instances where Modality = 'CT'")[0][0]);
        Assert.Single(lake.Parts(), f => f.Contains("Modality=CT", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(lake.Folder.Root, "_work")));
    }

    [Fact]
    public void PartRemovedMeanwhile_MergeIsPlannedAnewAndNoPartIsLeft()
    {
        lake.AddObjects(1);
        lake.Refresh();
        lake.AddObjects(2);
        lake.Refresh();
        var table = lake.Folder.Instances;
        var interfering = new Interference(lake, () =>
        {
            var snapshot = table.Log.LoadSnapshot();
            var first = snapshot.Files.Values.OrderBy(f => f.Path, StringComparer.Ordinal).First(f => f.PartitionValues["Modality"] == "CT");
            table.Log.TryCommit(snapshot.Version + 1, [first.ToRemove(lake.Now)]);
        });

        var result = new LakeCompaction(lake.Folder, interfering).Run(default).First(r => r.Table == "instances");

        Assert.Equal(0, result.Lost);
        var named = LakeFiles(table).Except(table.Log.History().SelectMany(v => v.Actions.OfType<Add>()).Select(a => PartPath.ToRelativeFile(a.Path)));
        Assert.Empty(named);
        Assert.Equal(lake.Rows("select count(*) from instances")[0][0],
            table.Log.LoadSnapshot().Files.Values.Sum(f => PartStatistics.RowsOf(f.Stats)));
    }

    [Fact]
    public void AfterRefresh_MergesOnlyWhatIsWorthIt()
    {
        var sizes = new List<int>();
        for (var seed = 1; seed <= 10; seed++)
        {
            lake.AddObjects(seed, 8);
            lake.Refresh();
            sizes.Add(lake.Parts().Count(f => f.Contains("Modality=CT", StringComparison.Ordinal)));
        }

        Assert.True(sizes.Max() < 10, string.Join(", ", sizes));
        Assert.Contains(lake.Folder.Instances.Log.History(), v => v.Info!.Operation == "OPTIMIZE");
        Assert.Equal((long)lake.Objects.Count,
            (long)lake.Rows("select count(*) from instances")[0][0]! + lake.Folder.Quarantine.Log.LoadSnapshot().Files.Values.Sum(f => PartStatistics.RowsOf(f.Stats) ?? 0));
    }

    [Fact]
    public void Worthwhile_IsThreePartsOrMoreUpToTheLastThatIsNotMuchLargerThanAllSmaller()
    {
        Add Part(int number, long rows, string modality = "CT", long rowBytes = 80) => new($"Modality={modality}/{number}", rows * rowBytes, 1)
        {
            PartitionValues = new Dictionary<string, string?> { ["Modality"] = modality },
            Stats = $$"""{"numRecords":{{rows}}}""",
        };
        Assert.Empty(PartChoice.Worthwhile([Part(0, 20), Part(1, 20), Part(2, 20, "MR"), Part(3, 320)]));
        Assert.Empty(PartChoice.Worthwhile([Part(0, 20), Part(1, 3_072), Part(2, 3_072), Part(3, 3_072)]));

        var group = Assert.Single(PartChoice.Worthwhile([Part(0, 20), Part(1, 20), Part(2, 319), Part(3, 2880), Part(4, 1)]));
        Assert.Equal(["Modality=CT/4", "Modality=CT/0", "Modality=CT/1", "Modality=CT/2"], group.Select(p => p.Path));

        // Reports: few rows, many bytes.
        Assert.Empty(PartChoice.Worthwhile([Part(0, 600, "SR", 1000), Part(1, 700, "SR", 1000), Part(2, 800, "SR", 1000)]));
    }

    [Fact]
    public void Everything_LeavesWellSizedPartsAloneAndFillsNoneBeyondTheLimit()
    {
        Add Part(int number, long rows, long bytes) => new($"Modality=CT/{number}", bytes, 1)
        {
            PartitionValues = new Dictionary<string, string?> { ["Modality"] = "CT" },
            Stats = $$"""{"numRecords":{{rows}}}""",
        };
        var groups = PartChoice.Everything(
            [Part(0, 200_000, 1000), Part(1, 10, 100L << 20), Part(2, 40_000, 1000), Part(3, 40_000, 1000), Part(4, 40_000, 1000), Part(5, 5, 5)]).ToList();

        var group = Assert.Single(groups);
        Assert.Equal(["Modality=CT/5", "Modality=CT/2", "Modality=CT/3"], group.Select(p => p.Path));
    }

    private static IEnumerable<string> LakeFiles(Etl.Worker.Lake.LakeTable table) =>
        Retention.List(table.Directory).Select(f => f.RelativeFile).Where(f => !f.StartsWith('_'));

    /// <summary>A clock that lets another writer in when the commit of a merge asks for the time.</summary>
    private sealed class Interference(TimeProvider clock, Action writer) : TimeProvider
    {
        private int asked;

        public override DateTimeOffset GetUtcNow()
        {
            // The first question names the work folder, the second the merged part.
            if (++asked == 2)
                writer();
            return clock.GetUtcNow();
        }
    }
}
