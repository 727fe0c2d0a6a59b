using System.Text;

namespace Etl.Worker.Cli;

/// <summary>
/// CSV as RFC 4180 quotes it, UTF-8, a header line, lines ended by LF (CRLF would put a carriage return into the last field of every
/// line-wise tool). NULL is empty and an empty string is <c>""</c>, so that the two stay apart.
/// </summary>
internal static class CsvFormat
{
    /// <param name="table">The rows.</param>
    /// <param name="output">Where to; UTF-8.</param>
    /// <param name="forTerminal">Control characters are escaped, since somebody looks at them.</param>
    public static void Write(ResultTable table, Stream output, bool forTerminal)
    {
        if (table.Columns.Count == 0)
            return;
        using var writer = new StreamWriter(output, new UTF8Encoding(false), 64 << 10, leaveOpen: true) { NewLine = "\n" };
        for (var i = 0; i < table.Columns.Count; i++)
            WriteField(i, table.Columns[i].Name);
        writer.WriteLine();
        foreach (var row in table.Rows)
        {
            for (var i = 0; i < table.Columns.Count; i++)
                WriteField(i, CellText.Of(row[i]));
            // A line with nothing on it is skipped by many readers: the one NULL of a one-column row is written as "".
            if (table.Columns.Count == 1 && CellText.Of(row[0]) is null)
                writer.Write("\"\"");
            writer.WriteLine();
        }

        void WriteField(int column, string? text)
        {
            if (column > 0)
                writer.Write(',');
            if (text is null)
                return;
            if (forTerminal)
                text = Escaped.Lines(text);
            if (text.Length > 0 && text.AsSpan().IndexOfAny(",\"\r\n") < 0)
            {
                writer.Write(text);
                return;
            }

            writer.Write('"');
            writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            writer.Write('"');
        }
    }
}
