using System.Globalization;
using System.Text.Json;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Console;

/// <summary>A chart of a result: one column along, one number up, chosen in the address.</summary>
internal static class QuickChart
{
    private const int MostMarks = 60;
    private static readonly string[] Shapes = ["bars", "columns"];

    public static Html Show(Request request, string path, ConsoleAnswer answer)
    {
        var numbers = answer.Columns.Index().Where(c => c.Item.IsNumber).Select(c => c.Index).ToList();
        if (numbers.Count == 0 || answer.Columns.Count < 2 || answer.Rows.Count < 2)
            return Html.Empty;
        var y = Chosen(request, "y", numbers, numbers[^1]);
        var x = Chosen(request, "x", [.. Enumerable.Range(0, answer.Columns.Count)], Enumerable.Range(0, answer.Columns.Count).First(i => i != y));
        var kind = request.Choice("chart", "bars", "columns");
        var marks = answer.Rows.Take(MostMarks).Select(row => MarkOf(row, x, y)).ToList();
        return Html.Of($"""
            <section class="panel"><h2>Chart</h2>
            <form method="get" action="{path}" class="filters" data-auto>
            <label>Shape <select name="chart">{Shapes.Select(value => Option(value, value, value == kind))}</select></label>
            <label>Along <select name="x">{answer.Columns.Select((column, i) => Option($"{i}", column.Name, i == x))}</select></label>
            <label>Value <select name="y">{numbers.Select(i => Option($"{i}", answer.Columns[i].Name, i == y))}</select></label>
            <button type="submit">Draw</button></form>
            {Draw(kind, $"{answer.Columns[y].Name} by {answer.Columns[x].Name}", marks)}
            {Html.When(answer.Rows.Count > MostMarks, Html.Of($"<p class=\"quiet\">The first {MostMarks} of {answer.Rows.Count:N0} rows.</p>"))}
            </section>
            """);
    }

    internal static Html Draw(string kind, string title, IReadOnlyList<Mark> marks) => kind == "columns"
        ? Charts.Columns(title, marks, marks.Count == 0 ? "" : marks.MaxBy(mark => mark.Value).Text)
        : Charts.Bars(title, marks);

    internal static Mark MarkOf(JsonElement[] row, int x, int y)
    {
        var value = row[y].ValueKind == JsonValueKind.Number ? row[y].GetDouble() : 0;
        return new Mark(ConsoleAnswer.Text(row[x]) ?? "none", Math.Max(0, value), value.ToString("#,0.###", CultureInfo.InvariantCulture));
    }

    private static int Chosen(Request request, string name, IReadOnlyList<int> possible, int fallback) =>
        int.TryParse(request.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && possible.Contains(index) ? index : fallback;

    private static Html Option(string value, string text, bool isChosen) =>
        Html.Of($"<option value=\"{value}\"{Html.When(isChosen, Html.Of($" selected"))}>{text}</option>");
}
