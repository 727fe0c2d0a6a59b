using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>The table of refreshes: one row each, whatever became of it.</summary>
public sealed class RefreshRowTests : IDisposable
{
    private readonly TinyArchive archive = new(40);

    [Fact]
    public void Done_SaysWhatWasFoundAndDone()
    {
        var dicom = archive.Files.Count(f => new FileInfo(f).Length > 128);
        var first = TinyArchive.Refresh(archive.Options());
        archive.Change(archive.Files[0]);
        File.Delete(archive.Files[1]);
        archive.Add();
        var second = TinyArchive.Refresh(archive.Options() with { TriggeredBy = "schedule" });

        using var lake = new Lake(archive.Lake);
        var rows = lake.Rows("""
            select refresh_id, outcome, error, triggered_by, listed, new_objects, changed_objects, gone_objects, unchanged, loaded, quarantined,
              requests, commits, lake_version_before, lake_version_after
            from refreshes order by started_at
            """);
        Assert.Equal(
            [
                [first.RefreshId, "done", null, "hand", 40L, 40L, 0L, 0L, 0L, (long)dicom, 40L - dicom, 40L, 1L, 0L, 1L],
                [second.RefreshId, "done", null, "schedule", 40L, 1L, 1L, 1L, 38L, 2L, 0L, 2L, 1L, 1L, 2L],
            ],
            rows);
        var more = lake.Rows("""
            select len(stages) > 0, list_contains(list_transform(stages, s -> s.stage), 'diff'), peak_memory_bytes > 1000000,
              starts_with(program_version, '0.'), options like '%Threads%', bytes_read > 0, ended_at > started_at, sources[1] like 'file:///%/archive/'
            from refreshes
            """);
        Assert.All(more, row => Assert.All(row, value => Assert.Equal(true, value)));
    }

    [Fact]
    public void PublishFails_OneRowSaysWhyWithoutValues()
    {
        var failure = new Etl.Worker.DuckDb.DuckDbException(Etl.Worker.DuckDb.DuckDbErrorType.Conversion, "Could not convert string 'Doe^Jane' to INT32");
        Assert.Throws<Etl.Worker.DuckDb.DuckDbException>(() => TinyArchive.Refresh(archive.Options(), publish: (_, _, _) => throw failure));

        using var lake = new Lake(archive.Lake);
        var row = Assert.Single(lake.Rows("select outcome, error, error_message, loaded > 0, lake_version_after from refreshes"));
        Assert.Equal(["failed", "DuckDbException", "DuckDB: Conversion error.", true, 1L], row);
    }

    [Fact]
    public void NothingChanged_IsNotPublishedAgain()
    {
        var published = 0;
        RefreshSummary Refresh() => TinyArchive.Refresh(archive.Options(), publish: (lake, _, _) =>
        {
            File.WriteAllText(lake.Warehouse, $"{++published}");
            return [new ModalityCounts("CT", 1, 2, 3, published)];
        });
        Assert.True(Refresh().IsPublished);
        var same = Refresh();
        Assert.Equal((false, 1), (same.IsPublished, published));
        Assert.Equal([new ModalityCounts("CT", 1, 2, 3, 1)], same.Modalities);

        archive.Add();
        Assert.True(Refresh().IsPublished);
        File.Delete(Path.Combine(archive.Lake, "warehouse.duckdb"));
        Assert.True(Refresh().IsPublished);
        File.WriteAllText(Path.Combine(archive.Lake, "warehouse.duckdb"), "Somebody else's.");
        Assert.True(Refresh().IsPublished);
        new QuarantineBook(archive.Lake, TimeProvider.System).Forget(new QuarantineFilter(), default);
        Assert.True(Refresh().IsPublished);
        Assert.False(Refresh().IsPublished);

        using var lake = new Lake(archive.Lake);
        Assert.Equal([7L, 7L], lake.Rows("select count(*), count(*) filter (outcome = 'done') from refreshes").Single());
    }

    [Fact]
    public void WithoutPublishing_TheLakeIsRefreshed()
    {
        var summary = TinyArchive.Refresh(archive.Options() with { Publish = false }, publish: (_, _, _) => throw new InvalidOperationException("Published."));

        Assert.Equal((false, 40L), (summary.IsPublished, summary.Listed));
        using var lake = new Lake(archive.Lake);
        Assert.Equal(["done"], lake.Rows("select outcome from refreshes").Select(r => (string)r[0]!));
    }

    [Fact]
    public void MassRemoval_IsRefusedWithARow()
    {
        TinyArchive.Refresh(archive.Options());
        var gone = archive.Files.Take(20).ToList();
        var rows = gone.LongCount(file => new FileInfo(file).Length > 128);
        gone.ForEach(File.Delete);
        Assert.Throws<MassRemovalException>(() => TinyArchive.Refresh(archive.Options()));
        TinyArchive.Refresh(archive.Options() with { AllowMassRemoval = true });

        using var lake = new Lake(archive.Lake);
        Assert.Equal(
            [["done", 0L, true], ["refused", rows, false], ["done", rows, true]],
            lake.Rows("select outcome, gone_objects, error_message is null from refreshes order by started_at"));
        Assert.Equal(archive.Files.Count, lake.Connection.QueryScalar<long>("select (select count(*) from instances) + (select count(*) from quarantine)"));
    }

    [Fact]
    public void Cancelled_HasARowAndTheNextGoesOn()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => TinyArchive.Refresh(archive.Options(), cancel: stop.Token, publish: (_, _, cancel) =>
        {
            stop.Cancel();
            cancel.ThrowIfCancellationRequested();
            return [];
        }));
        var second = TinyArchive.Refresh(archive.Options());

        Assert.Equal((40, 0), (second.Unchanged, second.Loaded));
        using var lake = new Lake(archive.Lake);
        Assert.Equal(["cancelled", "done"], lake.Rows("select outcome from refreshes order by started_at").Select(r => (string)r[0]!));
    }

    [Fact]
    public void Steps_CommitAsTheyGoAndGiveTheSameLake()
    {
        TinyArchive.Refresh(archive.Options(archive["whole"]));
        TinyArchive.Refresh(archive.Options() with { CommitObjects = 7 });
        archive.Work();
        TinyArchive.Refresh(archive.Options(archive["whole"]));
        TinyArchive.Refresh(archive.Options() with { CommitObjects = 1 });

        LakeState.RequireEqual(archive["whole"], archive.Lake);
        LakeState.RequireNothingLeftOver(archive.Lake);
        using var lake = new Lake(archive.Lake);
        Assert.Equal(6L, lake.Rows("select commits from refreshes order by started_at")[0][0]);
    }

    public void Dispose() => archive.Dispose();
}
