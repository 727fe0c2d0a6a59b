using Etl.Worker.Crawl;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Upkeep;

namespace Etl.Worker.Tests.Lake;

/// <summary>What work that was killed leaves in a lake, and what becomes of it.</summary>
public sealed class LeftOverTests
{
    /// <summary>The state of things between the writing of a merged part and its commit.</summary>
    [Fact]
    public void CompactionKilledBeforeItsCommit_NextRefreshRemovesItsPart()
    {
        using var lake = new TestLake();
        lake.AddObjects(1);
        lake.Refresh();
        string part;
        var work = Path.Combine(lake.Folder.Root, "_work", "killed");
        Directory.CreateDirectory(work);
        using (var merger = new PartMerger(lake.Folder, lake.Folder.Instances, lake))
        {
            var written = merger.Merge([lake.Folder.Instances.Log.LoadSnapshot().Files.Values.First()], default);
            part = Path.Combine([lake.Folder.Instances.Directory, .. written.Path.RelativeFile.Split('/')]);
            var journal = Directory.GetFiles(Path.Combine(lake.Folder.Root, "_work"), "parts", SearchOption.AllDirectories).Single();
            File.Copy(journal, Path.Combine(work, "parts"));
            File.Copy(part, part + ".kept");
        }

        Assert.False(File.Exists(part), "A merge that was given up left its part.");
        File.Move(part + ".kept", part);

        lake.Refresh();

        Assert.False(File.Exists(part));
        Assert.False(Directory.Exists(work));
        Assert.Empty(new LakeVerifier(lake.Folder, lake).Run(default).Problems);
    }

    [Fact]
    public void CompactionThatEndsWell_KeepsItsParts()
    {
        using var lake = new TestLake();
        for (var seed = 1; seed <= 3; seed++)
        {
            lake.AddObjects(seed);
            lake.Refresh();
        }

        Assert.NotEmpty(new LakeCompaction(lake.Folder, lake).Run(default));
        var report = new LakeVerifier(lake.Folder, lake).Run(default);
        Assert.Empty(report.Problems);
        Assert.Empty(report.LeftOvers);
    }

    [Fact]
    public void QuarantineVerb_NotesItsPartBeforeItsCommit()
    {
        using var lake = new TestLake();
        lake.AddObjects(1);
        File.WriteAllText(Path.Combine(lake.Archive, "note.txt"), "no DICOM");
        lake.Refresh();
        var live = lake.Folder.Quarantine.Log.LoadSnapshot();
        string[] journals = [];
        var watch = new NotedParts(lake.Folder, lake, found => journals = found);
        new QuarantineBook(lake.Folder.Root, watch).Retry(new QuarantineFilter(), default);

        Assert.Contains(journals, line => line.StartsWith("quarantine/part-", StringComparison.Ordinal));
        Assert.NotEqual(live.Version, lake.Folder.Quarantine.Log.LoadSnapshot().Version);
        Assert.Empty(new LakeVerifier(lake.Folder, lake).Run(default).LeftOvers);
    }

    /// <summary>A clock that looks into the journals whenever it is asked.</summary>
    private sealed class NotedParts(LakeFolder lake, TimeProvider time, Action<string[]> found) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            var lines = lake.WorkFolders.Select(f => Path.Combine(f, "parts")).Where(File.Exists).SelectMany(File.ReadAllLines).ToArray();
            if (lines.Length > 0)
                found(lines);
            return time.GetUtcNow();
        }
    }
}
