using System.Diagnostics;
using Etl.Worker.DuckDb;
using Etl.Worker.Profiling;

namespace Etl.Worker.Warehouse;

/// <summary>
/// Threads with a connection each, which take jobs from a queue. Most of a build's statements are small, and much of their time is planning,
/// which DuckDB does on one thread: side by side they use all processors, and each needs less memory than when all work on one.
/// </summary>
internal sealed class WarehouseLanes(WarehouseDatabase database, int lanes, WorkProfile profile)
{
    /// <summary>What took so long used memory worth giving back; giving it back takes some milliseconds.</summary>
    private static readonly TimeSpan LongJob = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs all jobs, begun in the order given as far as they need not wait for each other.</summary>
    /// <param name="stage">What the profile files them under.</param>
    /// <exception cref="DuckDbException">One failed; the others were stopped.</exception>
    internal void Run(string stage, IEnumerable<WarehouseJob> jobs, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var queue = new WarehouseQueue(jobs);
        var failures = new List<Exception>();

        void Work()
        {
            try
            {
                using var connection = database.Connect();
                while (!stop.IsCancellationRequested && queue.TryTake(out var job))
                {
                    var startedAt = Stopwatch.GetTimestamp();
                    using (profile.Measure(stage, job.Name))
                        job.Run(connection, stop.Token);
                    queue.Done(job);
                    if (Stopwatch.GetElapsedTime(startedAt) > LongJob)
                        FreedMemory.GiveBack();
                }
            }
            catch (Exception e)
            {
                lock (failures)
                    failures.Add(e);
                stop.Cancel();
            }
            finally
            {
                // Nobody waits for what this lane leaves undone.
                if (stop.IsCancellationRequested)
                    queue.Close();
            }
        }

        List<Thread> threads = [.. Enumerable.Range(0, Math.Min(lanes, queue.Count)).Select(i => new Thread(Work) { IsBackground = true, Name = $"warehouse {i}" })];
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        cancel.ThrowIfCancellationRequested();
        if (failures.Find(f => f is not OperationCanceledException) is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}

/// <summary>A piece of a build.</summary>
/// <param name="Name">What the profile calls it.</param>
/// <param name="Run">Does it.</param>
internal sealed record WarehouseJob(string Name, Action<DuckDbConnection, CancellationToken> Run)
{
    /// <summary>Names of jobs that must be done before; those that are not in the same queue are done already.</summary>
    internal IReadOnlyCollection<string> After { get; init; } = [];
}
