using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake.Upkeep;

/// <summary>Which parts become one: always of one partition, never more than a well-sized part holds.</summary>
internal static class PartChoice
{
    /// <summary>A part of this size, or of the bytes below, is well-sized.</summary>
    internal const long MaxRows = PartWriter.MostRows;
    internal const long MaxBytes = 256L << 20;
    private const long SmallRows = MaxRows / 2;
    private const long SmallBytes = 64L << 20;

    /// <summary>Parts of like size that make a merge worth it, and what "like" means: each tier is this many times the one below.</summary>
    private const int Fan = 8;

    /// <summary>Everything small of a partition, whatever it takes: after it, two small parts are left of a partition only where they do not fit together.</summary>
    internal static IEnumerable<IReadOnlyList<Add>> Everything(IEnumerable<Add> parts) =>
        Partitions(parts).SelectMany(Pack);

    /// <summary>
    /// What is worth it after a refresh: where a partition has eight parts of one tier (fewer than 8 rows, 64, 512, …), those and all smaller
    /// ones. A part of a row group or more is left alone: a scan gains little by a larger one, and what a first load wrote would be written
    /// twice. A row is so rewritten once a tier, five times at most, and a partition keeps a few dozen small parts.
    /// </summary>
    internal static IEnumerable<IReadOnlyList<Add>> Worthwhile(IEnumerable<Add> parts)
    {
        foreach (var partition in Partitions(parts.Where(p => PartStatistics.RowsOf(p.Stats) < PartWriter.RowGroupRows)))
        {
            var full = partition.GroupBy(p => Tier(p.Rows)).Where(t => t.Count() >= Fan).Select(t => t.Key).DefaultIfEmpty(-1).Max();
            foreach (var group in Pack([.. partition.Where(p => Tier(p.Rows) <= full)]))
                yield return group;
        }
    }

    private static int Tier(long rows)
    {
        var tier = 0;
        for (; rows >= Fan; rows /= Fan)
            tier++;
        return tier;
    }

    /// <summary>The small parts by partition, the smallest first.</summary>
    private static IEnumerable<List<Candidate>> Partitions(IEnumerable<Add> parts) => parts
        .Select(add => new Candidate(add, PartStatistics.RowsOf(add.Stats) ?? long.MaxValue))
        .Where(c => c.Rows < SmallRows && c.Add.Size < SmallBytes)
        .GroupBy(c => string.Join('\n', c.Add.PartitionValues.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={PartPath.Value(v.Value)}")))
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => g.OrderBy(c => c.Rows).ThenBy(c => c.Add.Path, StringComparer.Ordinal).ToList());

    private static IEnumerable<IReadOnlyList<Add>> Pack(List<Candidate> candidates)
    {
        var group = new List<Add>();
        var (rows, bytes) = (0L, 0L);
        foreach (var candidate in candidates)
        {
            if (rows + candidate.Rows > MaxRows || bytes + candidate.Add.Size > MaxBytes)
            {
                if (group.Count > 1)
                    yield return group;
                group = [];
                (rows, bytes) = (0, 0);
            }

            group.Add(candidate.Add);
            rows += candidate.Rows;
            bytes += candidate.Add.Size;
        }

        if (group.Count > 1)
            yield return group;
    }

    private readonly record struct Candidate(Add Add, long Rows);
}
