namespace Etl.Worker.Cli;

/// <summary>How fast a count grows, over the last quarter of a minute: an average since the start would hide that a source has slowed.</summary>
internal sealed class RateWindow(TimeProvider time)
{
    private static readonly TimeSpan Width = TimeSpan.FromSeconds(15);

    private readonly Queue<(long At, long Count)> samples = new();

    /// <summary>Takes the count of now and gives the growth a second; 0 while there is nothing to compare with.</summary>
    public double PerSecond(long count)
    {
        var now = time.GetTimestamp();
        samples.Enqueue((now, count));
        while (samples.Count > 2 && time.GetElapsedTime(samples.Peek().At, now) > Width)
            samples.Dequeue();
        var first = samples.Peek();
        var seconds = time.GetElapsedTime(first.At, now).TotalSeconds;
        return seconds <= 0 ? 0 : (count - first.Count) / seconds;
    }
}
