using System.Globalization;
using System.Text;
using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

/// <summary>
/// A row read back from a batch's columns, as text: strings in quotation marks, dates and numbers as they are, lists in brackets,
/// structs in braces with their fields in alphabetical order.
/// </summary>
internal sealed class BatchRow
{
    private readonly SortedDictionary<string, string> fields = new(StringComparer.Ordinal);

    private BatchRow()
    {
    }

    public IReadOnlyDictionary<string, string> Fields => fields;

    public static BatchRow Of(InstanceBatch batch, int row) => Of(batch.Root, batch.Heap, row);

    public override string ToString() => "{" + string.Join(", ", fields.Select(f => f.Key + ": " + f.Value)) + "}";

    private static BatchRow Of(StructBuilder rows, TextHeap heap, int row)
    {
        var read = new BatchRow();
        foreach (var column in rows.Columns)
        {
            var runs = column.Runs;
            var at = LastFrom(runs, row);
            if (at >= 0 && row < runs[at].Row + runs[at].Count && !IsNull(column, runs[at].Cell))
                read.fields.Add(column.Name, Cell(column, heap, runs[at].Cell));
        }

        return read;
    }

    /// <summary>The last run that begins at a row or before it, or -1: a row of 100,000 items is read run by run otherwise.</summary>
    private static int LastFrom(ReadOnlySpan<CellRun> runs, int row)
    {
        var (low, high) = (0, runs.Length);
        while (low < high)
        {
            var middle = low + high >> 1;
            (low, high) = runs[middle].Row <= row ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    private static bool IsNull(ColumnBuilder column, ulong cell) =>
        cell == ColumnBuilder.NullCell && (column.IsList || column.Kind is ColumnKind.Text or ColumnKind.Int32 or ColumnKind.Sequence);

    private static string Cell(ColumnBuilder column, TextHeap heap, ulong cell)
    {
        if (!column.IsList && column.Kind != ColumnKind.Sequence)
            return Scalar(column.Kind, heap, cell);
        var (first, count) = ((int)(cell >> 32), (int)(uint)cell);
        var items = Enumerable.Range(first, count).Select(i => column.Kind == ColumnKind.Sequence
            ? Of(column.Items!, heap, i).ToString()
            : column.IsItemValid(i) ? Scalar(column.Kind, heap, column.ListItems[i]) : "null");
        return "[" + string.Join(", ", items) + "]";
    }

    private static string Scalar(ColumnKind kind, TextHeap heap, ulong cell) => kind switch
    {
        ColumnKind.Text => '"' + Encoding.UTF8.GetString(heap[cell]) + '"',
        ColumnKind.Int32 => ((int)cell).ToString(CultureInfo.InvariantCulture),
        ColumnKind.Int64 => ((long)cell).ToString(CultureInfo.InvariantCulture),
        ColumnKind.UInt64 => cell.ToString(CultureInfo.InvariantCulture),
        ColumnKind.Float => BitConverter.UInt32BitsToSingle((uint)cell).ToString("R", CultureInfo.InvariantCulture),
        ColumnKind.Double => BitConverter.UInt64BitsToDouble(cell).ToString("R", CultureInfo.InvariantCulture),
        ColumnKind.Date => new DateOnly(1970, 1, 1).AddDays((int)cell).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => DateTime.UnixEpoch.AddMicroseconds((long)cell).ToString("O", CultureInfo.InvariantCulture),
    };
}
