using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// The rows of a struct that go into one chunk, in the order of output: rows of a batch, or the items below them, which may be there several
/// times. They are in blocks, each of rows that lie near each other in the batch, as those of a series do: where all rows between the first and
/// the last of a block have one cell, nobody needs to look at each.
/// </summary>
internal sealed class ChunkRows
{
    private int[] rows = [];
    private RowBlock[] blocks = [];
    private int blockCount;

    /// <summary>How many rows.</summary>
    internal int Count { get; private set; }

    internal ReadOnlySpan<int> Rows => rows.AsSpan(0, Count);

    internal ReadOnlySpan<RowBlock> Blocks => blocks.AsSpan(0, blockCount);

    /// <summary>All rows as one block.</summary>
    internal RowBlock Whole { get; private set; }

    internal void Clear()
    {
        Count = blockCount = 0;
        Whole = default;
    }

    /// <summary>Adds a block of rows.</summary>
    internal void Add(ReadOnlySpan<int> block)
    {
        block.CopyTo(Reserve(block.Length));
        Close(Count - block.Length);
    }

    /// <summary>Makes these the items below the rows of another struct, in its blocks.</summary>
    /// <param name="runs">The cells of a sequence, by place in the chunk.</param>
    /// <param name="parents">The blocks that those are in.</param>
    internal void TakeItems(ReadOnlySpan<CellRun> runs, ReadOnlySpan<RowBlock> parents)
    {
        Clear();
        var at = 0;
        foreach (var parent in parents)
        {
            var (start, end) = (Count, parent.Place + parent.Count);
            for (; at < runs.Length && runs[at].Row < end; at++)
            {
                var (row, count, cell) = runs[at];
                AddItems((int)(cell >> 32), (int)(uint)cell, Math.Min(row + count, end) - Math.Max(row, parent.Place));
                if (row + count > end)
                    break;
            }

            Close(start);
        }
    }

    private void AddItems(int first, int count, int times)
    {
        var target = Reserve(count * times);
        if (count == 1)
        {
            target.Fill(first);
            return;
        }

        for (var i = 0; i < count; i++)
            target[i] = first + i;
        for (var i = 1; i < times; i++)
            target[..count].CopyTo(target[(i * count)..]);
    }

    private Span<int> Reserve(int count)
    {
        if (Count + count > rows.Length)
            Array.Resize(ref rows, Math.Max(Count + count, Math.Max(256, 2 * rows.Length)));
        Count += count;
        return rows.AsSpan(Count - count, count);
    }

    /// <summary>Makes what came since a place a block.</summary>
    private void Close(int start)
    {
        if (start == Count)
            return;
        var (first, last, isStraight) = (rows[start], rows[start], true);
        for (var i = start + 1; i < Count; i++)
        {
            isStraight &= rows[i] == rows[i - 1] + 1;
            first = Math.Min(first, rows[i]);
            last = Math.Max(last, rows[i]);
        }

        if (blockCount == blocks.Length)
            Array.Resize(ref blocks, Math.Max(16, 2 * blocks.Length));
        blocks[blockCount++] = new RowBlock(start, Count - start, first, last + 1, isStraight);
        Whole = blockCount == 1
            ? blocks[0]
            : new RowBlock(0, Count, Math.Min(Whole.First, first), Math.Max(Whole.End, last + 1), Whole.IsStraight && isStraight && Whole.End == first);
    }
}

/// <summary>Rows of a chunk.</summary>
/// <param name="Place">Of the first of them in the chunk.</param>
/// <param name="Count">How many.</param>
/// <param name="First">The lowest row.</param>
/// <param name="End">Behind the highest row.</param>
/// <param name="IsStraight">They are all rows from <paramref name="First"/> to <paramref name="End"/>, ascending.</param>
internal readonly record struct RowBlock(int Place, int Count, int First, int End, bool IsStraight);
