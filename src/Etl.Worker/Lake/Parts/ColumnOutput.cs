using System.Runtime.InteropServices;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parquet;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// One column's values in the order of output, and how they go into a part. Only runs of present values are held, so a column of
/// few or of equal values is cheap however many rows there are. Row groups are written one after the other, from the first row to the last.
/// </summary>
internal sealed class ColumnOutput
{
    private readonly ColumnBuilder column;
    private readonly CellRun[] runs;
    private readonly StructOutput? items;
    private int cursor;
    private int itemCursor;

    /// <param name="column">The column.</param>
    /// <param name="order">Row numbers in the order of output.</param>
    /// <param name="slots">Scratch of one entry per row, all -1, and again so afterwards.</param>
    /// <param name="text">Where text cells point to.</param>
    internal ColumnOutput(ColumnBuilder column, int[] order, int[] slots, TextHeap text)
    {
        this.column = column;
        runs = Arrange(column, order, slots);
        if (column.Kind == ColumnKind.Sequence)
            items = new StructOutput(column.Items!, OrderOfItems(), text);
        var element = items is null ? ColumnTypes.Of(column.Kind) : items.Type;
        Type = column.IsList || items is not null ? DuckDbType.List(element) : element;
    }

    internal string Name => column.Name;

    internal DuckDbType Type { get; }

    /// <summary>Writes the values of the rows from <paramref name="from"/> up to <paramref name="to"/>, and of what is below them.</summary>
    internal void Write(ParquetFileWriter file, Levels levels, int from, int to)
    {
        // Of no rows there are no values, though a run may go on behind them.
        var values = from < to ? Slice(from, to) : [];
        if (items is not null)
        {
            var below = levels.Below(values, areStructs: true);
            items.Write(file, below, itemCursor, itemCursor + below.Rows);
            itemCursor += below.Rows;
        }
        else if (column.IsList)
        {
            file.WriteColumn(levels.Below(values, areStructs: false), Elements(values));
        }
        else
        {
            file.WriteColumn(levels, values);
        }
    }

    /// <summary>The runs that fall into a row group, in its own rows.</summary>
    private CellRun[] Slice(int from, int to)
    {
        while (cursor < runs.Length && runs[cursor].Row + runs[cursor].Count <= from)
            cursor++;
        var end = cursor;
        while (end < runs.Length && runs[end].Row < to)
            end++;
        var slice = runs[cursor..end];
        for (var i = 0; i < slice.Length; i++)
        {
            var start = Math.Max(slice[i].Row, from);
            slice[i] = new CellRun(start - from, Math.Min(slice[i].Row + slice[i].Count, to) - start, slice[i].Cell);
        }

        return slice;
    }

    /// <summary>The values of all lists, one after the other.</summary>
    private ReadOnlySpan<CellRun> Elements(CellRun[] lists)
    {
        var elements = new List<CellRun>(lists.Length);
        var source = column.ListItems;
        var at = 0;
        foreach (var list in lists)
        {
            var count = (int)(uint)list.Cell;
            var first = (int)(list.Cell >> 32);
            for (var row = 0; row < list.Count; row++)
            {
                for (var i = first; i < first + count; i++, at++)
                {
                    if (column.IsItemValid(i))
                        elements.Add(new CellRun(at, 1, source[i]));
                }
            }
        }

        return CollectionsMarshal.AsSpan(elements);
    }

    private int[] OrderOfItems()
    {
        var total = 0;
        foreach (var run in runs)
            total += run.Count * (int)(uint)run.Cell;
        var order = new int[total];
        var at = 0;
        foreach (var run in runs)
        {
            for (var row = 0; row < run.Count; row++)
            {
                for (var i = 0; i < (int)(uint)run.Cell; i++)
                    order[at++] = (int)(run.Cell >> 32) + i;
            }
        }

        return order;
    }

    private static CellRun[] Arrange(ColumnBuilder column, int[] order, int[] slots)
    {
        var source = column.Runs;
        var mayBeNull = column.Kind is ColumnKind.Text or ColumnKind.Int32 || column.IsList;
        for (var i = 0; i < source.Length; i++)
            slots.AsSpan(source[i].Row, source[i].Count).Fill(mayBeNull && source[i].Cell == ColumnBuilder.NullCell ? -1 : i);
        var arranged = new List<CellRun>(source.Length);
        var (start, end, cell) = (0, 0, 0UL);
        var left = column.Count;
        for (var position = 0; position < order.Length && left > 0; position++)
        {
            var slot = slots[order[position]];
            if (slot < 0)
                continue;
            left--;
            if (position != end || source[slot].Cell != cell)
            {
                if (end > start)
                    arranged.Add(new CellRun(start, end - start, cell));
                (start, cell) = (position, source[slot].Cell);
            }

            end = position + 1;
        }

        if (end > start)
            arranged.Add(new CellRun(start, end - start, cell));
        foreach (var run in source)
            slots.AsSpan(run.Row, run.Count).Fill(-1);
        return [.. arranged];
    }
}
