namespace Etl.Schema.Columns;

/// <summary>
/// Sets rows of a batch aside that have columns which hardly any other row has, as the few multi-frame objects of a modality do: those columns,
/// a hundred and more, would be written, and read, with every part. Such rows gather in a batch of their own; the others go without the columns.
/// </summary>
internal sealed class RareRows(InstanceBatch source, Func<InstanceBatch> newBatch)
{
    /// <summary>Of fewer rows a part costs more for being one than for its columns; where rows are aside already, it comes anyway.</summary>
    private const int LeastRows = 8192;

    /// <summary>Where rows are aside already, so few go to them, all together: a part less.</summary>
    private const int FewRows = 3072;

    private const int LeastColumns = 16;

    /// <summary>No more than one of so many rows is set aside.</summary>
    private const int Others = 64;

    private RowCopy? copy;

    /// <summary>Where they are gathered; null where there never was one.</summary>
    internal InstanceBatch? Target { get; private set; }

    /// <summary>Sets aside what pays.</summary>
    internal void Take()
    {
        var hasRows = Target is { RowCount: > 0 };
        var isRare = new bool[source.RowCount];
        if (hasRows && source.RowCount < FewRows)
            isRare.AsSpan().Fill(true);
        else if (!hasRows && source.RowCount < LeastRows || !TryMark(isRare))
            return;
        Target ??= newBatch();
        copy ??= new RowCopy(source, Target);
        copy.Begin();
        var kept = new List<RowRange>();
        for (var row = 0; row < isRare.Length; row++)
        {
            if (isRare[row])
                copy.Add(row);
            else if (kept.Count > 0 && kept[^1].End == row)
                kept[^1] = kept[^1] with { End = row + 1 };
            else
                kept.Add(new RowRange(row, row + 1));
        }

        source.Keep(kept);
    }

    /// <summary>The rarest columns first, each with all rows that have it.</summary>
    private bool TryMark(bool[] isRare)
    {
        var room = source.RowCount / Others;
        var columns = 0;
        foreach (var column in source.Root.Columns.Where(c => c.Count > 0 && c.Count <= room).OrderBy(c => c.Count))
        {
            var more = 0;
            foreach (var run in column.Runs)
                more += isRare.AsSpan(run.Row, run.Count).Count(false);
            if (more > room)
                continue;
            foreach (var run in column.Runs)
                isRare.AsSpan(run.Row, run.Count).Fill(true);
            room -= more;
            columns += Leaves(column);
        }

        return columns >= LeastColumns;
    }

    private static int Leaves(ColumnBuilder column) => column.Items is { } items ? items.Columns.Sum(Leaves) : 1;
}
