using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Etl.Worker.Crawl;

/// <summary>
/// How long each piece of a refresh's work took: what <c>--profile</c> shows. Pieces run beside each other, so their times add up to more
/// than the whole. Thread-safe.
/// </summary>
public sealed class WorkProfile
{
    private readonly OrderedDictionary<(string Stage, string Work), WorkEntry> entries = [];
    private readonly Lock gate = new();

    /// <summary>The pieces in the order in which they first ended.</summary>
    public IReadOnlyList<WorkEntry> Entries
    {
        get
        {
            lock (gate)
                return [.. entries.Values];
        }
    }

    /// <summary>Measures what this thread does until the measurement is disposed.</summary>
    internal Measurement Measure(string stage, string work) => new(this, stage, work);

    /// <summary>Adds what was measured elsewhere.</summary>
    internal void Add(WorkEntry entry)
    {
        lock (gate)
        {
            var key = (entry.Stage, entry.Work);
            entries[key] = entries.TryGetValue(key, out var earlier) ? earlier.With(entry) : entry;
        }
    }

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
public sealed record WorkEntry(string Stage, string Work, long Times, TimeSpan Elapsed, TimeSpan Processor, long AllocatedBytes)
{
    internal WorkEntry With(WorkEntry more) => this with
    {
        Times = Times + more.Times,
        Elapsed = Elapsed + more.Elapsed,
        Processor = Processor + more.Processor,
        AllocatedBytes = AllocatedBytes + more.AllocatedBytes,
    };
}

/// <summary>Processor time of the current thread.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3;

    /// <summary>Zero where the system does not tell.</summary>
    internal static TimeSpan Now =>
        OperatingSystem.IsLinux() && clock_gettime(ThreadClock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : TimeSpan.Zero;

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
