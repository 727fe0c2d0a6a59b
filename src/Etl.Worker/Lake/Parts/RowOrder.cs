using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// The order of a part's rows: StudyInstanceUID, SeriesInstanceUID, InstanceNumber, then the object's URI, so that it does not depend on
/// the order of reading; rows without a value come first. Neighbours share most values, which is what compresses.
/// </summary>
internal static class RowOrder
{
    /// <summary>The same order in SQL, of those columns that a relation has; the small tables are in the order of their objects or in that of time.</summary>
    internal static string Sql(IReadOnlyCollection<string> columns)
    {
        string[] keys = ["StudyInstanceUID", "SeriesInstanceUID", "InstanceNumber", "source_uri", "started_at"];
        return string.Join(", ", keys.Where(columns.Contains).Select(k => $"{k} asc nulls first"));
    }

    internal static List<RowStretch> Of(InstanceBatch batch)
    {
        var count = batch.RowCount;
        var text = batch.Heap;
        var study = Cells(batch, "StudyInstanceUID", count);
        var series = Cells(batch, "SeriesInstanceUID", count);
        var number = Cells(batch, "InstanceNumber", count);
        var uri = Cells(batch, "source_uri", count);
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;

        int Compare(int a, int b)
        {
            var byStudy = CompareText(text, study[a], study[b]);
            if (byStudy != 0)
                return byStudy;
            var bySeries = CompareText(text, series[a], series[b]);
            if (bySeries != 0)
                return bySeries;
            var byNumber = ((long)number[a]).CompareTo((long)number[b]);
            return byNumber != 0 ? byNumber : CompareText(text, uri[a], uri[b]);
        }

        for (var i = 1; i < count; i++)
        {
            if (Compare(order[i - 1], order[i]) > 0)
            {
                Array.Sort(order, Compare);
                break;
            }
        }

        var stretches = new List<RowStretch>();
        foreach (var row in order)
            RowStretch.Append(stretches, row, 1);
        return stretches;
    }

    private static int CompareText(TextHeap text, ulong a, ulong b) =>
        a == b ? 0
        : a == ColumnBuilder.NullCell ? -1
        : b == ColumnBuilder.NullCell ? 1
        : text[a].SequenceCompareTo(text[b]);

    private static ulong[] Cells(InstanceBatch batch, string name, int count)
    {
        var cells = new ulong[count];
        var isNumber = name == "InstanceNumber";
        Array.Fill(cells, isNumber ? unchecked((ulong)long.MinValue) : ColumnBuilder.NullCell);
        foreach (var column in batch.Root.Columns)
        {
            if (column.Name != name)
                continue;
            foreach (var run in column.Runs)
                cells.AsSpan(run.Row, run.Count).Fill(run.Cell);
        }

        return cells;
    }
}
