using System.Diagnostics;
using Etl.Schema.Columns;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Lake.Upkeep;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// One refresh: list → diff → fetch, read and flatten → commit → warehouse. Until the commit of instances exists, nothing happened;
/// a refresh that ends early is simply run again.
/// </summary>
public sealed class Refresh
{
    private const long BatchBytes = 320L << 20;
    private const double MassRemovalShare = 0.2;

    private readonly RefreshOptions options;
    private readonly LakeFolder lake;
    private readonly TimeProvider time;
    private readonly PublishWarehouse publish;
    private readonly CrawlCounters counters = new();
    private readonly StageClock stages;

    public Refresh(RefreshOptions options, PublishWarehouse publish, TimeProvider time, IProgress<RefreshProgress> progress)
    {
        this.options = options;
        this.publish = publish;
        this.time = time;
        lake = new LakeFolder(options.Lake, time);
        stages = new StageClock(counters, progress);
    }

    /// <exception cref="IOException">A source or the lake cannot be reached, read or written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was committed stays.</exception>
    public RefreshSummary Run(CancellationToken cancel)
    {
        var run = new RefreshRecord(time.GetUtcNow(), options);
        using var ticker = stages.Start();
        try
        {
            return Run(run, cancel);
        }
        catch (Exception e)
        {
            RecordFailure(run, e);
            throw;
        }
    }

    private RefreshSummary Run(RefreshRecord run, CancellationToken cancel)
    {
        var folders = SourceFolders.Open(options.Sources, lake.Root);
        run.Sources = [.. folders.Select(f => f.Uri)];
        Directory.CreateDirectory(lake.Root);
        var instances = lake.Instances.OpenOrCreate();
        var quarantine = lake.Quarantine.OpenOrCreate();
        run.VersionBefore = instances.Version;
        using var work = new WorkFolder(lake.Root, run.Id);

        CrawlResult crawl;
        IReadOnlyList<string> outdated = [];
        if (instances.Files.Count == 0 && quarantine.Files.Count == 0)
        {
            stages.Enter("read");
            crawl = Crawl(run, Counted(folders.SelectMany(f => f.List())), cancel);
            run.New = counters.Listed;
        }
        else
        {
            using var diff = new ObjectDiff(work.Path);
            var counts = Compare(diff, folders, instances, quarantine, cancel);
            (run.New, run.Changed, run.Gone) = (counts.New, counts.Changed, options.KeepMissing ? 0 : counts.Gone);
            RefuseMassRemoval(counts);
            counters.AddUnchanged(counts.Unchanged);
            stages.Enter("read");
            outdated = diff.Outdated(options.KeepMissing);
            crawl = Crawl(run, diff.Todo(), cancel);
        }

        RequireConservation();
        stages.Enter("commit");
        instances = Commit(run, instances, crawl, outdated, cancel);
        new QuarantineLedger(lake, run, time).Update(quarantine, instances, crawl.Quarantine, cancel);
        instances = new LakeCompaction(lake, time).AfterRefresh(instances, stages.Enter, cancel);
        run.VersionAfter = instances.Version;
        new RefreshLedger(lake).Add(run, counters, stages, time.GetUtcNow(), "done", null, CancellationToken.None);
        var modalities = publish(lake, stages.Enter, cancel);
        stages.End();
        return Summary(run, crawl, modalities);
    }

    private IEnumerable<ObjectInfo[]> Counted(IEnumerable<ObjectInfo[]> chunks)
    {
        foreach (var chunk in chunks)
        {
            counters.AddListed(chunk.Length);
            yield return chunk;
        }

        counters.EndListing();
    }

    private DiffCounts Compare(ObjectDiff diff, List<LocalFolder> folders, DeltaSnapshot instances, DeltaSnapshot quarantine, CancellationToken cancel)
    {
        stages.Enter("list");
        diff.LoadListed(folders.Select(f => f.Uri), Counted(folders.SelectMany(f => f.List())), cancel);
        diff.LoadKnown(
            lake.Instances.Parts(instances).Select(p => p.File), lake.Quarantine.Parts(quarantine).Select(p => p.File));
        return diff.Compare();
    }

    private CrawlResult Crawl(RefreshRecord run, IEnumerable<ObjectInfo[]> objects, CancellationToken cancel)
    {
        var budget = new ColumnBudget();
        var keepPrivate = options.Private == PrivateMode.Keep;
        CrawlWorker NewWorker() => new(
            new PartWriter(lake.Instances.Directory, time), new InstanceBatches(run.Id, budget, keepPrivate),
            BatchBytes / options.Threads, counters);
        return new Crawler(NewWorker).Run(objects, options.Threads, cancel);
    }

    private void RefuseMassRemoval(DiffCounts counts)
    {
        if (options.AllowMassRemoval || options.KeepMissing || counts.Gone <= counts.Known * MassRemovalShare || counts.Gone < 2)
            return;
        throw new IOException(
            $"{counts.Gone} of the {counts.Known} objects that the lake knows of these sources are no longer there, more than " +
            $"{MassRemovalShare:P0}. If that is right, refresh with --allow-mass-removal; to keep their rows, with --keep-missing.");
    }

    /// <summary>The first promise, checked at every refresh: each listed object is a row, in quarantine, or unchanged.</summary>
    private void RequireConservation()
    {
        var accounted = counters.Loaded + counters.Quarantined + counters.Unchanged;
        if (counters.Listed != accounted || counters.RowsWritten != counters.Loaded)
        {
            throw new InvalidOperationException(
                $"{counters.Listed} objects were listed, yet {counters.Loaded} were loaded ({counters.RowsWritten} rows written), " +
                $"{counters.Quarantined} quarantined and {counters.Unchanged} unchanged. Nothing was committed.");
        }
    }

    private DeltaSnapshot Commit(
        RefreshRecord run, DeltaSnapshot snapshot, CrawlResult crawl, IReadOnlyList<string> outdated, CancellationToken cancel)
    {
        using var removal = outdated.Count == 0 ? null : new RowRemoval(lake.Instances, outdated, time);
        while (true)
        {
            var (removed, rewritten) = removal?.Rewrite(snapshot, cancel) ?? ([], []);
            if (crawl.Parts.Count + removed.Count == 0)
                return snapshot;
            var parts = crawl.Parts.Concat(rewritten).ToList();
            var plan = PartCommit.Plan(snapshot, parts, removed, run.Id, time.GetUtcNow());
            var result = lake.Instances.Commit(snapshot, plan, cancel);
            if (result.Outcome != CommitOutcome.Conflict)
                return result.Snapshot;
            foreach (var part in rewritten)
                File.Delete(Path.Combine([lake.Instances.Directory, .. part.Path.RelativeFile.Split('/')]));
            snapshot = result.Snapshot;
        }
    }

    private void RecordFailure(RefreshRecord run, Exception failure)
    {
        if (!lake.Refreshes.Exists && !Directory.Exists(lake.Root))
            return;
        try
        {
            var outcome = failure is OperationCanceledException ? "cancelled" : "failed";
            new RefreshLedger(lake).Add(run, counters, stages, time.GetUtcNow(), outcome, failure.GetType().Name, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DeltaException or DuckDb.DuckDbException)
        {
            // The lake itself is out of reach: the failure that is about to be reported says so.
        }
    }

    private RefreshSummary Summary(RefreshRecord run, CrawlResult crawl, IReadOnlyList<ModalityCounts> modalities) => new()
    {
        RefreshId = run.Id,
        StartedAt = run.StartedAt,
        EndedAt = time.GetUtcNow(),
        Sources = run.Sources,
        Lake = lake.Root,
        Listed = counters.Listed,
        Loaded = counters.Loaded,
        Quarantined = counters.Quarantined,
        Unchanged = counters.Unchanged,
        Gone = run.Gone,
        Rows = counters.RowsWritten,
        BytesRead = counters.BytesRead,
        Parts = counters.Parts,
        LakeVersion = run.VersionAfter,
        Warehouse = lake.Warehouse,
        Stages = stages.Durations,
        PeakMemoryBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        Modalities = modalities,
        QuarantinedByReason =
        [
            .. crawl.Quarantine.GroupBy(q => q.ReasonCode)
                .Select(g => KeyValuePair.Create(g.Key, g.LongCount()))
                .OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal),
        ],
    };
}

/// <summary>Builds the warehouse from the lake's newest versions and publishes it; told of each stage as it begins.</summary>
public delegate IReadOnlyList<ModalityCounts> PublishWarehouse(LakeFolder lake, Action<string> enterStage, CancellationToken cancel);
