using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Etl.Worker.DuckDb;

/// <summary>duckdb_interval. The three parts are independent: a month has no fixed number of days.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DuckDbInterval(int Months, int Days, long Micros)
{
    private const long MicrosPerSecond = 1_000_000;

    /// <summary>As DuckDB writes it: <c>1 year 2 months -3 days 00:00:01.5</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, Months / 12, "year");
        Append(text, Months % 12, "month");
        Append(text, Days, "day");
        if (Micros != 0 || text.Length == 0)
            AppendTime(text);
        return text.ToString();
    }

    private static void Append(StringBuilder text, int count, string unit)
    {
        if (count == 0)
            return;
        if (text.Length > 0)
            text.Append(' ');
        text.Append(CultureInfo.InvariantCulture, $"{count} {unit}{(count is 1 or -1 ? "" : "s")}");
    }

    private void AppendTime(StringBuilder text)
    {
        if (text.Length > 0)
            text.Append(' ');
        if (Micros < 0)
            text.Append('-');
        var micros = (ulong)Int128.Abs(Micros);
        var seconds = micros / MicrosPerSecond;
        text.Append(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        if (micros % MicrosPerSecond is > 0 and var fraction)
            text.Append('.').Append(fraction.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0'));
    }
}
