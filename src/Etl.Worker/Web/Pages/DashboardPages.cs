using System.Globalization;
using System.Text.RegularExpressions;
using Etl.Worker.DuckDb;
using Etl.Worker.Sandbox;
using Etl.Worker.Web.Console;
using Etl.Worker.Web.Dashboards;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Dashboards as files describe them. The SQL of files that do not come with the program goes the way of the console's: allow-listed, in a process of its own.</summary>
internal static partial class DashboardPages
{
    private const int MostRows = 100;

    public static IEnumerable<Route> Routes(WebServices services)
    {
        var library = new DashboardLibrary(services.Options.Config.Dashboards);
        yield return Route.Get("/dashboards", Policy.Viewer, request => List(library, request)) with { Menu = new MenuEntry("Explore", "Dashboards", 31) };
        yield return Route.Get("/dashboards/{name}", Policy.Viewer, request => Show(services, library, request)) with { ShowsRows = true };
        yield return new Route("GET", "/dashboards/{name}/{block}", Policy.Viewer, request => ExportAsync(services, library, request)) { Load = Load.Download, ShowsRows = true };
    }

    private static bool MaySee(Dashboard dashboard, Request request) => dashboard.IsForViewers || Policy.Analyst.Allows(request.Role);

    private static Reply List(DashboardLibrary library, Request request) => Reply.Page("Dashboards", Html.Of($"""
        {Parts.Heading("Dashboards", Html.Of($"Each is a file: SQL, a chart, some text. Copy one into the folder that the configuration names as <code>dashboards</code>, and change it."))}
        <section class="panel"><h2>Dashboards</h2><ul>
        {library.All().Where(dashboard => MaySee(dashboard, request)).Select(dashboard => Html.Of($"<li><a href=\"/dashboards/{PageUrl.Segment(dashboard.Name)}\">{dashboard.Title}</a>{Html.When(dashboard.Problems.Count > 0, Html.Of($" <span class=\"badge bad\">{dashboard.Problems.Count} problems</span>"))}</li>"))}
        </ul></section>
        """));

    private static Reply Show(WebServices services, DashboardLibrary library, Request request)
    {
        if (library.Find(request.Segment("name")) is not { } dashboard || !MaySee(dashboard, request))
            return ErrorPages.NotFound(request);
        request.Subject = dashboard.Name;
        return Reply.Page(dashboard.Title, Html.Of($"""
            <h1>{dashboard.Title}</h1>
            {Html.When(dashboard.Problems.Count > 0, Html.Of($"<div class=\"notice bad\" role=\"alert\"><p>The file {dashboard.Name}.md has problems:</p><ul>{dashboard.Problems.Select(problem => Html.Of($"<li>Line {problem.Line}: {problem.Reason}</li>"))}</ul></div>"))}
            {dashboard.Parts.Select((part, i) => part switch
            {
                DashboardHeading heading => Html.Of($"<h2>{heading.Text}</h2>"),
                DashboardText text => Html.Of($"<p>{Linked(text.Text)}</p>"),
                DashboardBlock block => Block(services, request, dashboard, block, i),
                _ => Html.Empty,
            })}
            """));
    }

    /// <summary>Text with its links to pages of this server.</summary>
    private static IEnumerable<Html> Linked(string text)
    {
        var at = 0;
        foreach (Match link in LinkShape().Matches(text))
        {
            yield return Html.Of($"{text[at..link.Index]}");
            var (label, url) = (link.Groups[1].Value, link.Groups[2].Value);
            yield return PageUrl.IsLocal(url) ? Html.Of($"<a href=\"{url}\">{label}</a>") : Html.Of($"{link.Value}");
            at = link.Index + link.Length;
        }

        yield return Html.Of($"{text[at..]}");
    }

    private static Html Block(WebServices services, Request request, Dashboard dashboard, DashboardBlock block, int place)
    {
        ConsoleAnswer answer;
        try
        {
            answer = request.Data.Keep($"dashboard:{block.Sql}", () => Run(services, request, dashboard, block));
        }
        catch (DashboardException e)
        {
            return Problem(block, e.Message);
        }

        var (x, y) = (Place(answer, block.X), Place(answer, block.Y));
        if (block.Shape != "table" && (x < 0 || y < 0))
            return Problem(block, $"The statement gives {string.Join(", ", answer.Columns.Select(c => c.Name))}, not {(x < 0 ? block.X : block.Y)}.");
        return Html.Of($"""
            <section class="panel"><h2>{(block.Title.Length > 0 ? block.Title : "Result")}</h2>
            {Html.When(answer.Rows.Count == 0, Html.Of($"<p class=\"quiet\">No row fits: the archive has nothing of this yet.</p>"))}
            {(block.Shape == "table" ? Html.Empty : QuickChart.Draw(block.Shape, block.Title, [.. answer.Rows.Take(60).Select(row => QuickChart.MarkOf(row, x, y))]))}
            {Html.When(answer.Rows.Count > 0, Table(answer, block.Title, $"/dashboards/{PageUrl.Segment(dashboard.Name)}/{place}"))}
            {RowTable.Source(block.Sql)}
            </section>
            """);
    }

    private static Html Table(ConsoleAnswer answer, string title, string download) => Html.Of($"""
        <div class="table" role="region" tabindex="0" aria-label="{title}"><table>
        <thead><tr>{answer.Columns.Select(column => Html.Of($"<th scope=\"col\"{Html.When(column.IsNumber, Html.Of($" class=\"num\""))}>{column.Name}</th>"))}</tr></thead>
        <tbody>{answer.Rows.Take(MostRows).Select(row => Html.Of($"<tr>{row.Select((cell, i) => Html.Of($"<td{Html.When(answer.Columns[i].IsNumber, Html.Of($" class=\"num\""))}><bdi>{Html.Value(ConsoleAnswer.Text(cell))}</bdi></td>"))}</tr>"))}</tbody></table></div>
        <div class="foot"><span>Showing {Math.Min(MostRows, answer.Rows.Count):N0} of <strong>{answer.Rows.Count:N0}{(answer.Outcome.IsTruncated ? " or more" : "")}</strong> rows</span>{RowTable.Downloads(download)}</div>
        """);

    private static Html Problem(DashboardBlock block, string message) => Html.Of($"""
        <section class="panel"><h2>{block.Title}</h2><p class="notice bad" role="alert">Line {block.Line}: {message}</p>{RowTable.Source(block.Sql)}</section>
        """);

    private static ConsoleAnswer Run(WebServices services, Request request, Dashboard dashboard, DashboardBlock block)
    {
        // What comes with the program is trusted as its other SQL is; a process of its own for each block takes a fifth of a second.
        if (dashboard.IsShipped)
            return RunOwn(request, block);
        var answer = ConsoleAnswer.RunAsync(services, request.Data, block.Sql, $"dashboard {dashboard.Name}", request.Cancel).GetAwaiter().GetResult();
        return answer.Outcome.Status == SandboxStatus.Done ? answer : throw new DashboardException(answer.Outcome.Message);
    }

    private static ConsoleAnswer RunOwn(Request request, DashboardBlock block)
    {
        try
        {
            return ConsoleAnswer.Of(request.Data.Rows(block.Sql));
        }
        catch (DuckDbException e)
        {
            throw new DashboardException($"The published warehouse cannot answer it ({e.ErrorType}): an older version of the program made it. The next refresh makes it anew.");
        }
    }

    /// <summary>All rows of a block; it is named by its place in the file.</summary>
    private static async Task<Reply> ExportAsync(WebServices services, DashboardLibrary library, Request request)
    {
        if (library.Find(request.Segment("name")) is not { } dashboard || !MaySee(dashboard, request)
            || !int.TryParse(request.Segment("block"), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            || dashboard.Parts.ElementAtOrDefault(place) is not DashboardBlock block)
            return ErrorPages.NotFound(request);
        request.Subject = dashboard.Name;
        return await ConsoleExport.MakeAsync(services, request, block.Sql, $"dashboard {dashboard.Name}", $"{FileShape().Replace(dashboard.Name, "_")}-{place}").ConfigureAwait(false);
    }

    private static int Place(ConsoleAnswer answer, string? column) => answer.Columns.ToList().FindIndex(c => c.Name == column);

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)\s]+)\)")]
    private static partial Regex LinkShape();

    [GeneratedRegex("[^A-Za-z0-9_-]")]
    private static partial Regex FileShape();

    private sealed class DashboardException(string message) : Exception(message);
}
