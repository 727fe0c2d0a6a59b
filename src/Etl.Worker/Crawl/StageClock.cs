using System.Diagnostics;

namespace Etl.Worker.Crawl;

/// <summary>How long each stage of a refresh took, all its steps together, and the progress reports while it runs.</summary>
internal sealed class StageClock(CrawlCounters counters, IProgress<RefreshProgress> progress)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(200);
    private readonly OrderedDictionary<string, TimeSpan> ended = [];
    private readonly Lock gate = new();
    private string stage = "list";
    private long startedAt = Stopwatch.GetTimestamp();

    internal IReadOnlyList<KeyValuePair<string, TimeSpan>> Durations
    {
        get
        {
            lock (gate)
                return [.. ended];
        }
    }

    /// <summary>Begins a stage and ends the one before.</summary>
    internal void Enter(string next)
    {
        End();
        lock (gate)
        {
            stage = next;
            startedAt = Stopwatch.GetTimestamp();
        }

        Report();
    }

    internal void End()
    {
        lock (gate)
        {
            var now = Stopwatch.GetTimestamp();
            ended[stage] = ended.GetValueOrDefault(stage) + Stopwatch.GetElapsedTime(startedAt, now);
            startedAt = now;
        }
    }

    /// <summary>Reports from time to time until it is disposed.</summary>
    internal Timer Start() => new(_ => Report(), null, TimeSpan.Zero, ReportEvery);

    private void Report() => progress.Report(new RefreshProgress(
        stage, counters.Listed, counters.ListingDone, counters.Loaded + counters.Quarantined + counters.Unchanged + counters.SampledOut,
        counters.Quarantined, counters.BytesRead, counters.RowsWritten));
}
