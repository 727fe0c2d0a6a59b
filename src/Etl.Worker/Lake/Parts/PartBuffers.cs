using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parts;

/// <summary>Memory that writing a part takes besides DuckDB's, used again for the next one.</summary>
internal sealed class PartBuffers
{
    private const int LabelsAtOnce = 1 << 16;

    private readonly List<ChunkRows> rows = [];
    private readonly List<ushort[]> labels = [];
    private CellRun[] runs = [];
    private int[] places = [];
    private int block, used;

    /// <summary>Ends the use of all labels.</summary>
    internal void Clear() => block = used = 0;

    /// <summary>The rows of a chunk at a depth of nesting.</summary>
    internal ChunkRows Rows(int depth)
    {
        while (rows.Count <= depth)
            rows.Add(new ChunkRows());
        return rows[depth];
    }

    /// <summary>Room for runs of one column, until the next column asks.</summary>
    internal CellRun[] Runs(int count)
    {
        if (runs.Length < count)
            runs = new CellRun[Math.Max(count, 2 * runs.Length)];
        return runs;
    }

    /// <summary>Room for a number of each row of a block, until the next block asks; zeros.</summary>
    internal Span<int> Places(int count)
    {
        if (places.Length < count)
            places = new int[Math.Max(count, 2 * places.Length)];
        var span = places.AsSpan(0, count);
        span.Clear();
        return span;
    }

    /// <summary>Room for labels, until <see cref="Clear"/>.</summary>
    internal ArraySegment<ushort> Labels(int count)
    {
        while (block < labels.Count && labels[block].Length - used < count)
            (block, used) = (block + 1, 0);
        if (block == labels.Count)
            labels.Add(new ushort[Math.Max(count, LabelsAtOnce)]);
        used += count;
        return new ArraySegment<ushort>(labels[block], used - count, count);
    }
}
