namespace Etl.Worker.Cli;

/// <summary>Takes a growing count from any thread and shows it against a total.</summary>
internal sealed class CountMeter(string label, long total) : IProgress<long>
{
    private readonly RateWindow window = new(TimeProvider.System);
    private long done;

    public void Report(long value) => Interlocked.Exchange(ref done, value);

    /// <summary>Called by one thread at a time.</summary>
    public ProgressLine Look()
    {
        var now = Interlocked.Read(ref done);
        return ProgressLine.Of(label, "instances", now, total, totalKnown: true, window.PerSecond(now));
    }
}
