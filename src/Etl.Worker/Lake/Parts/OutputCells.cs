using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parts;

/// <summary>The cells of a column in the order of output, for one chunk after the other; those of texts may be labels.</summary>
internal sealed class OutputCells(ColumnBuilder column, PartBuffers buffers)
{
    /// <summary>The rows of a block may lie this many times as far apart as they are many, to be looked for together.</summary>
    private const int Spread = 4;

    private readonly bool mayBeNull = column.Kind is ColumnKind.Text or ColumnKind.Int32 || column.IsList;

    /// <summary>By run, where texts are labels.</summary>
    private ArraySegment<ushort> labels;
    private CellRun[] output = [];
    private int count;
    private int last;

    /// <summary>Whether a column has a value in any of some rows.</summary>
    internal static bool Any(ColumnBuilder column, IReadOnlyList<RowRange> rows)
    {
        var source = column.Runs;
        var at = 0;
        foreach (var (first, end) in rows)
        {
            at = CellRuns.At(source, first, at);
            if (at < source.Length && source[at].Row < end)
                return true;
        }

        return false;
    }

    /// <summary>Runs of present values by place in the chunk, until another column is asked.</summary>
    internal ReadOnlySpan<CellRun> Of(ChunkRows rows)
    {
        count = 0;
        var source = column.Runs;
        if (source.Length == 0 || rows.Count == 0)
            return [];
        output = buffers.Runs(rows.Count);
        if (!TryAsOne(source, rows.Whole))
        {
            foreach (ref readonly var block in rows.Blocks)
            {
                if (!TryAsOne(source, block))
                    RowByRow(source, block, rows.Rows.Slice(block.Place, block.Count));
            }
        }

        return output.AsSpan(0, count);
    }

    /// <summary>The items below rows.</summary>
    internal List<RowRange> Items(IReadOnlyList<RowRange> rows)
    {
        var items = new List<RowRange>();
        var source = column.Runs;
        foreach (var (first, end) in rows)
        {
            for (var i = CellRuns.At(source, first); i < source.Length && source[i].Row < end; i++)
            {
                var (item, itemEnd) = Range(source[i].Cell);
                var before = items.Count > 0 ? items[^1] : default;
                if (itemEnd <= item || items.Count > 0 && before.First <= item && itemEnd <= before.End)
                    continue;
                if (items.Count > 0 && before.End == item)
                    items[^1] = before with { End = itemEnd };
                else
                    items.Add(new RowRange(item, itemEnd));
            }
        }

        return items;
    }

    /// <summary>Puts labels into the place of texts.</summary>
    /// <returns>The labels; null where the column stays VARCHAR.</returns>
    internal TextLabels? LabelRuns(IReadOnlyList<RowRange> rows, TextHeap text, int most)
    {
        var found = new TextLabels(text, most);
        var source = column.Runs;
        var byRun = buffers.Labels(source.Length);
        foreach (var (first, end) in rows)
        {
            for (var i = CellRuns.At(source, first); i < source.Length && source[i].Row < end; i++)
            {
                if (source[i].Cell == ColumnBuilder.NullCell)
                    continue;
                var label = found.Of(source[i].Cell);
                if (label < 0)
                    return null;
                byRun[i] = (ushort)label;
            }
        }

        if (found.Count == 0)
            return null;
        labels = byRun;
        return found;
    }

    /// <summary>The same for the texts of lists.</summary>
    internal TextLabels? LabelItems(IReadOnlyList<RowRange> rows, TextHeap text, int most, out ArraySegment<ushort> byItem)
    {
        var found = new TextLabels(text, most);
        var source = column.ListItems;
        byItem = buffers.Labels(source.Length);
        foreach (var (first, end) in Items(rows))
        {
            for (var i = first; i < end; i++)
            {
                if (!column.IsItemValid(i))
                    continue;
                var label = found.Of(source[i]);
                if (label < 0)
                    return null;
                byItem[i] = (ushort)label;
            }
        }

        return found.Count > 0 ? found : null;
    }

    private static (int First, int End) Range(ulong cell) => cell == ColumnBuilder.NullCell ? (0, 0) : ((int)(cell >> 32), (int)(cell >> 32) + (int)(uint)cell);

    /// <summary>Where all rows between the first and the last of a block have one value, or none.</summary>
    private bool TryAsOne(ReadOnlySpan<CellRun> source, in RowBlock block)
    {
        last = CellRuns.At(source, block.First, last);
        if (last == source.Length || source[last].Row >= block.End)
            return true;
        if (source[last].Row > block.First || source[last].Row + source[last].Count < block.End)
            return false;
        Append(block.Place, block.Count, source, last);
        return true;
    }

    /// <param name="source">The column's runs; <see cref="last"/> is the first of the block.</param>
    /// <param name="block">The block.</param>
    /// <param name="rows">Its rows.</param>
    private void RowByRow(ReadOnlySpan<CellRun> source, in RowBlock block, ReadOnlySpan<int> rows)
    {
        var (first, span) = (last, block.End - block.First);
        if (block.IsStraight)
        {
            for (var i = first; i < source.Length && source[i].Row < block.End; i++)
            {
                var start = Math.Max(source[i].Row, block.First);
                Append(block.Place + start - block.First, Math.Min(source[i].Row + source[i].Count, block.End) - start, source, i);
            }
        }
        else if (source[first].Row == block.First && first + span <= source.Length && source[first + span - 1].Row == block.End - 1)
        {
            // Each row between has a run of its own.
            for (var i = 0; i < rows.Length; i++)
                Append(block.Place + i, 1, source, first + rows[i] - block.First);
        }
        else if (span > Spread * rows.Length)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var at = CellRuns.At(source, rows[i], last);
                if (at < source.Length && source[at].Row <= rows[i])
                    Append(block.Place + i, 1, source, last = at);
            }
        }
        else
        {
            var runs = buffers.Places(span);
            for (var i = first; i < source.Length && source[i].Row < block.End; i++)
            {
                var start = Math.Max(source[i].Row, block.First);
                runs[(start - block.First)..(Math.Min(source[i].Row + source[i].Count, block.End) - block.First)].Fill(i + 1);
            }

            for (var i = 0; i < rows.Length; i++)
            {
                if (runs[rows[i] - block.First] is > 0 and var run)
                    Append(block.Place + i, 1, source, run - 1);
            }
        }
    }

    private void Append(int place, int rows, ReadOnlySpan<CellRun> source, int run)
    {
        var cell = source[run].Cell;
        if (mayBeNull && cell == ColumnBuilder.NullCell)
            return;
        if (labels.Array is { } array)
            cell = array[labels.Offset + run];
        if (count > 0 && output[count - 1] is var before && before.Cell == cell && before.Row + before.Count == place)
            output[count - 1] = before with { Count = before.Count + rows };
        else
            output[count++] = new CellRun(place, rows, cell);
    }
}
