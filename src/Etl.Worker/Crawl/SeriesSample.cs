using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Lets only so many objects of each series through, the first by key; what the lake has of a series counts. The series of an object is told
/// by its header, but a folder of which the first, the middle and the last object are of one series is taken to hold that one alone: its
/// other objects are not opened. Which objects come through depends on the listing and on nothing else. What has no series to be told
/// by, and objects of which the lake has a row, come through always; archives are not looked into.
/// </summary>
/// <param name="perSeries">Objects of a series, at least 1.</param>
/// <param name="threads">Headers looked at together.</param>
/// <param name="known">Rows that the lake has, by series.</param>
/// <param name="counters">Told what is left out.</param>
internal sealed class SeriesSample(int perSeries, int threads, IReadOnlyDictionary<string, long> known, CrawlCounters counters)
{
    /// <summary>Objects decided on together: enough to keep the threads busy.</summary>
    private const int BlockObjects = 4096;

    private readonly Dictionary<string, long> taken = new(known, StringComparer.Ordinal);

    /// <param name="objects">In the order of their keys.</param>
    /// <param name="cancel">Ends it between two blocks.</param>
    internal IEnumerable<ObjectInfo[]> Of(IEnumerable<ObjectInfo[]> objects, CancellationToken cancel)
    {
        foreach (var block in objects.SelectMany(chunk => chunk).Chunk(BlockObjects))
        {
            cancel.ThrowIfCancellationRequested();
            var series = SeriesOf(block, cancel);
            var chosen = block.Where((item, i) => Takes(item, series[i])).ToArray();
            counters.AddSampledOut(block.Length - chosen.Length);
            foreach (var chunk in chosen.Chunk(64))
                yield return chunk;
        }
    }

    private bool Takes(in ObjectInfo item, string? series)
    {
        if (series is null || item.Replaces || item.Error is not null)
            return true;
        var before = taken.GetValueOrDefault(series);
        taken[series] = before + 1;
        return before < perSeries;
    }

    private string?[] SeriesOf(ObjectInfo[] block, CancellationToken cancel)
    {
        var series = new string?[block.Length];
        var folders = Folders(block).ToList();
        Probe(block, series, [.. folders.SelectMany(f => Probes(f.Start, f.Count)).Distinct()], cancel);
        var rest = new List<int>();
        foreach (var (start, count) in folders)
        {
            var probes = Probes(start, count).ToHashSet();
            var others = Enumerable.Range(start, count).Where(i => !probes.Contains(i)).ToList();
            if (series[start] is { } first && probes.All(i => series[i] == first))
                others.ForEach(i => series[i] = first);
            else
                rest.AddRange(others);
        }

        Probe(block, series, rest, cancel);
        return series;
    }

    private IEnumerable<int> Probes(int start, int count) =>
        Enumerable.Range(start, Math.Min(count, perSeries)).Append(start + count / 2).Append(start + count - 1);

    private void Probe(ObjectInfo[] block, string?[] series, List<int> places, CancellationToken cancel) => Parallel.ForEach(
        places, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, () => new SeriesProbe(),
        (place, _, probe) =>
        {
            if (block[place] is { Error: null, Replaces: false } item)
                series[place] = probe.SeriesOf(item);
            return probe;
        },
        probe => probe.Dispose());

    /// <summary>Neighbours with the same key up to its last slash.</summary>
    private static IEnumerable<(int Start, int Count)> Folders(ObjectInfo[] block)
    {
        var start = 0;
        for (var i = 1; i <= block.Length; i++)
        {
            if (i < block.Length && ReferenceEquals(block[i].Source, block[start].Source) && Folder(block[i]).SequenceEqual(Folder(block[start])))
                continue;
            yield return (start, i - start);
            start = i;
        }
    }

    private static ReadOnlySpan<char> Folder(in ObjectInfo item) => item.Key.AsSpan(0, item.Key.LastIndexOf('/') + 1);
}
