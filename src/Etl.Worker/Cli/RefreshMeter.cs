using Etl.Worker.Crawl;

namespace Etl.Worker.Cli;

/// <summary>Takes the reports of a refresh from any thread and shows the latest.</summary>
internal sealed class RefreshMeter(TimeProvider time) : IProgress<RefreshProgress>
{
    private readonly Lock gate = new();
    private readonly RateWindow objects = new(time);
    private readonly RateWindow bytes = new(time);
    private readonly long startedAt = time.GetTimestamp();
    private RefreshProgress latest = new("list", 0, false, 0, 0, 0, 0);

    public RefreshProgress Latest
    {
        get
        {
            lock (gate)
                return latest;
        }
    }

    public TimeSpan Elapsed => time.GetElapsedTime(startedAt);

    public void Report(RefreshProgress value)
    {
        lock (gate)
            latest = value;
    }

    /// <summary>Called by one thread at a time.</summary>
    public ProgressLine Look()
    {
        var now = Latest;
        var line = ProgressLine.Of(Label(now.Stage), "objects", now.Done, now.Listed, now.ListingDone, objects.PerSecond(now.Done));
        var figures = line.Figures;
        if (bytes.PerSecond(now.BytesRead) is > 0 and var speed)
            figures += $", {Amounts.Bytes(speed)}/s";
        return line with { Figures = figures + $", {Amounts.Count(now.Quarantined)} quarantined" };
    }

    private static string Label(string stage) => stage switch
    {
        "list" => "Listing",
        "diff" => "Comparing",
        "read" => "Reading",
        "write" => "Writing",
        "commit" => "Committing",
        "load" => "Loading the warehouse",
        "marts" => "Building marts",
        "checks" => "Checking",
        "publish" => "Publishing",
        _ => Escaped.Value(stage),
    };
}
