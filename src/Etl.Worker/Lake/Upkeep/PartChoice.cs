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

    /// <summary>
    /// Parts of fewer rows are merged after a refresh. Threads that read together leave parts of a sixth of a row group where a modality has many
    /// objects: to write these twice would take a first load half as long again.
    /// </summary>
    private const int FewRows = PartWriter.RowGroupRows / 8;

    /// <summary>And of fewer bytes: rows of structured reports are few and large.</summary>
    private const long FewBytes = 256L << 10;

    /// <summary>A part joins the smaller ones of its partition unless it has this many times their rows.</summary>
    private const int Ratio = 8;

    /// <summary>Fewer parts than these are not worth a merge: two threads leave two of a partition.</summary>
    private const int Fewest = 3;

    /// <summary>Everything small of a partition, whatever it takes: after it, two small parts are left of a partition only where they do not fit together.</summary>
    internal static IEnumerable<IReadOnlyList<Add>> Everything(IEnumerable<Add> parts) =>
        Partitions(parts).SelectMany(Pack);

    /// <summary>
    /// What is worth it after a refresh: of each partition the smallest parts, up to the last that has fewer than eight times the rows of all
    /// smaller ones together, where these are three or more. So a partition keeps a few small parts, each at least eight times as large
    /// as what is smaller, and a row is rewritten a few dozen times at most before its part is left alone.
    /// </summary>
    internal static IEnumerable<IReadOnlyList<Add>> Worthwhile(IEnumerable<Add> parts) =>
        Partitions(parts.Where(p => PartStatistics.RowsOf(p.Stats) < FewRows && p.Size < FewBytes))
            .Select(partition => partition.Take(Tail(partition)).ToList())
            .Where(tail => tail.Count >= Fewest)
            .SelectMany(Pack);

    /// <summary>How many of the parts, the smallest first, are worth to become one.</summary>
    private static int Tail(List<Candidate> partition)
    {
        var (tail, below) = (0, 0L);
        for (var i = 0; i < partition.Count; i++)
        {
            if (i == 0 || partition[i].Rows < Ratio * below)
                tail = i + 1;
            below += partition[i].Rows;
        }

        return tail;
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
