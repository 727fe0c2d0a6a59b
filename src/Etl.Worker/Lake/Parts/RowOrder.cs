using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// The order of a part's rows: StudyInstanceUID, SeriesInstanceUID, InstanceNumber, then the object's URI, so that it does not depend on
/// the order of reading; rows without a value come first. Neighbours share most values, which is what compresses.
/// </summary>
internal sealed class RowOrder
{
    private readonly List<int> starts = [];
    private Entry[] entries = [];
    private int[] rows = [];

    /// <summary>The same order in SQL, of those columns that a relation has; the small tables are in the order of their objects or in that of time.</summary>
    internal static string Sql(IReadOnlyCollection<string> columns)
    {
        string[] keys = ["StudyInstanceUID", "SeriesInstanceUID", "InstanceNumber", "source_uri", "started_at"];
        return string.Join(", ", keys.Where(columns.Contains).Select(k => $"{k} asc nulls first"));
    }

    /// <summary>How many rows.</summary>
    internal int Count { get; private set; }

    /// <summary>Puts the rows that a batch has to write in order, those of a series as a block.</summary>
    internal void Take(InstanceBatch batch)
    {
        if (entries.Length < batch.RowCount)
            (entries, rows) = (new Entry[batch.RowCount], new int[batch.RowCount]);
        var all = entries.AsSpan(0, batch.RowCount);
        for (var row = 0; row < all.Length; row++)
            all[row] = new Entry { Row = row, Number = long.MinValue, Uri = ColumnBuilder.NullCell };
        foreach (var column in batch.Root.Columns)
            Take(column, batch.Heap, all);
        Count = 0;
        foreach (var (first, end) in batch.Rows)
        {
            all[first..end].CopyTo(all[Count..]);
            Count += end - first;
        }

        Sort(all[..Count], batch.Heap);
    }

    /// <summary>Gives the rows from one place of the output up to another.</summary>
    internal void Fill(ChunkRows chunk, int from, int to)
    {
        chunk.Clear();
        var at = starts.BinarySearch(from);
        for (var i = at < 0 ? ~at - 1 : at; from < to; i++)
        {
            var end = Math.Min(to, i + 1 < starts.Count ? starts[i + 1] : Count);
            chunk.Add(rows.AsSpan(from, end - from));
            from = end;
        }
    }

    private void Sort(Span<Entry> sorted, TextHeap text)
    {
        var order = new Order(text);
        for (var i = 1; i < sorted.Length; i++)
        {
            if (order.Compare(sorted[i - 1], sorted[i]) > 0)
            {
                sorted.Sort(order);
                break;
            }
        }

        starts.Clear();
        for (var i = 0; i < sorted.Length; i++)
        {
            rows[i] = sorted[i].Row;
            if (i == 0 || sorted[i].Series != sorted[i - 1].Series)
                starts.Add(i);
        }
    }

    private static void Take(ColumnBuilder column, TextHeap text, Span<Entry> entries)
    {
        switch (column.Name)
        {
            case "StudyInstanceUID":
                Rank(column, text, entries, 32);
                break;
            case "SeriesInstanceUID":
                Rank(column, text, entries, 0);
                break;
            case "InstanceNumber":
                foreach (var run in column.Runs)
                {
                    foreach (ref var entry in entries.Slice(run.Row, run.Count))
                        entry.Number = (long)run.Cell;
                }

                break;
            case "source_uri":
                foreach (var run in column.Runs)
                {
                    foreach (ref var entry in entries.Slice(run.Row, run.Count))
                        entry.Uri = run.Cell;
                }

                break;
        }
    }

    /// <summary>Texts are compared once a run, rows then by their places among them; 0 is no value.</summary>
    private static void Rank(ColumnBuilder column, TextHeap text, Span<Entry> entries, int shift)
    {
        var runs = column.Runs.ToArray();
        Array.Sort(runs, (a, b) => CompareText(text, a.Cell, b.Cell));
        var rank = 0UL;
        for (var i = 0; i < runs.Length; i++)
        {
            if (runs[i].Cell == ColumnBuilder.NullCell)
                continue;
            if (rank == 0 || CompareText(text, runs[i - 1].Cell, runs[i].Cell) != 0)
                rank++;
            foreach (ref var entry in entries.Slice(runs[i].Row, runs[i].Count))
                entry.Series |= rank << shift;
        }
    }

    private static int CompareText(TextHeap text, ulong a, ulong b) =>
        a == b ? 0
        : a == ColumnBuilder.NullCell ? -1
        : b == ColumnBuilder.NullCell ? 1
        : text[a].SequenceCompareTo(text[b]);

    private struct Entry
    {
        /// <summary>The ranks of study and series.</summary>
        internal ulong Series;
        internal long Number;
        internal ulong Uri;
        internal int Row;
    }

    private readonly struct Order(TextHeap text) : IComparer<Entry>
    {
        public int Compare(Entry a, Entry b) =>
            a.Series != b.Series ? a.Series.CompareTo(b.Series)
            : a.Number != b.Number ? a.Number.CompareTo(b.Number)
            : CompareText(text, a.Uri, b.Uri);
    }
}
