namespace Etl.Worker.Cli;

/// <summary>Rows in aligned columns for a person: numbers flush right, NULL dim, what was cut off marked with "…" and counted.</summary>
internal static class TableFormat
{
    /// <summary>Rows that a terminal gets unless asked otherwise.</summary>
    public const int TerminalRows = 100;

    /// <summary>Rows counted behind the last one shown, before the count becomes "more than".</summary>
    private const int CountedRows = 1_000_000;

    private const int WidestCell = 60;
    private const string Null = "NULL";

    /// <param name="table">The rows.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="output">Its standard output, or a file.</param>
    /// <param name="rows">Rows to show; 0 for all.</param>
    /// <param name="fit">Columns are narrowed to the terminal's width.</param>
    /// <param name="color">NULL is dim and the header bold.</param>
    public static void Write(ResultTable table, Terminal terminal, TextWriter output, long rows, bool fit, bool color)
    {
        var columns = table.Columns;
        if (columns.Count == 0)
            return;
        var shown = Read(table, rows, fit ? WidestCell : int.MaxValue, out var total, out var more);
        string[] header = [.. columns.Select(column => Escaped.Value(column.Name))];
        int[] widths = [.. header.Select(DisplayWidth.Of)];
        foreach (var row in shown)
        {
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], DisplayWidth.Of(row[i] ?? Null));
        }

        var visible = fit ? ColumnFit.Narrow(widths, terminal.Width) : widths.Length;
        WriteRow(header, bold: true);
        output.WriteLine(string.Join("  ", widths.Take(visible).Select(width => new string('─', width))));
        foreach (var row in shown)
            WriteRow(row, bold: false);

        var count = total == shown.Count && !more ? $"{total:N0} {(total == 1 ? "row" : "rows")}"
            : $"{shown.Count:N0} of {(more ? "more than " : "")}{total:N0} rows; --rows 0 shows all, --format csv too";
        if (visible < columns.Count)
            count += $"; {columns.Count - visible:N0} of {columns.Count:N0} columns do not fit: {string.Join(", ", header.Skip(visible).Take(8))}"
                + (columns.Count - visible > 8 ? ", …" : "");
        output.WriteLine(color ? terminal.Dim($"({count})") : $"({count})");

        void WriteRow(string?[] cells, bool bold)
        {
            for (var i = 0; i < visible; i++)
            {
                var text = DisplayWidth.Cut(cells[i] ?? Null, widths[i]);
                var padding = new string(' ', widths[i] - DisplayWidth.Of(text));
                if (color && (bold || cells[i] is null))
                    text = bold ? terminal.Bold(text) : terminal.Dim(text);
                var isLast = i == visible - 1;
                output.Write(columns[i].IsNumber ? padding + text : isLast ? text : text + padding);
                output.Write(isLast ? "\n" : "  ");
            }
        }
    }

    private static List<string?[]> Read(ResultTable table, long rows, int widest, out long total, out bool more)
    {
        var shown = new List<string?[]>();
        total = 0;
        more = false;
        foreach (var row in table.Rows)
        {
            total++;
            if (rows == 0 || shown.Count < rows)
            {
                // What is far wider than any cell need not be escaped to its end.
                shown.Add([.. row.Take(table.Columns.Count).Select(value => CellText.Of(value) is { } text
                    ? Escaped.Value(widest < int.MaxValue && text.Length > widest * 4 ? text[..(widest * 4)] + "…" : text)
                    : null)]);
            }
            else if (table.RowCount is { } known)
            {
                total = known;
                break;
            }
            else if (total - shown.Count >= CountedRows)
            {
                more = true;
                break;
            }
        }

        return shown;
    }
}
