using Etl.Schema.Columns;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Lake.Parts;

/// <summary>One column's values, and how they fill DuckDB's vectors, chunk by chunk.</summary>
internal sealed unsafe class ColumnOutput
{
    private readonly ColumnBuilder column;
    private readonly OutputCells cells;
    private readonly PartBuffers buffers;
    private readonly TextHeap text;
    private readonly StructOutput? items;
    private readonly int depth;

    /// <summary>The texts, where they go to DuckDB as an ENUM.</summary>
    private readonly TextLabels? labels;

    /// <summary>Of lists: by item.</summary>
    private readonly ArraySegment<ushort> itemLabels;

    /// <param name="column">The column.</param>
    /// <param name="rows">Those that are written, in any order.</param>
    /// <param name="text">Where text cells point to.</param>
    /// <param name="mostLabels">A column of no more distinct texts goes to DuckDB as an ENUM.</param>
    /// <param name="buffers">What it may use until the part is written.</param>
    /// <param name="depth">Sequences around it.</param>
    internal ColumnOutput(ColumnBuilder column, IReadOnlyList<RowRange> rows, TextHeap text, int mostLabels, PartBuffers buffers, int depth)
    {
        this.column = column;
        this.text = text;
        this.buffers = buffers;
        this.depth = depth;
        cells = new OutputCells(column, buffers);
        if (column.Kind == ColumnKind.Sequence)
            items = new StructOutput(column.Items!, cells.Items(rows), text, mostLabels, buffers, depth + 1);
        else if (column.Kind == ColumnKind.Text && mostLabels > 0)
            labels = column.IsList ? cells.LabelItems(rows, text, mostLabels, out itemLabels) : cells.LabelRuns(rows, text, mostLabels);
        Type = TypeOf(items?.Type ?? ColumnTypes.Of(column.Kind));
        SourceType = TypeOf(items?.SourceType ?? labels?.Type ?? ColumnTypes.Of(column.Kind));
    }

    internal string Name => column.Name;

    /// <summary>The column's type in the lake.</summary>
    internal DuckDbType Type { get; }

    /// <summary>Its type in the vectors that are filled.</summary>
    internal DuckDbType SourceType { get; }

    internal void Fill(VectorWriter vector, ChunkRows rows)
    {
        var runs = cells.Of(rows);
        if (runs.Length != 1 || runs[0].Count < rows.Count)
            SetValidity(vector.Validity, rows.Count, runs);
        if (items is not null)
            FillSequence(vector, rows, runs);
        else if (column.IsList)
            FillList(vector, rows.Count, runs);
        else
            FillScalars(vector.Data, runs);
    }

    private static void SetValidity(ulong* bits, int count, ReadOnlySpan<CellRun> runs)
    {
        new Span<ulong>(bits, count + 63 >> 6).Clear();
        foreach (var run in runs)
            SetBits(bits, run.Row, run.Row + run.Count);
    }

    private static void SetBits(ulong* bits, int from, int to)
    {
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

    private void FillSequence(VectorWriter vector, ChunkRows rows, ReadOnlySpan<CellRun> runs)
    {
        var total = Entries(vector, rows.Count, runs);
        vector.ReserveList(total);
        vector.SetListSize(total);
        var below = buffers.Rows(depth + 1);
        below.TakeItems(runs, rows.Blocks);
        items!.Fill(vector.ListChild, below);
    }

    private void FillList(VectorWriter vector, int rows, ReadOnlySpan<CellRun> runs)
    {
        var total = Entries(vector, rows, runs);
        vector.ReserveList(total);
        vector.SetListSize(total);
        var child = vector.ListChild;
        var validity = child.Validity;
        var data = child.Data;
        var source = column.ListItems;
        var itemLabel = itemLabels.AsSpan();
        new Span<ulong>(validity, total + 63 >> 6).Clear();
        var at = 0;
        foreach (var run in runs)
        {
            var count = (int)(uint)run.Cell;
            var item = (int)(run.Cell >> 32);
            for (var row = 0; row < run.Count; row++)
            {
                for (var i = item; i < item + count; i++, at++)
                {
                    if (!column.IsItemValid(i))
                        continue;
                    validity[at >> 6] |= 1UL << (at & 63);
                    Put(data, at, 1, labels is null ? source[i] : itemLabel[i]);
                }
            }
        }
    }

    /// <summary>Writes the list entries and returns how many elements there are.</summary>
    private static int Entries(VectorWriter vector, int rows, ReadOnlySpan<CellRun> runs)
    {
        var entries = new Span<DuckDbListEntry>(vector.Data, rows);
        entries.Clear();
        var total = 0;
        foreach (var run in runs)
        {
            var count = (int)(uint)run.Cell;
            foreach (ref var entry in entries.Slice(run.Row, run.Count))
            {
                entry = new DuckDbListEntry((ulong)total, (ulong)count);
                total = checked(total + count);
            }
        }

        return total;
    }

    private void FillScalars(void* data, ReadOnlySpan<CellRun> runs)
    {
        foreach (var run in runs)
            Put(data, run.Row, run.Count, run.Cell);
    }

    /// <summary>Gives rows one value.</summary>
    private void Put(void* data, int from, int count, ulong cell)
    {
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
}
