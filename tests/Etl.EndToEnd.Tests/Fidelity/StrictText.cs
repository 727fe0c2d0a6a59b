using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>
/// Character values by the letter of PS3.5 6.2 and no further, written apart from the program's own parsers. Null where the text does
/// not conform: then the row must say so.
/// </summary>
internal static partial class StrictText
{
    public static double? Decimal(string text) =>
        DecimalPattern().IsMatch(text) && double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var number && double.IsFinite(number)
            ? number
            : null;

    public static long? Integer(string text) =>
        IntegerPattern().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static DateOnly? Date(string text) =>
        text.Length == 8 && DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>TM as ISO 8601 at its own precision.</summary>
    public static string? Time(string text) => TimePattern().Match(text) is { Success: true } match ? IsoTime(match) : null;

    /// <summary>DT as ISO 8601 at its own precision, with its own offset.</summary>
    public static string? DateTime(string text)
    {
        var match = DateTimePattern().Match(text);
        if (!match.Success)
            return null;
        var iso = new StringBuilder(match.Groups["year"].Value);
        Append("-", "month");
        Append("-", "day");
        if (match.Groups["day"].Success && Date(match.Groups["date"].Value) is null)
            return null;
        if (match.Groups["hour"].Success)
            iso.Append('T').Append(IsoTime(match));
        if (match.Groups["sign"].Success)
            iso.Append(match.Groups["sign"].Value).Append(match.Groups["zh"].Value).Append(':').Append(match.Groups["zm"].Value);
        return iso.ToString();

        void Append(string before, string group)
        {
            if (match.Groups[group].Success)
                iso.Append(before).Append(match.Groups[group].Value);
        }
    }

    private static string IsoTime(Match match)
    {
        var iso = new StringBuilder(match.Groups["hour"].Value);
        foreach (var (before, group) in new[] { (":", "minute"), (":", "second"), (".", "fraction") })
        {
            if (match.Groups[group].Success)
                iso.Append(before).Append(match.Groups[group].Value);
        }

        return iso.ToString();
    }

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$")]
    private static partial Regex DecimalPattern();

    [GeneratedRegex("^[+-]?[0-9]+$")]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"^(?<hour>[01][0-9]|2[0-3])((?<minute>[0-5][0-9])((?<second>[0-5][0-9])(\.(?<fraction>[0-9]{1,6}))?)?)?$")]
    private static partial Regex TimePattern();

    [GeneratedRegex(
        @"^(?<date>(?<year>[0-9]{4})((?<month>0[1-9]|1[0-2])((?<day>0[1-9]|[12][0-9]|3[01]))?)?)" +
        @"((?<=^[0-9]{8})(?<hour>[01][0-9]|2[0-3])((?<minute>[0-5][0-9])((?<second>[0-5][0-9])(\.(?<fraction>[0-9]{1,6}))?)?)?)?" +
        @"((?<sign>[+-])(?<zh>[01][0-9])(?<zm>[0-5][0-9]))?$")]
    private static partial Regex DateTimePattern();
}
