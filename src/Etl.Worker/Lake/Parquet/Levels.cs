using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parquet;

/// <summary>Consecutive entries of one level.</summary>
internal readonly record struct LevelRun(int Level, int Count);

/// <summary>
/// Where the rows of a struct stand among the rows of the file (Dremel's levels): one entry a row, and one for each place where an enclosing
/// list has none. Definition levels say how much of the path is there, repetition levels which list goes on. Both are runs, so that what
/// repeats costs the same however many rows repeat it.
/// </summary>
internal sealed class Levels
{
    private readonly List<LevelRun> definitions = [];
    private readonly List<LevelRun> repetitions = [];
    private byte[]? repetitionBytes;

    private Levels(int present, int depth)
    {
        Present = present;
        Depth = depth;
    }

    /// <summary>The definition level of an entry that is a row of the struct.</summary>
    internal int Present { get; }

    /// <summary>The lists around the struct: the highest repetition level.</summary>
    internal int Depth { get; }

    /// <summary>All entries.</summary>
    internal int Entries { get; private set; }

    /// <summary>Those that are rows of the struct.</summary>
    internal int Rows { get; private set; }

    /// <summary>The rows of the file themselves.</summary>
    internal static Levels OfRows(int rows)
    {
        var levels = new Levels(0, 0);
        levels.Add(0, 0, rows);
        return levels;
    }

    /// <summary>The entries beside a column's values.</summary>
    internal EntryWalk Beside(ReadOnlySpan<CellRun> values) => new(definitions, Present, values);

    /// <summary>The levels of what a list column holds.</summary>
    /// <param name="lists">Its values by rows: the number of items in a cell's low 32 bits.</param>
    /// <param name="areStructs">The items are structs, which are never NULL; else whether an item is NULL is a level of its own.</param>
    internal Levels Below(ReadOnlySpan<CellRun> lists, bool areStructs)
    {
        var below = new Levels(Present + (areStructs ? 3 : 2), Depth + 1);
        var walk = Beside(lists);
        var (at, left) = (0, repetitions.Count > 0 ? repetitions[0].Count : 0);
        while (walk.MoveNext())
        {
            for (var count = walk.Count; count > 0;)
            {
                if (left == 0)
                    left = repetitions[++at].Count;
                var stretch = Math.Min(count, left);
                below.Add(walk, Present, repetitions[at].Level, stretch);
                (count, left) = (count - stretch, left - stretch);
            }
        }

        return below;
    }

    /// <summary>The repetition levels as a page has them.</summary>
    internal ReadOnlySpan<byte> RepetitionBytes(HybridRuns hybrid)
    {
        if (repetitionBytes is not null)
            return repetitionBytes;
        var sink = new ByteSink();
        hybrid.Begin(sink, HybridRuns.Width(Depth));
        foreach (var (level, count) in repetitions)
            hybrid.Add(level, count);
        hybrid.End();
        return repetitionBytes = sink.Bytes.ToArray();
    }

    /// <summary>Adds what rows of the enclosing struct with equal lists have.</summary>
    private void Add(in EntryWalk walk, int above, int repetition, int rows)
    {
        var items = walk.HasValue ? (int)(uint)walk.Cell : 0;
        if (items < 2)
        {
            Add(walk.HasValue ? items == 0 ? above + 1 : Present : walk.Level, repetition, rows);
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            Add(Present, repetition, 1);
            Add(Present, Depth, items - 1);
        }
    }

    private void Add(int definition, int repetition, int count)
    {
        Append(definitions, definition, count);
        Append(repetitions, repetition, count);
        Entries = checked(Entries + count);
        if (definition == Present)
            Rows += count;
    }

    private static void Append(List<LevelRun> runs, int level, int count)
    {
        if (runs.Count > 0 && runs[^1].Level == level)
            runs[^1] = new LevelRun(level, runs[^1].Count + count);
        else
            runs.Add(new LevelRun(level, count));
    }
}
