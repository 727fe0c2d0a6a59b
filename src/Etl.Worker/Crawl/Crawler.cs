using System.Collections.Concurrent;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>Runs a crawl: one thread lists, the others fetch, read, flatten and write parts. Memory is bounded whatever the archive's size.</summary>
internal sealed class Crawler(Func<CrawlWorker> newWorker)
{
    private const int ChunksAhead = 256;

    /// <summary>Takes every object and returns what became of them.</summary>
    /// <param name="objects">Chunks of objects; enumerated by a thread of its own, while the others work.</param>
    /// <param name="threads">Workers.</param>
    /// <param name="cancel">Stops between two objects. What was written so far is no part of any table.</param>
    internal CrawlResult Run(IEnumerable<ObjectInfo[]> objects, int threads, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var queue = new BlockingCollection<ObjectInfo[]>(ChunksAhead);
        var failures = new ConcurrentQueue<Exception>();
        var results = new CrawlResult();

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

        var workers = Enumerable.Range(0, threads).Select(i => new Thread(() => Guard(() => Work(queue, results, stop.Token)))
        {
            Name = $"crawl {i}",
            IsBackground = true,
        }).ToList();
        workers.ForEach(w => w.Start());
        Guard(() =>
        {
            foreach (var chunk in objects)
                queue.Add(chunk, stop.Token);
        });
        queue.CompleteAdding();
        workers.ForEach(w => w.Join());
        cancel.ThrowIfCancellationRequested();
        if (failures.FirstOrDefault(f => f is not OperationCanceledException) is { } failure)
            throw new IOException($"The crawl ended early: {failure.Message}", failure);
        return results;
    }

    private void Work(BlockingCollection<ObjectInfo[]> queue, CrawlResult results, CancellationToken stop)
    {
        using var worker = newWorker();
        foreach (var chunk in queue.GetConsumingEnumerable(stop))
        {
            foreach (var item in chunk)
            {
                stop.ThrowIfCancellationRequested();
                worker.Take(item, stop);
            }
        }

        worker.Finish(stop);
        lock (results)
        {
            results.Parts.AddRange(worker.Parts);
            results.Quarantine.AddRange(worker.Quarantine);
        }
    }
}

/// <summary>Parts written and objects rejected, ready to be committed.</summary>
internal sealed class CrawlResult
{
    internal List<WrittenPart> Parts { get; } = [];

    internal List<QuarantineEntry> Quarantine { get; } = [];
}
