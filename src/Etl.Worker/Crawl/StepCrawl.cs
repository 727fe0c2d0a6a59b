using Etl.Schema.Columns;
using Etl.Worker.Crawl.Fetching;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Profiling;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Reads the objects of one step into parts. Those whose reading failed in a way that may pass are read again at the end of the step, all
/// together after a pause, so that a thousand of them cost no more waiting than one.
/// </summary>
internal sealed class StepCrawl(
    LakeFolder lake, RefreshRecord run, CrawlCounters counters, HeaderRanges ranges, PartJournal journal, bool isRemote, TimeProvider time,
    WorkProfile profile)
{
    private const int ChunkObjects = 64;
    private const long BatchBytes = 96L << 20;

    /// <summary>Where reading waits for a network, the writing of parts is not what takes the time: it may take less memory.</summary>
    private const long RemoteBatchBytes = 32L << 20;

    /// <summary>Pauses before the second and the third attempt; of each a random half is left out, so that many readers do not come at once.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)];

    private readonly ColumnBudget budget = new();

    /// <exception cref="InvalidOperationException">An object got lost on the way. Nothing of this step was committed.</exception>
    internal CrawlResult Read(StepFeed feed, CancellationToken cancel)
    {
        var (loaded, quarantined, rows, members) = (counters.Loaded, counters.Quarantined, counters.RowsWritten, counters.Members);
        using var partThread = isRemote ? new PartThread() : null;
        var crawler = new Crawler(() => NewWorker(partThread), ranges);
        var result = crawler.Run(feed.Next(), run.Options.Threads, mayDefer: true, cancel);
        for (var attempt = 0; attempt < Pauses.Length && result.Deferred.Count > 0; attempt++)
        {
            List<ObjectInfo> again = [.. result.Deferred];
            result.Deferred.Clear();
            run.Retried += again.Count;
            cancel.WaitHandle.WaitOne(Pauses[attempt] * (1 - Random.Shared.NextDouble() / 2));
            cancel.ThrowIfCancellationRequested();
            result.Add(crawler.Run(again.Chunk(ChunkObjects), run.Options.Threads, mayDefer: attempt + 1 < Pauses.Length, cancel));
        }

        (loaded, quarantined, rows) = (counters.Loaded - loaded, counters.Quarantined - quarantined, counters.RowsWritten - rows);
        var taken = feed.Taken + counters.Members - members;
        if (loaded + quarantined != taken || rows != loaded || result.Parts.Sum(p => p.Rows) != loaded || result.Quarantine.Count != quarantined)
        {
            throw new InvalidOperationException(
                $"{taken} objects were to be read, yet {loaded} were loaded ({rows} rows written) and {quarantined} quarantined. " +
                "This step was not committed.");
        }

        return result;
    }

    private CrawlWorker NewWorker(PartThread? partThread) => new(
        new PartWriter(lake.Instances.Directory, time, journal, profile) { RowsOfGroup = isRemote ? PartWriter.SparingGroupRows : PartWriter.RowGroupRows },
        new InstanceBatches(run.Id, budget, run.Options.Private == PrivateMode.Keep),
        (isRemote ? RemoteBatchBytes : BatchBytes) / run.Options.Threads, counters, profile)
    {
        PartThread = partThread,
    };
}
