using System.Diagnostics;
using Etl.Schema.Columns;
using Etl.Worker.Crawl.Fetching;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Lake.Upkeep;
using Etl.Worker.Profiling;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// One refresh: list → diff → fetch, read and flatten → commit, in as many steps as it takes → warehouse. A step whose commit does not
/// exist has not happened; a refresh that ends early is simply run again and goes on from there.
/// </summary>
public sealed class Refresh
{
    /// <summary>Of the listing, while those before are taken into the comparison.</summary>
    private const int ChunksAhead = 256;

    /// <summary>Of a listing that is read while it goes on.</summary>
    private const int ObjectsTogether = 256;

    private readonly RefreshOptions options;
    private readonly LakeFolder lake;
    private readonly TimeProvider time;
    private readonly PublishWarehouse publish;
    private readonly CrawlCounters counters = new();
    private readonly WorkProfile profile = new();
    private readonly StageClock stages;
    private readonly HeaderRanges ranges = new();
    private readonly RefreshLedger ledger;
    private readonly RefreshRecord run;
    private readonly SortedDictionary<string, long> quarantinedByReason = new(StringComparer.Ordinal);
    private string? mergeFailure;

    public Refresh(RefreshOptions options, PublishWarehouse publish, TimeProvider time, IProgress<RefreshProgress> progress)
    {
        this.options = options;
        this.publish = publish;
        this.time = time;
        lake = new LakeFolder(options.Lake, time);
        ledger = new RefreshLedger(lake, time);
        stages = new StageClock(counters, progress);
        run = new RefreshRecord(time.GetUtcNow(), options);
    }

    /// <exception cref="MassRemovalException">More of a source is gone than may go without a word.</exception>
    /// <exception cref="IOException">A source or the lake cannot be reached, read or written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was committed stays.</exception>
    public RefreshSummary Run(CancellationToken cancel)
    {
        using var ticker = stages.Start();
        WorkFolder? work = null;
        try
        {
            using var sources = SourceSet.Open(options.Sources, options.SourceOptions, lake.Root, cancel);
            run.Sources = [.. sources.All.Where(s => s.Kind != SourceKind.List).Select(s => s.Uri).Distinct()];
            counters.Remote = sources.Traffic;
            var summary = Run(sources, ref work, cancel);
            work!.IsDone = true;
            return summary;
        }
        catch (Exception e)
        {
            stages.End();
            RecordFailure(e, cancel.IsCancellationRequested, work?.Parts);
            throw;
        }
        finally
        {
            work?.Dispose();
        }
    }

    private RefreshSummary Run(SourceSet sources, ref WorkFolder? work, CancellationToken cancel)
    {
        Durable.CreateDirectory(lake.Root);
        // Before listing: what another refresh adds from now on is checked again at the commit.
        var instances = lake.Instances.OpenOrCreate();
        var quarantine = lake.Quarantine.OpenOrCreate();
        run.VersionBefore = run.VersionAfter = instances.Version;
        work = new WorkFolder(lake, run, cancel);
        foreach (var killed in work.Killed)
            ledger.PutKilled(killed, work.Parts);

        using (var diff = new ObjectDiff(sources.All, work.Path, sources.Filters))
        {
            stages.Enter("diff");
            using (profile.Measure("diff", "load what is known"))
            {
                diff.LoadKnown(
                    lake.Instances.Parts(instances).Select(p => p.File),
                    lake.Quarantine.Parts(quarantine).Select(p => p.File),
                    lake.Refreshes.Parts(lake.Refreshes.OpenOrCreate()).Select(p => p.File));
            }

            ranges.Learn(lake.Instances.Parts(instances).Select(p => p.File), sources);
            // A folder or bucket lists each object once, so that of a new one nothing has to be compared, and reading need not wait.
            var isFirst = options.SamplePerSeries is null && sources.All.All(s => s.Kind is SourceKind.Folder or SourceKind.Bucket) && diff.KnowsNothing();
            if (!isFirst)
                Compare(diff, sources, cancel);
            instances = Load(isFirst ? null : diff, sources, instances, work, cancel);
        }

        run.IsComplete = true;
        RequireConservation();
        // Beside another refresh parts come and go too fast for a merge to be worth it: the last one does it.
        if (lake.WorkFolders.Count() == 1)
        {
            if (sources.IsRemote)
                GiveMemoryBack();
            instances = new LakeCompaction(lake, time) { IsSparing = sources.IsRemote }
                .AfterRefresh(instances, stages.Enter, e => mergeFailure = SafeMessage.Of(e), cancel);
        }

        run.VersionAfter = instances.Version;
        stages.End();
        ledger.Put(run, counters, stages, "done", null, work.Parts);
        if (!options.Publish)
            return Summary([], isPublished: false);
        var (modalities, isPublished) = Publish(cancel);
        if (isPublished)
            ledger.Put(run, counters, stages, "done", null, work.Parts);
        return Summary(modalities, isPublished);
    }

    private void Compare(ObjectDiff diff, SourceSet sources, CancellationToken cancel)
    {
        stages.Enter("list");
        using (profile.Measure("list", "table of what is listed"))
            counters.AddListed(-diff.LoadListed(Ahead.Of(Counted(Listed(sources.List(cancel)), cancel), ChunksAhead, cancel), cancel));
        counters.EndListing();
        stages.Enter("diff");
        using var comparing = profile.Measure("diff", "compare");
        diff.LookAgain(isAll: options.SamplePerSeries is not null, cancel);
        var found = diff.Compare(run.StartedAt, cancel);
        counters.AddListed(diff.UnchangedMembers);
        (run.New, run.Changed) = (found.Sum(s => s.New), found.Sum(s => s.Changed));
        run.Gone = options.KeepMissing ? 0 : found.Sum(s => s.Gone);
        RemovalGuard.Require(found, options);
        counters.AddUnchanged(found.Sum(s => s.Unchanged));
    }

    /// <summary>The listing itself, while it goes on.</summary>
    private IEnumerable<ObjectInfo[]> AsListed(SourceSet sources, CancellationToken cancel)
    {
        // Small folders together: what one thread reads becomes parts of its own.
        foreach (var chunk in Counted(Listed(sources.ListToOpen(cancel)), cancel).SelectMany(chunk => chunk).Chunk(ObjectsTogether))
        {
            run.New += chunk.Length;
            yield return chunk;
        }

        counters.EndListing();
    }

    private IEnumerable<ObjectInfo[]> Listed(IEnumerable<ObjectInfo[]> chunks) =>
        profile.Each("list", "folders and buckets, chunk by chunk", chunks);

    private IEnumerable<ObjectInfo[]> Counted(IEnumerable<ObjectInfo[]> chunks, CancellationToken cancel)
    {
        foreach (var chunk in chunks)
        {
            cancel.ThrowIfCancellationRequested();
            counters.AddListed(chunk.Length);
            yield return chunk;
        }
    }

    /// <summary>Reads and commits step by step; what goes without anything in its place goes with the last step.</summary>
    /// <param name="diff">What is to be read; null where that is all that is listed.</param>
    private DeltaSnapshot Load(ObjectDiff? diff, SourceSet sources, DeltaSnapshot instances, WorkFolder work, CancellationToken cancel)
    {
        var commit = new InstanceCommit(lake.Instances, instances, diff?.PartsConcerned() ?? new HashSet<string>(), run, work, time);
        var quarantine = new QuarantineLedger(lake, run, work.Parts, time);
        var crawl = new StepCrawl(lake, run, counters, ranges, work.Parts, sources.IsRemote, time, profile);
        using var feed = new StepFeed(Sampled(diff?.Todo() ?? AsListed(sources, cancel), diff, cancel), options.CommitObjects, options.CommitEvery, time);
        var any = diff is null || counters.Listed > counters.Unchanged;
        while (true)
        {
            stages.Enter("read");
            var step = any ? crawl.Read(feed, cancel) : new CrawlResult();
            var isLast = !any || feed.IsDone;
            // Objects that vanished with their source are no news about them.
            sources.RequireReachable(cancel);
            stages.Enter("commit");
            using (profile.Measure("commit", "instances"))
            {
                commit.Commit(step.Parts, isLast && diff is not null ? [.. step.Replaced, .. diff.Outdated(options.KeepMissing)] : step.Replaced, cancel);
            }

            run.VersionAfter = commit.Snapshot.Version;
            using var quarantining = profile.Measure("commit", "quarantine");
            quarantine.Update(new QuarantineChange
            {
                Entries = step.Quarantine,
                Loaded = [.. step.Parts.Select(p => Path.Combine([lake.Instances.Directory, .. p.Path.RelativeFile.Split('/')]))],
                Settled = isLast && diff is not null ? diff.Settled() : [],
                Missing = isLast && diff is not null ? diff.MissingInQuarantine() : [],
            }, cancel);
            foreach (var entry in step.Quarantine)
                quarantinedByReason[entry.ReasonCode] = quarantinedByReason.GetValueOrDefault(entry.ReasonCode) + 1;
            if (isLast)
                return commit.Snapshot;
        }
    }

    private IEnumerable<ObjectInfo[]> Sampled(IEnumerable<ObjectInfo[]> objects, ObjectDiff? diff, CancellationToken cancel) =>
        options.SamplePerSeries is { } perSeries && diff is not null
            ? new SeriesSample(perSeries, options.Threads, diff.KnownSeries(), counters).Of(objects, cancel) : objects;

    /// <summary>The first promise, checked at every refresh: each listed object is a row, in quarantine, unchanged, or left out by sampling.</summary>
    private void RequireConservation()
    {
        var accounted = counters.Loaded + counters.Quarantined + counters.Unchanged + counters.SampledOut;
        if (counters.Listed != accounted || counters.RowsWritten != counters.Loaded)
        {
            throw new InvalidOperationException(
                $"{counters.Listed} objects were listed, yet {counters.Loaded} were loaded ({counters.RowsWritten} rows written), " +
                $"{counters.Quarantined} quarantined, {counters.Unchanged} unchanged and {counters.SampledOut} left out by sampling. The warehouse is not published.");
        }
    }

    /// <summary>
    /// One refresh publishes at a time; the others wait, and publish what is newest then. A warehouse that is of the newest versions already
    /// stays: all it lacks is the rows of refreshes that changed nothing, which come with the next one.
    /// </summary>
    private (IReadOnlyList<ModalityCounts> Modalities, bool IsPublished) Publish(CancellationToken cancel)
    {
        using var alone = FileLock.Take(Path.Combine(lake.Root, ".publish.lock"), cancel);
        var (instances, quarantine) = (lake.Instances.Log.LoadSnapshot().Version, lake.Quarantine.Log.LoadSnapshot().Version);
        if (PublishNote.Find(lake, instances, quarantine, options.IdentifyingExamples) is { } current)
            return (current.Modalities, false);
        stages.Enter("load");
        GiveMemoryBack();
        var modalities = publish(lake, new PublishOptions { EnterStage = stages.Enter, Profile = profile, IdentifyingExamples = options.IdentifyingExamples }, cancel);
        stages.End();
        PublishNote.Note(lake, instances, quarantine, modalities, options.IdentifyingExamples);
        return (modalities, true);
    }

    /// <summary>The batches are garbage by now. Left to itself the collector keeps their memory for objects that will not come.</summary>
    private static void GiveMemoryBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private void RecordFailure(Exception failure, bool isCancelled, PartJournal? journal)
    {
        if (!Directory.Exists(lake.Root))
            return;
        try
        {
            var outcome = isCancelled ? "cancelled" : failure is MassRemovalException ? "refused" : "failed";
            ledger.Put(run, counters, stages, outcome, failure, journal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or DeltaException or DuckDbException)
        {
            // The lake itself is out of reach: the failure that is about to be reported says so.
        }
    }

    private RefreshSummary Summary(IReadOnlyList<ModalityCounts> modalities, bool isPublished) => new()
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
        SampledOut = counters.SampledOut,
        Gone = run.Gone,
        Rows = counters.RowsWritten,
        BytesRead = counters.BytesRead,
        HeaderBytes = counters.HeaderBytes,
        Remote = counters.Remote.Requests == 0 ? null : RemoteTraffic.Of(counters),
        Parts = counters.Parts,
        LakeVersion = run.VersionAfter,
        Warehouse = lake.Warehouse,
        IsPublished = isPublished,
        MergeFailure = mergeFailure,
        Stages = stages.Durations,
        Profile = profile.WithCollections(),
        PeakMemoryBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        Modalities = modalities,
        QuarantinedByReason =
            [.. quarantinedByReason.OrderByDescending(p => p.Value).ThenBy(p => p.Key, StringComparer.Ordinal)],
    };
}

/// <summary>Builds the warehouse from the lake's newest versions and publishes it.</summary>
public delegate IReadOnlyList<ModalityCounts> PublishWarehouse(LakeFolder lake, PublishOptions options, CancellationToken cancel);

/// <summary>How a refresh wants its warehouse built.</summary>
public sealed record PublishOptions
{
    /// <summary>Told of each stage as it begins.</summary>
    public Action<string> EnterStage { get; init; } = _ => { };

    /// <summary>Told of the time that each piece of the build takes.</summary>
    public WorkProfile Profile { get; init; } = new();

    /// <inheritdoc cref="RefreshOptions.IdentifyingExamples"/>
    public bool IdentifyingExamples { get; init; }
}
