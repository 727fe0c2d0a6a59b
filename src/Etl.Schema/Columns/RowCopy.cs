namespace Etl.Schema.Columns;

/// <summary>Adds rows of one batch to another. The other has all columns of the one, whether it has values of them or not.</summary>
internal sealed class RowCopy(InstanceBatch source, InstanceBatch target)
{
    private readonly Dictionary<StructBuilder, List<ColumnCopy>> structs = [];

    /// <summary>Takes up the columns that the source has by now; its cells are those of new rows.</summary>
    internal void Begin() => Match(source.Root, target.Root);

    internal void Add(int row) => Add(source.Root, row, target.AddRow());

    private void Match(StructBuilder from, StructBuilder to)
    {
        var copies = new List<ColumnCopy>(from.Columns.Count);
        var known = to.Columns.ToDictionary(c => c.Name);
        foreach (var column in from.Columns)
        {
            var copy = new ColumnCopy(column, known.TryGetValue(column.Name, out var same) ? same : to.AddLike(column));
            copies.Add(copy);
            if (column.Items is { } items)
                Match(items, copy.To.Items!);
        }

        structs[from] = copies;
    }

    private void Add(StructBuilder from, int row, int newRow)
    {
        foreach (var column in structs[from])
        {
            var runs = column.From.Runs;
            column.Run = CellRuns.At(runs, row, column.Run);
            if (column.Run == runs.Length || runs[column.Run].Row > row)
                continue;
            var cell = runs[column.Run].Cell;
            if (!column.IsKnown || cell != column.Cell)
                (column.IsKnown, column.Cell, column.NewCell) = (true, cell, Copy(column, cell));
            column.To.Append(newRow, column.NewCell);
        }
    }

    private ulong Copy(ColumnCopy column, ulong cell)
    {
        var (from, to) = (column.From, column.To);
        var (first, count) = ((int)(cell >> 32), (int)(uint)cell);
        if (from.Items is { } items)
        {
            var start = to.Items!.RowCount;
            for (var item = first; item < first + count; item++)
                Add(items, item, to.Items.AddRow());
            return (ulong)start << 32 | (uint)count;
        }

        if (!from.IsList || cell == ColumnBuilder.NullCell)
            return Scalar(from, cell);
        var place = to.ItemCount;
        for (var item = first; item < first + count; item++)
        {
            var isValid = from.IsItemValid(item);
            to.AddItem(isValid ? Scalar(from, from.ListItems[item]) : 0, isValid);
        }

        return (ulong)place << 32 | (uint)count;
    }

    private ulong Scalar(ColumnBuilder from, ulong cell) =>
        from.Kind == ColumnKind.Text && cell != ColumnBuilder.NullCell ? target.Heap.Add(source.Heap[cell]) : cell;

    /// <summary>A column and what is made of it. A cell that comes again is copied once.</summary>
    private sealed class ColumnCopy(ColumnBuilder from, ColumnBuilder to)
    {
        internal readonly ColumnBuilder From = from, To = to;
        internal bool IsKnown;
        internal ulong Cell, NewCell;
        internal int Run;
    }
}
