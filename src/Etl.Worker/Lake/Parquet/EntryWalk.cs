using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parquet;

/// <summary>The entries of a struct's <see cref="Levels"/> beside the values of one of its columns, in stretches that are alike.</summary>
/// <param name="definitions">Definition levels of the struct's entries.</param>
/// <param name="present">The level of an entry that is a row of the struct; at a lower one there is none.</param>
/// <param name="runs">The column's values by rows of the struct.</param>
internal ref struct EntryWalk(IReadOnlyList<LevelRun> definitions, int present, ReadOnlySpan<CellRun> runs)
{
    private readonly ReadOnlySpan<CellRun> runs = runs;
    private int next;
    private int left;
    private int row;
    private int run;

    /// <summary>The struct's definition level.</summary>
    internal int Level { get; private set; }

    /// <summary>Entries of the stretch.</summary>
    internal int Count { get; private set; }

    /// <summary>The column has a value there, which is <see cref="Cell"/>.</summary>
    internal bool HasValue { get; private set; }

    internal ulong Cell { get; private set; }

    internal bool MoveNext()
    {
        if (left == 0)
        {
            if (next == definitions.Count)
                return run == runs.Length ? false : throw new InvalidOperationException("A column has values beyond its rows.");
            (Level, left) = definitions[next++];
        }

        Count = left;
        HasValue = false;
        if (Level == present)
            StepRows();
        left -= Count;
        return true;
    }

    private void StepRows()
    {
        if (run < runs.Length)
        {
            var (start, count, cell) = runs[run];
            HasValue = start <= row;
            Cell = cell;
            Count = Math.Min(left, HasValue ? start + count - row : start - row);
            if (HasValue && row + Count == start + count)
                run++;
        }

        row += Count;
    }
}
