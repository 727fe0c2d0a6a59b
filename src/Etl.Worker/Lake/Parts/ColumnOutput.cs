using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// One column's values in the order of output, and how they fill DuckDB's vectors. Only present values are held, so a column of few
/// values is cheap however many rows there are. Chunks are filled one after the other, from the first row to the last.
/// </summary>
internal sealed unsafe class ColumnOutput
{
    private readonly ColumnBuilder column;
    private readonly TextHeap text;
    private readonly int[] positions;
    private readonly ulong[] cells;
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
        (positions, cells) = Arrange(column, order, slots);
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
        var validity = vector.Validity;
        new Span<ulong>(validity, rows + 63 >> 6).Clear();
        var first = cursor;
        while (cursor < positions.Length && positions[cursor] < to)
        {
            var row = positions[cursor++] - from;
            validity[row >> 6] |= 1UL << (row & 63);
        }

        var places = positions.AsSpan(first, cursor - first);
        var values = cells.AsSpan(first, cursor - first);
        if (items is not null)
            FillSequence(vector, from, rows, places, values);
        else if (column.IsList)
            FillList(vector, from, rows, places, values);
        else
            FillScalars(vector.Data, column.Kind, from, places, values);
    }

    private void FillSequence(VectorWriter vector, int from, int rows, ReadOnlySpan<int> places, ReadOnlySpan<ulong> ranges)
    {
        var total = Entries(vector, from, rows, places, ranges);
        vector.ReserveList(total);
        vector.SetListSize(total);
        items!.Fill(vector.ListChild, itemCursor, itemCursor + total);
        itemCursor += total;
    }

    private void FillList(VectorWriter vector, int from, int rows, ReadOnlySpan<int> places, ReadOnlySpan<ulong> ranges)
    {
        var total = Entries(vector, from, rows, places, ranges);
        vector.ReserveList(total);
        vector.SetListSize(total);
        var child = vector.ListChild;
        var validity = child.Validity;
        var data = child.Data;
        var source = column.ListItems;
        new Span<ulong>(validity, total + 63 >> 6).Clear();
        var at = 0;
        foreach (var range in ranges)
        {
            var count = (int)(uint)range;
            var start = (int)(range >> 32);
            for (var i = 0; i < count; i++, at++)
            {
                if (!column.IsItemValid(start + i))
                    continue;
                validity[at >> 6] |= 1UL << (at & 63);
                Put(data, column.Kind, at, source[start + i]);
            }
        }
    }

    /// <summary>Writes the list entries and returns how many elements there are.</summary>
    private static int Entries(VectorWriter vector, int from, int rows, ReadOnlySpan<int> places, ReadOnlySpan<ulong> ranges)
    {
        var entries = new Span<DuckDbListEntry>(vector.Data, rows);
        entries.Clear();
        var total = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var count = (int)(uint)ranges[i];
            entries[places[i] - from] = new DuckDbListEntry((ulong)total, (ulong)count);
            total += count;
        }

        return total;
    }

    private void FillScalars(void* data, ColumnKind kind, int from, ReadOnlySpan<int> places, ReadOnlySpan<ulong> values)
    {
        for (var i = 0; i < places.Length; i++)
            Put(data, kind, places[i] - from, values[i]);
    }

    private void Put(void* data, ColumnKind kind, int row, ulong cell)
    {
        switch (kind)
        {
            case ColumnKind.Text:
                ((DuckDbString*)data)[row] = DuckDbString.At((byte*)text.Address + (cell >> 32), (int)(uint)cell);
                break;
            case ColumnKind.Int32 or ColumnKind.Float or ColumnKind.Date:
                ((uint*)data)[row] = (uint)cell;
                break;
            case ColumnKind.UInt64:
                ((UInt128*)data)[row] = cell;
                break;
            default:
                ((ulong*)data)[row] = cell;
                break;
        }
    }

    private int[] OrderOfItems()
    {
        var total = 0;
        foreach (var range in cells)
            total += (int)(uint)range;
        var order = new int[total];
        var at = 0;
        foreach (var range in cells)
        {
            for (var i = 0; i < (int)(uint)range; i++)
                order[at++] = (int)(range >> 32) + i;
        }

        return order;
    }

    private static (int[] Positions, ulong[] Cells) Arrange(ColumnBuilder column, int[] order, int[] slots)
    {
        var rows = column.Rows;
        var source = column.Cells;
        var mayBeNull = column.Kind is ColumnKind.Text or ColumnKind.Int32 || column.IsList;
        for (var i = 0; i < rows.Length; i++)
            slots[rows[i]] = mayBeNull && source[i] == ColumnBuilder.NullCell ? -1 : i;
        var positions = new int[rows.Length];
        var cells = new ulong[rows.Length];
        var count = 0;
        for (var position = 0; position < order.Length && count < rows.Length; position++)
        {
            var slot = slots[order[position]];
            if (slot < 0)
                continue;
            positions[count] = position;
            cells[count++] = source[slot];
        }

        foreach (var row in rows)
            slots[row] = -1;
        if (count < rows.Length)
        {
            Array.Resize(ref positions, count);
            Array.Resize(ref cells, count);
        }

        return (positions, cells);
    }
}
