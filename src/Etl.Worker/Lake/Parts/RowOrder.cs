using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// The order of a part's rows: StudyInstanceUID, SeriesInstanceUID, InstanceNumber, then the object's URI, so that it does not depend on
/// the order of reading; rows without a value come first. Neighbours share most values, which is what compresses. Where many rows share what
/// does not differ from instance to instance, the first of each such kind stand before all others, in the same order: whoever wants that alone
/// reads the head of a part.
/// </summary>
internal sealed class RowOrder
{
    /// <summary>Rows of a kind at least, for the first of each to be brought forward.</summary>
    private const int LeastAlike = 8;

    private readonly List<int> starts = [];
    private readonly HashSet<ulong> kinds = [];
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

        kinds.Clear();
        foreach (ref var entry in sorted)
            entry.IsFirst = kinds.Add(entry.Kind);
        starts.Clear();
        var isForward = kinds.Count * LeastAlike <= sorted.Length;
        var place = isForward ? Place(sorted, 0, entry => entry.IsFirst) : 0;
        Place(sorted, place, entry => !isForward || !entry.IsFirst);
    }

    /// <summary>Gives the rows that are wanted their places, from one on, and returns the place behind them.</summary>
    private int Place(ReadOnlySpan<Entry> sorted, int place, Func<Entry, bool> isWanted)
    {
        var (first, series) = (place, 0UL);
        foreach (ref readonly var entry in sorted)
        {
            if (!isWanted(entry))
                continue;
            if (place == first || entry.Series != series)
                starts.Add(place);
            series = entry.Series;
            rows[place++] = entry.Row;
        }

        return place;
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
            case "shared_hash":
                foreach (var run in column.Runs)
                {
                    foreach (ref var entry in entries.Slice(run.Row, run.Count))
                        entry.Kind = run.Cell;
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

        /// <summary>The cell of its <c>shared_hash</c>: one cell, one hash.</summary>
        internal ulong Kind;
        internal int Row;

        /// <summary>No row of its kind comes before.</summary>
        internal bool IsFirst;
    }

    private readonly struct Order(TextHeap text) : IComparer<Entry>
    {
        public int Compare(Entry a, Entry b) =>
            a.Series != b.Series ? a.Series.CompareTo(b.Series)
            : a.Number != b.Number ? a.Number.CompareTo(b.Number)
            : CompareText(text, a.Uri, b.Uri);
    }
}
