using System.Text.RegularExpressions;
using Etl.Worker.Sandbox;
using Etl.Worker.Web.Console;
using Etl.Worker.Web.Dashboards;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Dashboards as files describe them. Their SQL goes the way of the console's: allow-listed, in a process of its own.</summary>
internal static partial class DashboardPages
{
    private const int MostRows = 100;

    public static IEnumerable<Route> Routes(WebServices services)
    {
        var library = new DashboardLibrary(services.Options.Config.Dashboards);
        yield return Route.Get("/dashboards", Policy.Viewer, request => List(library, request)) with { Menu = new MenuEntry("Explore", "Dashboards", 31) };
        yield return Route.Get("/dashboards/{name}", Policy.Viewer, request => Show(services, library, request));
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
            {dashboard.Parts.Select(part => part switch
            {
                DashboardHeading heading => Html.Of($"<h2>{heading.Text}</h2>"),
                DashboardText text => Html.Of($"<p>{Linked(text.Text)}</p>"),
                DashboardBlock block => Block(services, request, dashboard, block),
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

    private static Html Block(WebServices services, Request request, Dashboard dashboard, DashboardBlock block)
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
            {Html.When(answer.Rows.Count > 0, Table(answer, block.Title))}
            <details class="sql"><summary>SQL</summary><pre><code>{Html.Preformatted(block.Sql)}</code></pre></details>
            </section>
            """);
    }

    private static Html Table(ConsoleAnswer answer, string title) => Html.Of($"""
        <div class="table" role="region" tabindex="0" aria-label="{title}"><table>
        <thead><tr>{answer.Columns.Select(column => Html.Of($"<th scope=\"col\"{Html.When(column.IsNumber, Html.Of($" class=\"num\""))}>{column.Name}</th>"))}</tr></thead>
        <tbody>{answer.Rows.Take(MostRows).Select(row => Html.Of($"<tr>{row.Select((cell, i) => Html.Of($"<td{Html.When(answer.Columns[i].IsNumber, Html.Of($" class=\"num\""))}><bdi>{Html.Value(ConsoleAnswer.Text(cell))}</bdi></td>"))}</tr>"))}</tbody></table></div>
        <div class="foot"><span>Showing {Math.Min(MostRows, answer.Rows.Count):N0} of <strong>{answer.Rows.Count:N0}{(answer.Outcome.IsTruncated ? " or more" : "")}</strong> rows</span></div>
        """);

    private static Html Problem(DashboardBlock block, string message) => Html.Of($"""
        <section class="panel"><h2>{block.Title}</h2><p class="notice bad" role="alert">Line {block.Line}: {message}</p>
        <details class="sql"><summary>SQL</summary><pre><code>{Html.Preformatted(block.Sql)}</code></pre></details></section>
        """);

    private static ConsoleAnswer Run(WebServices services, Request request, Dashboard dashboard, DashboardBlock block)
    {
        var answer = ConsoleAnswer.RunAsync(services, request.Data, block.Sql, $"dashboard {dashboard.Name}", request.Cancel).GetAwaiter().GetResult();
        return answer.Outcome.Status == SandboxStatus.Done ? answer : throw new DashboardException(answer.Outcome.Message);
    }

    private static int Place(ConsoleAnswer answer, string? column) => answer.Columns.ToList().FindIndex(c => c.Name == column);

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)\s]+)\)")]
    private static partial Regex LinkShape();

    private sealed class DashboardException(string message) : Exception(message);
}
