using System.Text.Unicode;
using Etl.Schema.Columns;
using Etl.Schema.Values;

namespace Etl.Fuzz.Checks;

/// <summary>What a row promises whoever writes it: cells inside their heap and lists, text that is UTF-8 without forbidden control characters.</summary>
internal static class RowCheck
{
    /// <summary>Walks a row and returns the fingerprint of its contents, which does not depend on the order of columns nor on where text lies.</summary>
    public static ulong Run(InstanceBatch batch, int row) => Struct(batch, batch.Root, row, row + 1);

    /// <summary>Names of the columns in which the last rows of two batches differ.</summary>
    public static string Difference(InstanceBatch one, InstanceBatch other)
    {
        var prints = one.Root.Columns.Concat(other.Root.Columns).Select(c => c.Name).Distinct()
            .Where(name => Print(one, name) != Print(other, name));
        return string.Join(' ', prints);
    }

    private static ulong Print(InstanceBatch batch, string name)
    {
        var row = batch.RowCount - 1;
        var column = batch.Root.Columns.FirstOrDefault(c => c.Name == name);
        var print = new Fingerprint();
        if (column is not null)
            Column(batch, column, CellRuns.At(column.Runs, row), row, row + 1, ref print);
        return print.Value;
    }

    private static ulong Struct(InstanceBatch batch, StructBuilder rows, int from, int to)
    {
        ViolationException.Unless(from >= 0 && from <= to && to <= rows.RowCount, "a row is one of its struct");
        var sum = 0UL;
        foreach (var column in rows.Columns)
        {
            var runs = column.Runs;
            var first = CellRuns.At(runs, from);
            if (first == runs.Length || runs[first].Row >= to)
                continue;
            var print = new Fingerprint();
            foreach (var letter in column.Name)
                print.Add(letter);
            Column(batch, column, first, from, to, ref print);
            sum += print.Value;
        }

        return sum;
    }

    private static void Column(InstanceBatch batch, ColumnBuilder column, int first, int from, int to, ref Fingerprint print)
    {
        int last = -1, firstItem = -1, endItem = 0;
        var runs = column.Runs;
        for (var i = first; i < runs.Length && runs[i].Row < to; i++)
        {
            ViolationException.Unless(runs[i].Count > 0 && runs[i].Row > last, "a column has each row once, ascending");
            last = runs[i].Row + runs[i].Count - 1;
            for (var row = Math.Max(from, runs[i].Row); row <= Math.Min(last, to - 1); row++)
                Cell(batch, column, runs[i].Cell, row - from, ref firstItem, ref endItem, ref print);
        }

        if (firstItem >= 0)
            print.Add(Struct(batch, column.Items!, firstItem, endItem));
    }

    private static void Cell(InstanceBatch batch, ColumnBuilder column, ulong cell, int row, ref int firstItem, ref int endItem, ref Fingerprint print)
    {
        var canBeNull = column.Kind is ColumnKind.Text or ColumnKind.Int32 || column.IsList;
        if (canBeNull && cell == ColumnBuilder.NullCell)
            return;
        print.Add((ulong)row);
        if (column.Kind == ColumnKind.Sequence)
        {
            int start = (int)(cell >> 32), count = (int)(uint)cell;
            ViolationException.Unless(count > 0 && start >= endItem, "items of a sequence follow each other");
            firstItem = firstItem < 0 ? start : firstItem;
            print.Add((ulong)(start - firstItem));
            print.Add((ulong)count);
            endItem = start + count;
        }
        else if (column.IsList)
        {
            List(batch, column, cell, ref print);
        }
        else
        {
            Value(batch, column, cell, ref print);
        }
    }

    private static void List(InstanceBatch batch, ColumnBuilder column, ulong cell, ref Fingerprint print)
    {
        int start = (int)(cell >> 32), count = (int)(uint)cell;
        ViolationException.Unless(start >= 0 && count > 0 && start + count <= column.ItemCount, "a list's items are items of its column");
        for (var i = start; i < start + count; i++)
        {
            print.Add(column.IsItemValid(i) ? 1UL : 2UL);
            if (column.IsItemValid(i))
                Value(batch, column, column.ListItems[i], ref print);
        }
    }

    private static void Value(InstanceBatch batch, ColumnBuilder column, ulong cell, ref Fingerprint print)
    {
        if (column.Kind != ColumnKind.Text)
        {
            print.Add(cell);
            if (column.Kind == ColumnKind.Double)
                ViolationException.Unless(double.IsFinite(BitConverter.UInt64BitsToDouble(cell)), "a DOUBLE is finite");
            return;
        }

        ViolationException.Unless((long)(cell >> 32) + (uint)cell <= batch.Heap.Length, "text lies in the heap");
        var text = batch.Heap[cell];
        ViolationException.Unless(Utf8.IsValid(text), $"{column.Name}: text is UTF-8");
        // Values kept verbatim keep their control characters, NUL excepted.
        var isClean = column.Name == "Raw" ? !text.Contains((byte)0) : !ControlCharacters.NeedsSanitizing(text);
        ViolationException.Unless(isClean, $"{column.Name}: text has no control characters but tab, line feed, form feed and carriage return");
        print.Add(text);
    }
}
