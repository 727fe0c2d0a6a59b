namespace Etl.Worker.Crawl.Fetching;

/// <summary>
/// How many requests are in flight at once: more while that brings more throughput, a third fewer when the server says that it has too
/// much to do. Not thread-safe: its owner's lock guards it.
/// </summary>
internal sealed class AdaptiveLimit(TimeProvider time)
{
    internal const int Start = 64;
    internal const int Least = 4;
    internal const int Most = 512;
    private const double Gain = 1.05;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromMilliseconds(500);

    private long periodStartedAt = time.GetTimestamp();
    private long cutAt;
    private int done;
    private bool wasFull;
    private double best;
    private int periodsSinceGain;

    internal int Current { get; private set; } = Start;

    /// <summary>A request succeeded.</summary>
    /// <param name="isFull">As many were in flight as may be.</param>
    internal void Succeeded(bool isFull)
    {
        done++;
        wasFull |= isFull;
        var elapsed = time.GetElapsedTime(periodStartedAt);
        if (elapsed < Period)
            return;
        if (wasFull)
            Judge(done / elapsed.TotalSeconds);
        Restart();
    }

    /// <summary>The server has too much to do.</summary>
    internal void Busy()
    {
        if (cutAt != 0 && time.GetElapsedTime(cutAt) < BetweenCuts)
            return;
        cutAt = time.GetTimestamp();
        Current = Math.Max(Least, Current * 2 / 3);
        best = 0;
        Restart();
    }

    private void Judge(double rate)
    {
        if (rate > best * Gain)
        {
            best = rate;
            periodsSinceGain = 0;
            Current = Math.Min(Most, Current + Math.Max(4, Current / 4));
        }
        else if (++periodsSinceGain % 8 == 0)
        {
            // What was best may be long past; look again a little above or below.
            best = rate;
            Current = periodsSinceGain % 16 == 0 ? Math.Min(Most, Current + 8) : Math.Max(Math.Min(Start, Current), Current - 8);
        }
    }

    private void Restart()
    {
        periodStartedAt = time.GetTimestamp();
        done = 0;
        wasFull = false;
    }
}
