using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// One column's values in the order of output, and how they fill DuckDB's vectors. Only runs of present values are held, so a column of
/// few or of equal values is cheap however many rows there are. Chunks are filled one after the other, from the first row to the last.
/// </summary>
internal sealed unsafe class ColumnOutput
{
    private readonly ColumnBuilder column;
    private readonly TextHeap text;
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
        this.text = text;
        runs = Arrange(column, order, slots);
        if (column.Kind == ColumnKind.Sequence)
            items = new StructOutput(column.Items!, OrderOfItems(), text);
        var element = items is null ? ColumnTypes.Of(column.Kind) : items.Type;
        Type = column.IsList || items is not null ? DuckDbType.List(element) : element;
    }

    internal string Name => column.Name;

    internal DuckDbType Type { get; }

    internal void Fill(VectorWriter vector, int from, int to)
    {
        var rows = to - from;
        new Span<ulong>(vector.Validity, rows + 63 >> 6).Clear();
        var first = cursor;
        while (cursor < runs.Length && runs[cursor].Row + runs[cursor].Count <= to)
            cursor++;
        var last = cursor < runs.Length && runs[cursor].Row < to ? cursor + 1 : cursor;
        var slices = runs.AsSpan(first, last - first);
        var validity = vector.Validity;
        foreach (var run in slices)
        {
            var (start, end) = Slice(run, from, to);
            for (var row = start; row < end; row++)
                validity[row >> 6] |= 1UL << (row & 63);
        }

        if (items is not null)
            FillSequence(vector, from, to, slices);
        else if (column.IsList)
            FillList(vector, from, to, slices);
        else
            FillScalars(vector.Data, from, to, slices);
    }

    /// <summary>The part of a run that falls into a chunk, in the chunk's own rows.</summary>
    private static (int Start, int End) Slice(in CellRun run, int from, int to) =>
        (Math.Max(run.Row, from) - from, Math.Min(run.Row + run.Count, to) - from);

    private void FillSequence(VectorWriter vector, int from, int to, ReadOnlySpan<CellRun> slices)
    {
        var total = Entries(vector, from, to, slices);
        vector.ReserveList(total);
        vector.SetListSize(total);
        items!.Fill(vector.ListChild, itemCursor, itemCursor + total);
        itemCursor += total;
    }

    private void FillList(VectorWriter vector, int from, int to, ReadOnlySpan<CellRun> slices)
    {
        var total = Entries(vector, from, to, slices);
        vector.ReserveList(total);
        vector.SetListSize(total);
        var child = vector.ListChild;
        var validity = child.Validity;
        var data = child.Data;
        var source = column.ListItems;
        new Span<ulong>(validity, total + 63 >> 6).Clear();
        var at = 0;
        foreach (var run in slices)
        {
            var (start, end) = Slice(run, from, to);
            var count = (int)(uint)run.Cell;
            var item = (int)(run.Cell >> 32);
            for (var row = start; row < end; row++)
            {
                for (var i = item; i < item + count; i++, at++)
                {
                    if (!column.IsItemValid(i))
                        continue;
                    validity[at >> 6] |= 1UL << (at & 63);
                    Put(data, at, at + 1, source[i]);
                }
            }
        }
    }

    /// <summary>Writes the list entries and returns how many elements there are.</summary>
    private static int Entries(VectorWriter vector, int from, int to, ReadOnlySpan<CellRun> slices)
    {
        var entries = new Span<DuckDbListEntry>(vector.Data, to - from);
        entries.Clear();
        var total = 0;
        foreach (var run in slices)
        {
            var (start, end) = Slice(run, from, to);
            var count = (int)(uint)run.Cell;
            for (var row = start; row < end; row++)
            {
                entries[row] = new DuckDbListEntry((ulong)total, (ulong)count);
                total += count;
            }
        }

        return total;
    }

    private void FillScalars(void* data, int from, int to, ReadOnlySpan<CellRun> slices)
    {
        foreach (var run in slices)
        {
            var (start, end) = Slice(run, from, to);
            Put(data, start, end, run.Cell);
        }
    }

    /// <summary>Gives the rows from <paramref name="from"/> up to <paramref name="to"/> one value.</summary>
    private void Put(void* data, int from, int to, ulong cell)
    {
        var count = to - from;
        switch (column.Kind)
        {
            case ColumnKind.Text:
                new Span<DuckDbString>((DuckDbString*)data + from, count).Fill(DuckDbString.At((byte*)text.Address + (cell >> 32), (int)(uint)cell));
                break;
            case ColumnKind.Int32 or ColumnKind.Float or ColumnKind.Date:
                new Span<uint>((uint*)data + from, count).Fill((uint)cell);
                break;
            case ColumnKind.UInt64:
                new Span<UInt128>((UInt128*)data + from, count).Fill(cell);
                break;
            default:
                new Span<ulong>((ulong*)data + from, count).Fill(cell);
                break;
        }
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
