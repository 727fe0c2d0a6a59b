using System.Globalization;
using Etl.Worker.Web.Listings;

namespace Etl.Worker.Web.Markup;

/// <summary>One bar, point or slice.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">Its size.</param>
/// <param name="Text">The value as it is shown.</param>
public readonly record struct Mark(string Label, double Value, string Text);

/// <summary>Charts as SVG in the page. Each stands beside the table of its numbers, which it does not replace.</summary>
public static class Charts
{
    /// <summary>A percentage with a small bar.</summary>
    public static Html Percent(double percent) => Html.Of($"""
        <span class="percent"><svg class="bar" width="60" height="8" aria-hidden="true" focusable="false"><rect class="fill-ground" width="60" height="8" rx="2"/><rect class="fill-mark" width="{F(Math.Clamp(percent, 0, 100) * .6)}" height="8" rx="2"/></svg> {Cells.PercentText(percent)}</span>
        """);

    /// <summary>Parts of a whole in one small bar: present, empty, invalid, binary; the rest is absent.</summary>
    public static Html Stack(params ReadOnlySpan<(double Percent, string Style)> parts)
    {
        var x = 0.0;
        var bars = new List<Html>();
        foreach (var (percent, style) in parts)
        {
            if (percent > 0)
                bars.Add(Html.Of($"<rect class=\"fill-{style}\" x=\"{F(x)}\" width=\"{F(Math.Max(1, percent))}\" height=\"10\"/>"));
            x += percent;
        }

        return Html.Of($"<svg class=\"bar\" width=\"100\" height=\"10\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"fill-ground\" width=\"100\" height=\"10\"/>{bars}</svg>");
    }

    /// <summary>Bars from left to right, longest first as given; labels at the left, values at the right.</summary>
    public static Html Bars(string title, IReadOnlyList<Mark> marks)
    {
        if (marks.Count == 0)
            return Html.Empty;
        var most = Math.Max(marks.Max(mark => mark.Value), double.Epsilon);
        var height = marks.Count * 22;
        return Html.Of($"""
            <svg class="chart bars" viewBox="0 0 600 {height}" role="img" aria-label="{Description(title, marks)}">
            {marks.Select((mark, i) => Html.Of($"""
                <text x="162" y="{i * 22 + 15}" text-anchor="end">{Short(mark.Label, 24)}</text><rect class="fill-mark" x="170" y="{i * 22 + 4}" width="{F(Math.Max(1, mark.Value / most * 340))}" height="14" rx="2"><title>{mark.Label}: {mark.Text}</title></rect><text x="{F(176 + mark.Value / most * 340)}" y="{i * 22 + 15}">{mark.Text}</text>
                """))}
            </svg>
            """);
    }

    /// <summary>Columns along an axis whose places all stand for something: a year without a mark is a gap.</summary>
    public static Html Columns(string title, IReadOnlyList<Mark> marks, string highest)
    {
        if (marks.Count == 0)
            return Html.Empty;
        var most = Math.Max(marks.Max(mark => mark.Value), double.Epsilon);
        var step = 560.0 / marks.Count;
        var every = (int)Math.Ceiling(marks.Count / 8.0);
        return Html.Of($"""
            <svg class="chart" viewBox="0 0 600 170" role="img" aria-label="{Description(title, marks)}">
            <line class="stroke-line" x1="30" x2="590" y1="18" y2="18"/><line class="stroke-line" x1="30" x2="590" y1="140" y2="140"/>
            <text x="30" y="13">{highest}</text>
            {marks.Select((mark, i) => Html.Of($"""
                <rect class="fill-mark" x="{F(30 + i * step + step * .1)}" y="{F(140 - mark.Value / most * 122)}" width="{F(Math.Max(.5, step * .8))}" height="{F(mark.Value / most * 122)}"><title>{mark.Label}: {mark.Text}</title></rect>{Html.When(i % every == 0, Html.Of($"<text x=\"{F(30 + i * step + step / 2)}\" y=\"156\" text-anchor=\"middle\">{Short(mark.Label.Split(" to ")[0], 10)}</text>"))}
                """))}
            </svg>
            """);
    }

    /// <summary>Columns of parts, one part a kind, with a legend. The last kind stands at the top.</summary>
    /// <param name="title">What is drawn.</param>
    /// <param name="places">Labels along the axis.</param>
    /// <param name="kinds">Names of the kinds, at most six.</param>
    /// <param name="value">The size of a part.</param>
    /// <param name="unit">What is counted.</param>
    public static Html StackedColumns(string title, IReadOnlyList<string> places, IReadOnlyList<string> kinds, Func<string, string, double> value, string unit)
    {
        var most = Math.Max(places.Select(place => kinds.Sum(kind => value(place, kind))).DefaultIfEmpty(0).Max(), double.Epsilon);
        var step = 560.0 / Math.Max(1, places.Count);
        var every = (int)Math.Ceiling(places.Count / 8.0);
        return Html.Of($"""
            <svg class="chart" viewBox="0 0 600 170" role="img" aria-label="{title}: {kinds.Count} kinds in {places.Count} places. The table has them all.">
            <line class="stroke-line" x1="30" x2="590" y1="18" y2="18"/><line class="stroke-line" x1="30" x2="590" y1="140" y2="140"/>
            <text x="30" y="13">{most:N0} {unit}</text>
            {places.Select((place, i) => Html.Of($"""
                {Column(place, 30 + i * step + step * .1, Math.Max(.5, step * .8))}{Html.When(i % every == 0, Html.Of($"<text x=\"{F(30 + i * step + step / 2)}\" y=\"156\" text-anchor=\"middle\">{Short(place, 10)}</text>"))}
                """))}
            </svg>
            <p class="key">{kinds.Select((kind, i) => Html.Of($"<span><svg class=\"bar\" width=\"12\" height=\"12\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"kind-{i}\" width=\"12\" height=\"12\" rx=\"2\"/></svg> {kind}</span> "))}</p>
            """);

        IEnumerable<Html> Column(string place, double x, double width)
        {
            var y = 140.0;
            for (var i = 0; i < kinds.Count; i++)
            {
                var size = value(place, kinds[i]);
                var height = size / most * 122;
                y -= height;
                yield return Html.When(size > 0, Html.Of($"<rect class=\"kind-{i}\" x=\"{F(x)}\" y=\"{F(y)}\" width=\"{F(width)}\" height=\"{F(height)}\"><title>{place}, {kinds[i]}: {size:N0} {unit}</title></rect>"));
            }
        }
    }

    /// <summary>A line without axes, for the side of a figure.</summary>
    public static Html Spark(string title, IReadOnlyList<double> values)
    {
        if (values.Count < 2)
            return Html.Empty;
        var (least, most) = (values.Min(), values.Max());
        var range = Math.Max(most - least, double.Epsilon);
        var points = string.Join(' ', values.Select((value, i) => $"{F(2 + i * 116.0 / (values.Count - 1))},{F(24 - (value - least) / range * 20)}"));
        return Html.Of($"<svg class=\"spark\" width=\"120\" height=\"28\" role=\"img\" aria-label=\"{title}\"><polyline class=\"stroke-mark\" points=\"{points}\"/></svg>");
    }

    private static string Description(string title, IReadOnlyList<Mark> marks)
    {
        var largest = marks.MaxBy(mark => mark.Value);
        return $"{title}: {marks.Count} values, the largest {largest.Label} with {largest.Text}. The table has them all.";
    }

    private static string Short(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private static string F(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
