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

    /// <summary>The texts, where they go to DuckDB as an ENUM; cells then hold labels, or, of lists, <see cref="itemLabels"/> do.</summary>
    private readonly TextLabels? labels;
    private readonly ushort[] itemLabels = [];
    private int cursor;
    private int itemCursor;

    /// <param name="column">The column.</param>
    /// <param name="order">Rows in the order of output.</param>
    /// <param name="text">Where text cells point to.</param>
    /// <param name="mostLabels">A column of no more distinct texts goes to DuckDB as an ENUM.</param>
    internal ColumnOutput(ColumnBuilder column, IReadOnlyList<RowStretch> order, TextHeap text, int mostLabels)
    {
        this.column = column;
        this.text = text;
        runs = Arrange(column, order);
        if (column.Kind == ColumnKind.Sequence)
            items = new StructOutput(column.Items!, OrderOfItems(), text, mostLabels);
        else if (column.Kind == ColumnKind.Text && mostLabels > 0)
            labels = column.IsList ? LabelItems(mostLabels, out itemLabels) : LabelRuns(mostLabels);
        Type = TypeOf(items?.Type ?? ColumnTypes.Of(column.Kind));
        SourceType = TypeOf(items?.SourceType ?? labels?.Type ?? ColumnTypes.Of(column.Kind));
    }

    internal string Name => column.Name;

    /// <summary>The column's type in the lake.</summary>
    internal DuckDbType Type { get; }

    /// <summary>Its type in the vectors that are filled.</summary>
    internal DuckDbType SourceType { get; }

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
            SetBits(validity, start, end);
        }

        if (items is not null)
            FillSequence(vector, from, to, slices);
        else if (column.IsList)
            FillList(vector, from, to, slices);
        else
            FillScalars(vector.Data, from, to, slices);
    }

    private static void SetBits(ulong* bits, int from, int to)
    {
        // Of no rows there is none, though a run may go on behind them.
        if (from >= to)
            return;
        var (first, last) = (from >> 6, to - 1 >> 6);
        var head = ulong.MaxValue << (from & 63);
        var tail = ulong.MaxValue >> (-to & 63);
        if (first == last)
        {
            bits[first] |= head & tail;
            return;
        }

        bits[first] |= head;
        new Span<ulong>(bits + first + 1, last - first - 1).Fill(ulong.MaxValue);
        bits[last] |= tail;
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
                    Put(data, at, at + 1, labels is null ? source[i] : itemLabels[i]);
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
            case ColumnKind.Text when labels is { Bytes: 1 }:
                new Span<byte>((byte*)data + from, count).Fill((byte)cell);
                break;
            case ColumnKind.Text when labels is not null:
                new Span<ushort>((ushort*)data + from, count).Fill((ushort)cell);
                break;
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

    private DuckDbType TypeOf(DuckDbType element) => column.IsList || items is not null ? DuckDbType.List(element) : element;

    /// <summary>Puts labels into the place of the runs' texts.</summary>
    /// <returns>The labels; null where the column stays VARCHAR.</returns>
    private TextLabels? LabelRuns(int most)
    {
        var found = new TextLabels(text, most);
        var cells = new ulong[runs.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            var label = found.Of(runs[i].Cell);
            if (label < 0)
                return null;
            cells[i] = (ulong)label;
        }

        for (var i = 0; i < runs.Length; i++)
            runs[i] = runs[i] with { Cell = cells[i] };
        return runs.Length > 0 ? found : null;
    }

    /// <summary>The same for the texts of lists.</summary>
    private TextLabels? LabelItems(int most, out ushort[] byItem)
    {
        var found = new TextLabels(text, most);
        var source = column.ListItems;
        byItem = new ushort[source.Length];
        foreach (var run in runs)
        {
            var first = (int)(run.Cell >> 32);
            for (var i = first; i < first + (int)(uint)run.Cell; i++)
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

    private List<RowStretch> OrderOfItems()
    {
        var order = new List<RowStretch>();
        foreach (var run in runs)
        {
            for (var row = 0; row < run.Count; row++)
                RowStretch.Append(order, (int)(run.Cell >> 32), (int)(uint)run.Cell);
        }

        return order;
    }

    private static CellRun[] Arrange(ColumnBuilder column, IReadOnlyList<RowStretch> order)
    {
        var source = column.Runs;
        var mayBeNull = column.Kind is ColumnKind.Text or ColumnKind.Int32 || column.IsList;
        var arranged = new List<CellRun>(source.Length);
        var (position, at) = (0, 0);
        foreach (var (row, count) in order)
        {
            at = RunAt(source, row, at);
            for (; at < source.Length && source[at].Row < row + count; at++)
            {
                var run = source[at];
                var start = Math.Max(run.Row, row);
                var end = Math.Min(run.Row + run.Count, row + count);
                if (!mayBeNull || run.Cell != ColumnBuilder.NullCell)
                    Append(arranged, position + start - row, end - start, run.Cell);
            }

            position += count;
        }

        return [.. arranged];
    }

    /// <summary>The first run that ends behind a row, looked for at a place first: stretches often follow each other.</summary>
    private static int RunAt(ReadOnlySpan<CellRun> source, int row, int place)
    {
        for (var i = Math.Max(0, place - 1); i <= place && i < source.Length; i++)
        {
            if (source[i].Row <= row && row < source[i].Row + source[i].Count)
                return i;
        }

        var (low, high) = (0, source.Length);
        while (low < high)
        {
            var middle = low + high >> 1;
            if (source[middle].Row + source[middle].Count <= row)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static void Append(List<CellRun> arranged, int row, int count, ulong cell)
    {
        if (arranged.Count > 0 && arranged[^1] is var last && last.Row + last.Count == row && last.Cell == cell)
            arranged[^1] = last with { Count = last.Count + count };
        else
            arranged.Add(new CellRun(row, count, cell));
    }
}
