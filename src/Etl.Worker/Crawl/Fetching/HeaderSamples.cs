namespace Etl.Worker.Crawl.Fetching;

/// <summary>What the latest headers of one place took: how much must be read of the next. Not thread-safe: its owner's lock guards it.</summary>
/// <param name="capacity">Headers remembered.</param>
/// <param name="bytesOfRequest">A second request weighs at least as much as so many more bytes in the first.</param>
internal sealed class HeaderSamples(int capacity, int bytesOfRequest)
{
    /// <summary>A second request weighs at least as much as reading so many headers more.</summary>
    private const double HeadersOfRequest = 4;

    /// <summary>Objects whose sizes differ by no more than this share are taken to be of one kind.</summary>
    private const double Alike = 0.2;
    private const int EnoughAlike = 3;

    private readonly List<(int Need, long Size)> samples = new(Math.Min(capacity, 16));
    private int next;

    internal int Count => samples.Count;

    /// <summary>Whether an object of this size has a header like those here: they are all alike, and of its size.</summary>
    internal bool IsAlike(long size) =>
        samples.Count(s => Math.Abs(s.Size - size) <= size * Alike) >= Math.Min(EnoughAlike, samples.Count)
        && samples.Max(s => s.Need) <= samples.Min(s => s.Need) * (1 + Alike);

    internal void Add(int need, long size)
    {
        if (samples.Count < capacity)
        {
            samples.Add((need, size));
            return;
        }

        samples[next] = (need, size);
        next = (next + 1) % capacity;
    }

    /// <summary>The range that costs least over the samples, for an object of this size of which so many bytes are known to be too few.</summary>
    /// <returns>Bytes from the object's beginning, or null where no sample tells.</returns>
    internal int? Best(long size, long atLeast)
    {
        var chosen = samples.Where(s => s.Need > atLeast && Math.Abs(s.Size - size) <= size * Alike).Take(64).ToList();
        if (chosen.Count < EnoughAlike)
            chosen = [.. samples.Where(s => s.Need > atLeast).TakeLast(64)];
        if (chosen.Count == 0)
            return null;
        // Objects that were needed whole say that this one is needed whole, unless it is much larger.
        if (chosen.All(s => s.Need >= s.Size) && size <= 2 * chosen.Max(s => s.Size) && size <= HeaderRanges.Most)
            return (int)size;
        var cost = Math.Max(bytesOfRequest, HeadersOfRequest * chosen.Average(s => (double)s.Need));
        return chosen.Select(s => s.Need + Slack(s.Need)).Distinct().MinBy(range =>
            chosen.Average(s => (double)Math.Min(range, s.Size)) + cost * chosen.Count(s => s.Need > range) / chosen.Count);
    }

    /// <summary>Neighbours' headers differ by a few digits of a number and a few components of a UID.</summary>
    private static int Slack(int need) => 48 + need / 64;
}
