using System.Collections.Concurrent;
using Etl.Worker.Crawl.Fetching;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Runs a crawl: one thread lists, the others read, flatten and write parts. Objects of a folder are read by those threads themselves;
/// those of a remote source come to them from the fetch stage. Memory is bounded whatever the archive's size.
/// </summary>
internal sealed class Crawler(Func<CrawlWorker> newWorker, HeaderRanges? ranges = null)
{
    private const int ChunksAhead = 256;
    private readonly HeaderRanges headerRanges = ranges ?? new HeaderRanges();

    /// <summary>Takes every object and returns what became of them.</summary>
    /// <param name="objects">Chunks of objects; enumerated by a thread of its own, while the others work.</param>
    /// <param name="threads">Workers.</param>
    /// <param name="mayDefer">Objects whose reading fails in a way that may pass are given back instead of quarantined.</param>
    /// <param name="cancel">Stops between two objects. What was written so far is no part of any table.</param>
    internal CrawlResult Run(IEnumerable<ObjectInfo[]> objects, int threads, bool mayDefer, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var queue = new BlockingCollection<CrawlTask>();
        using var ahead = new SemaphoreSlim(ChunksAhead);
        var failures = new ConcurrentQueue<Exception>();
        var fetch = new FetchStage(headerRanges, fetched => queue.Add(new CrawlTask(null, fetched)), stop.Token);

        void Hand(ObjectInfo[] chunk)
        {
            if (Array.Exists(chunk, o => o.Source is IRemoteSource))
            {
                foreach (var item in chunk.Where(o => o.Source is IRemoteSource))
                    fetch.Add(item);
                chunk = [.. chunk.Where(o => o.Source is not IRemoteSource)];
            }

            if (chunk.Length == 0)
                return;
            ahead.Wait(stop.Token);
            queue.Add(new CrawlTask(chunk, null), stop.Token);
        }

        var results = new CrawlResult();
        using var last = new LastRows(threads);

        void Guard(Action work)
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
                stop.Cancel();
            }
        }

        var workers = Enumerable.Range(0, threads).Select(i => new Thread(() => Guard(() => Work(queue, ahead, fetch, results, last, mayDefer, stop.Token)))
        {
            Name = $"crawl {i}",
            IsBackground = true,
        }).ToList();
        workers.ForEach(w => w.Start());
        Guard(() =>
        {
            foreach (var chunk in objects)
                Hand(chunk);
            fetch.WaitUntilDone();
        });
        queue.CompleteAdding();
        workers.ForEach(w => w.Join());
        cancel.ThrowIfCancellationRequested();
        if (failures.FirstOrDefault(f => f is not OperationCanceledException) is { } failure)
            throw new IOException($"The crawl ended early: {SafeMessage.Of(failure)}", failure);
        return results;
    }

    private void Work(
        BlockingCollection<CrawlTask> queue, SemaphoreSlim ahead, FetchStage fetch, CrawlResult results, LastRows last, bool mayDefer, CancellationToken stop)
    {
        using var worker = newWorker();
        foreach (var task in queue.GetConsumingEnumerable(stop))
        {
            if (task.Fetched is { } fetched)
            {
                worker.Take(fetched, fetch, mayDefer, stop);
                continue;
            }

            ahead.Release();
            foreach (var item in task.Chunk!)
            {
                stop.ThrowIfCancellationRequested();
                worker.Take(item, mayDefer, stop);
            }
        }

        worker.Finish(last, stop);
        lock (results)
        {
            results.Parts.AddRange(worker.Parts);
            results.Quarantine.AddRange(worker.Quarantine);
            results.Deferred.AddRange(worker.Deferred);
            results.Replaced.AddRange(worker.Replaced);
        }
    }
}

/// <summary>What a thread takes next: objects to read, or one that was fetched.</summary>
internal readonly record struct CrawlTask(ObjectInfo[]? Chunk, FetchedObject? Fetched);

/// <summary>Parts written and objects rejected, ready to be committed; and objects to try again.</summary>
internal sealed class CrawlResult
{
    internal List<WrittenPart> Parts { get; } = [];

    internal List<QuarantineEntry> Quarantine { get; } = [];

    internal List<ObjectInfo> Deferred { get; } = [];

    /// <summary>URIs of objects dealt with whose earlier rows go.</summary>
    internal List<string> Replaced { get; } = [];

    internal void Add(CrawlResult more)
    {
        Parts.AddRange(more.Parts);
        Quarantine.AddRange(more.Quarantine);
        Deferred.AddRange(more.Deferred);
        Replaced.AddRange(more.Replaced);
    }
}
