using System.Diagnostics;

namespace Etl.Worker.Profiling;

/// <summary>
/// How long each piece of a refresh's work took: what <c>--profile</c> shows. Pieces run beside each other, so their times add up to more
/// than the whole. Thread-safe.
/// </summary>
public sealed class WorkProfile
{
    private readonly OrderedDictionary<(string Stage, string Work), WorkEntry> entries = [];
    private readonly Lock gate = new();
    private readonly (TimeSpan Pauses, long Allocated, int Times) collectorBefore = Collector();

    /// <summary>The pieces in the order in which they first ended.</summary>
    public IReadOnlyList<WorkEntry> Entries
    {
        get
        {
            lock (gate)
                return [.. entries.Values];
        }
    }

    /// <summary>The pieces, and what the garbage collector of the whole process did meanwhile: the time for which it stopped every thread.</summary>
    internal IReadOnlyList<WorkEntry> WithCollections()
    {
        var (pauses, allocated, times) = Collector();
        var entry = new WorkEntry(
            "all", "pauses of the garbage collector", times - collectorBefore.Times, pauses - collectorBefore.Pauses, default, allocated - collectorBefore.Allocated);
        return [.. Entries, entry];
    }

    /// <summary>Measures what this thread does until the measurement is disposed.</summary>
    internal Measurement Measure(string stage, string work) => new(this, stage, work);

    /// <summary>The same items; measures what getting each of them takes.</summary>
    internal IEnumerable<T> Each<T>(string stage, string work, IEnumerable<T> items)
    {
        using var rest = items.GetEnumerator();
        while (true)
        {
            bool isItem;
            using (Measure(stage, work))
                isItem = rest.MoveNext();
            if (!isItem)
                yield break;
            yield return rest.Current;
        }
    }

    /// <summary>Adds what was measured elsewhere.</summary>
    internal void Add(WorkEntry entry)
    {
        lock (gate)
        {
            var key = (entry.Stage, entry.Work);
            entries[key] = entries.TryGetValue(key, out var earlier) ? earlier.With(entry) : entry;
        }
    }

    private static (TimeSpan Pauses, long Allocated, int Times) Collector() =>
        (GC.GetTotalPauseDuration(), GC.GetTotalAllocatedBytes(), GC.CollectionCount(0));

    internal readonly struct Measurement(WorkProfile profile, string stage, string work) : IDisposable
    {
        private readonly long startedAt = Stopwatch.GetTimestamp();
        private readonly TimeSpan processor = ThreadTime.Now;
        private readonly long allocated = GC.GetAllocatedBytesForCurrentThread();

        public void Dispose() => profile.Add(new WorkEntry(
            stage, work, 1, Stopwatch.GetElapsedTime(startedAt), ThreadTime.Now - processor, GC.GetAllocatedBytesForCurrentThread() - allocated));
    }
}

/// <summary>One piece of work, all its times together.</summary>
/// <param name="Stage">The stage it belongs to.</param>
/// <param name="Work">What was done: a mart, a table that was loaded, a step of reading.</param>
/// <param name="Times">How many times.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Processor">Processor time of the thread that did it; threads of DuckDB that helped are not in it.</param>
/// <param name="AllocatedBytes">Managed memory that the thread allocated meanwhile.</param>
/// <param name="Bytes">Bytes of files that were read or written; 0 where that was not counted.</param>
public sealed record WorkEntry(string Stage, string Work, long Times, TimeSpan Elapsed, TimeSpan Processor, long AllocatedBytes, long Bytes = 0)
{
    internal WorkEntry With(WorkEntry more) => this with
    {
        Times = Times + more.Times,
        Elapsed = Elapsed + more.Elapsed,
        Processor = Processor + more.Processor,
        AllocatedBytes = AllocatedBytes + more.AllocatedBytes,
        Bytes = Bytes + more.Bytes,
    };
}
