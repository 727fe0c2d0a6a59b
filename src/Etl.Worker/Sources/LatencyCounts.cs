using System.Numerics;

namespace Etl.Worker.Sources;

/// <summary>Durations in buckets an eighth of an octave wide: percentiles are exact to 9 %.</summary>
public sealed class LatencyCounts
{
    private const int PerOctave = 8;
    private readonly long[] counts = new long[40 * PerOctave];

    public void Add(TimeSpan duration) => Interlocked.Increment(ref counts[Bucket(Math.Max(1, (long)duration.TotalMicroseconds))]);

    public long Count => counts.Sum();

    /// <summary>The duration that this share of all stayed below; zero where there were none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Percentile(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < counts.Length && left > 0; i++)
        {
            left -= counts[i];
            if (left <= 0)
                return TimeSpan.FromMicroseconds(Math.Pow(2, (i + 1.0) / PerOctave));
        }

        return TimeSpan.Zero;
    }

    private static int Bucket(long micros)
    {
        var octave = BitOperations.Log2((ulong)micros);
        var within = (int)(PerOctave * Math.Log2(micros / (double)(1L << octave)));
        return Math.Min(octave * PerOctave + within, 40 * PerOctave - 1);
    }
}
