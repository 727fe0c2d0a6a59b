namespace Etl.Worker.Cli;

/// <summary>Columns of text in the width of a terminal.</summary>
internal static class ColumnFit
{
    private const int Gap = 2;
    private const int Narrowest = 8;

    /// <summary>
    /// Narrows the widest columns, none below eight, until all fit; answers how many do, from the first, one at least.
    /// </summary>
    public static int Narrow(int[] widths, int width)
    {
        var visible = widths.Length;
        while (visible > 1 && widths.Take(visible).Sum(w => Math.Min(w, Narrowest) + Gap) - Gap > width)
            visible--;
        var excess = widths.Take(visible).Sum(w => w + Gap) - Gap - width;
        while (excess > 0)
        {
            var widest = Array.IndexOf(widths, widths.Take(visible).Max(), 0, visible);
            var next = widths.Take(visible).Where(w => w < widths[widest]).DefaultIfEmpty(Narrowest).Max();
            var cut = Math.Min(excess, widths[widest] - Math.Max(next - 1, Narrowest));
            if (cut <= 0)
                break;
            widths[widest] -= cut;
            excess -= cut;
        }

        return visible;
    }
}
