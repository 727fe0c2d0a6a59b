using System.Globalization;

namespace Etl.Worker.Web.Markup;

/// <summary>A refresh on the axis of time.</summary>
internal sealed record RunMark(string Id, DateTimeOffset StartedAt, double Seconds, string Outcome);

/// <summary>Refreshes along time as SVG: where they began, how long they took – on a scale of powers, as a minute and a day are on it together.</summary>
internal static class RunAxis
{
    private const double Left = 44, Right = 592, Top = 12, Bottom = 120;

    /// <summary>A time of the table of refreshes, in UTC; empty for none.</summary>
    public static string Moment(object? at) => at is DateTimeOffset moment ? moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    public static Html Draw(IReadOnlyList<RunMark> runs, IReadOnlyList<(string Schedule, DateTimeOffset Slot)> gaps, DateTimeOffset from, DateTimeOffset to)
    {
        double X(DateTimeOffset at) => Left + ((at - from) / (to - from) * (Right - Left));
        double Y(double seconds) => Bottom - (Math.Clamp(Math.Log10(Math.Max(seconds, 1)) / 5, 0.02, 1) * (Bottom - Top));
        var failed = runs.Count(run => run.Outcome != "done");
        return Html.Of($"""
            <svg class="chart axis" viewBox="0 0 600 160" role="img" aria-label="{runs.Count} refreshes from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}, {failed} of them not done, {gaps.Count} times missed. The table has them all.">
            {new[] { (1.0, "1 s"), (60, "1 min"), (3600, "1 h"), (36_000, "10 h") }.Select(line => Html.Of($"<line class=\"stroke-line\" x1=\"{F(Left)}\" x2=\"{F(Right)}\" y1=\"{F(Y(line.Item1))}\" y2=\"{F(Y(line.Item1))}\"/><text x=\"{F(Left - 4)}\" y=\"{F(Y(line.Item1) + 4)}\" text-anchor=\"end\">{line.Item2}</text>"))}
            {Days(from, to).Select(day => Html.Of($"<line class=\"stroke-line\" x1=\"{F(X(day))}\" x2=\"{F(X(day))}\" y1=\"{F(Top)}\" y2=\"{F(Bottom)}\"/><text x=\"{F(X(day))}\" y=\"{F(Bottom + 34)}\" text-anchor=\"middle\">{day:MM-dd}</text>"))}
            {runs.Select(run => Html.Of($"<rect class=\"fill-{Style(run.Outcome)}\" x=\"{F(X(run.StartedAt))}\" y=\"{F(Y(run.Seconds))}\" width=\"{F(Math.Max(2, run.Seconds / (to - from).TotalSeconds * (Right - Left)))}\" height=\"{F(Bottom - Y(run.Seconds))}\"><title>{run.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, {run.Outcome}, {run.Seconds:0.0} s</title></rect>"))}
            {gaps.Select(gap => Html.Of($"<path class=\"fill-bad\" d=\"M{F(X(gap.Slot))} {F(Bottom + 4)} l4 8 h-8 z\"><title>{gap.Schedule} missed {gap.Slot:yyyy-MM-dd HH:mm} UTC</title></path>"))}
            </svg>
            """);
    }

    private static IEnumerable<DateTimeOffset> Days(DateTimeOffset from, DateTimeOffset to)
    {
        var step = Math.Max(1, (int)Math.Ceiling((to - from).TotalDays / 8));
        for (var day = new DateTimeOffset(from.UtcDateTime.Date.AddDays(1), TimeSpan.Zero); day < to; day = day.AddDays(step))
            yield return day;
    }

    private static string Style(string outcome) => outcome switch
    {
        "done" => "good",
        "cancelled" => "fair",
        _ => "bad",
    };

    private static string F(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
