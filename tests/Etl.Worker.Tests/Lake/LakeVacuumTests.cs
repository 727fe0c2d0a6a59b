using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.History;
using Etl.Worker.Lake.Upkeep;

namespace Etl.Worker.Tests.Lake;

public sealed class LakeVacuumTests : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly TestLake lake = new();

    public LakeVacuumTests()
    {
        lake.AddObjects(1);
        lake.Refresh();
        File.Delete(lake.Objects[0]);
        lake.Refresh();
    }

    public void Dispose() => lake.Dispose();

    [Fact]
    public void RemovedWithinTheRetention_Stays()
    {
        lake.Now = lake.Now.AddDays(6);

        Assert.Empty(Vacuum(null));
        Assert.Equal(1, lake.Folder.Instances.Open(AsOf.Number(1)).Version);
    }

    [Fact]
    public void RemovedBeforeTheRetention_GoesAndTheNewestVersionStays()
    {
        var old = lake.Parts(1).Except(lake.Parts()).ToList();
        lake.Now = lake.Now.AddDays(8);

        var deleted = Vacuum(null);

        Assert.Equal(old.Select(f => Path.GetFileName(f)).Order(), deleted.Where(f => f.Table == "instances").Select(f => Path.GetFileName(f.File)).Order());
        Assert.All(old, f => Assert.False(File.Exists(f)));
        Assert.Throws<DeltaException>(() => lake.Folder.Instances.Open(AsOf.Number(1)));
        Assert.Empty(new LakeVerifier(lake.Folder, lake).Run(default).Problems);
    }

    [Fact]
    public void RetentionLongerThanACheckpointRemembers_IsKept()
    {
        lake.Now = lake.Now.AddDays(20);
        var log = lake.Folder.Instances.Log;
        new CheckpointWriter(log).Write(log.LoadSnapshot());

        Assert.Empty(Vacuum(TimeSpan.FromDays(30)));
        Assert.NotEmpty(Vacuum(TimeSpan.FromDays(10)));
    }

    [Fact]
    public void DryRun_SaysTheSameAndDeletesNothing()
    {
        lake.Now = lake.Now.AddDays(8);

        var said = Vacuum(null, dryRun: true);

        Assert.NotEmpty(said);
        Assert.Equal(said, Vacuum(null));
        Assert.Empty(Vacuum(null));
    }

    [Fact]
    public void FilesOfNoVersion_GoWhenOlderThanTheSafeAge()
    {
        var folder = Path.Combine(lake.Folder.Instances.Directory, "Modality=CT");
        Write(Path.Combine(folder, "part-old.parquet"), TimeSpan.FromHours(30));
        Write(Path.Combine(folder, "part-young.parquet"), TimeSpan.FromHours(20));
        Write(Path.Combine(lake.Folder.Instances.Log.LogDirectory, LogFile.Temporary("x")), TimeSpan.FromHours(30));

        var deleted = Vacuum(null);

        Assert.Equal(2, deleted.Count);
        Assert.All(deleted, f => Assert.True(f.IsUnnamed));
        Assert.True(File.Exists(Path.Combine(folder, "part-young.parquet")));
    }

    [Fact]
    public void WorkThatStillRuns_KeepsWhatIsYoungerThanItself()
    {
        var part = Path.Combine(lake.Folder.Instances.Directory, "Modality=CT", "part-uncommitted.parquet");
        File.WriteAllText(part, "x");
        var work = Directory.CreateDirectory(Path.Combine(lake.Folder.Root, "_work", "running"));
        work.CreationTimeUtc = DateTime.UtcNow.AddMinutes(-10);
        lake.Now = DateTimeOffset.UtcNow.AddDays(3);

        Assert.Empty(Vacuum(null));
        work.Delete();
        Assert.Single(Vacuum(null));
    }

    [Fact]
    public void CommitOfAPartThatIsGone_IsRefused()
    {
        var snapshot = lake.Folder.Instances.Log.LoadSnapshot();
        var add = snapshot.Files.Values.First() with { Path = "Modality=CT/part-gone.parquet" };

        var error = Assert.Throws<IOException>(() =>
            lake.Folder.Instances.Commit(snapshot, new CommitPlan { Operation = "WRITE", Adds = [add] }, default));

        Assert.Contains("part-gone.parquet", error.Message);
        Assert.Equal(snapshot.Version, lake.Folder.Instances.Log.LoadSnapshot().Version);
    }

    private IReadOnlyList<VacuumedFile> Vacuum(TimeSpan? retain, bool dryRun = false) =>
        new LakeVacuum(lake.Folder, lake).Run(new VacuumOptions(retain, Day, dryRun), default);

    private void Write(string file, TimeSpan age)
    {
        File.WriteAllText(file, "x");
        File.SetLastWriteTimeUtc(file, (lake.Now - age).UtcDateTime);
    }
}
