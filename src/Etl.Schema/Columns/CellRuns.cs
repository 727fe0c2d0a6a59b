namespace Etl.Schema.Columns;

/// <summary>Where a row is among runs.</summary>
public static class CellRuns
{
    /// <summary>The first run that ends behind a row; the number of runs where none does.</summary>
    /// <param name="runs">Runs, ascending.</param>
    /// <param name="row">The row.</param>
    /// <param name="near">The place last found, looked at first: rows are asked for in ascending order mostly.</param>
    public static int At(ReadOnlySpan<CellRun> runs, int row, int near = 0)
    {
        if ((uint)near < (uint)runs.Length)
        {
            var isBehind = runs[near].Row + runs[near].Count > row;
            if (isBehind && (near == 0 || runs[near - 1].Row + runs[near - 1].Count <= row))
                return near;
            if (!isBehind && (near + 1 == runs.Length || runs[near + 1].Row + runs[near + 1].Count > row))
                return near + 1;
        }

        var (low, high) = (0, runs.Length);
        while (low < high)
        {
            var middle = low + high >> 1;
            if (runs[middle].Row + runs[middle].Count <= row)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
