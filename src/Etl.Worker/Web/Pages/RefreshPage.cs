using System.Collections;
using System.Globalization;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>One refresh: its stages, counters, errors by code and log.</summary>
internal static class RefreshPage
{
    private const int LinesOfPage = 1_000;

    private static readonly (string Column, string Label)[] Counters =
    [
        ("listed", "Listed"), ("new_objects", "New"), ("changed_objects", "Changed"), ("gone_objects", "Gone"), ("unchanged", "Unchanged"),
        ("loaded", "Loaded"), ("quarantined", "Quarantined"), ("retried", "Read again"), ("commits", "Commits"), ("parts_written", "Parts"),
    ];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/refreshes/{id}", Policy.Viewer, request => Show(services, request));
        yield return Route.Post("/refreshes/{id}/retry", Policy.Operator, request => RunAgain(services, request)) with { Load = Load.Light };
        yield return Route.Get("/refreshes/{id}/log", Policy.Viewer, request => Log(services, request)) with { Load = Load.Light };
    }

    private static Reply Show(WebServices services, Request request)
    {
        var id = request.Segment("id");
        var rows = services.Scheduling.History.Rows("select * from runs where refresh_id = $1", id);
        var isRunning = services.Scheduling.Runs.Current?.RefreshId == id;
        var (lines, all) = services.Scheduling.Log.Read(id, 0, 0);
        if (rows.Count == 0 && !isRunning && all == 0)
            return ErrorPages.NotFound(request);
        var run = rows.Count == 0 ? null : rows[0];
        return Reply.Page("Refresh", Html.Of($"""
            <h1>Refresh</h1>
            <p class="lead"><code>{id}</code> {(run is null ? Html.Of($"<span class=\"badge fair\">{(isRunning ? "running" : "not in the lake's table")}</span>") : Parts.Outcome((string?)run["outcome"]))} <a href="/refreshes">All refreshes</a></p>
            {Html.When(isRunning, RunningPart.Show(services, request))}
            {Html.When(run is not null && !isRunning && CanRetry(services, request), Retry(id, (string?)run?["outcome"]))}
            {(run is null ? Html.Empty : Facts(run))}
            {(run is null ? Html.Empty : Stages(services, id))}
            {Errors(request, id)}
            {LogPart(services, request, id)}
            """), "refreshes.js");
    }

    private static Html Facts(IReadOnlyDictionary<string, object?> run) => Html.Of($"""
        {Html.When(run["error"] is not null, Html.Of($"<p class=\"notice bad\"><strong>{(string?)run["error"]}</strong>: {(string?)run["error_message"]}</p>"))}
        {Parts.Figures(Counters.Select(c => (c.Label, run[c.Column] is null ? Html.Value(null) : Parts.Figure(Number(run[c.Column])), Html.Empty)))}
        <section class="panel"><h2>Facts</h2><table class="facts"><tbody>
        {Fact("Start", Html.Of($"{RunAxis.Moment(run["started_at"])} UTC"))}
        {Fact("End", Html.Of($"{RunAxis.Moment(run["ended_at"])} UTC, after {Cells.Seconds(Convert.ToDouble(run["seconds"] ?? 0.0, CultureInfo.InvariantCulture))}"))}
        {Fact("Started by", Html.Of($"{(string?)run["triggered_by"]} {(string?)run["schedule"]}"))}
        {Fact("Sources", Html.Of($"{Texts(run["sources"]).Select(source => Html.Of($"<code>{source}</code><br>"))}"))}
        {Fact("Bytes read", Html.Of($"{Cells.Bytes(Number(run["bytes_read"]))}"))}
        {Fact("Largest memory", Html.Of($"{Cells.Bytes(Number(run["peak_memory_bytes"]))}"))}
        {Fact("Version of the lake", Html.Of($"{Number(run["lake_version_before"])} before, {Number(run["lake_version_after"])} after"))}
        {Fact("Program", Html.Of($"{(string?)run["program_version"]}"))}
        {Fact("Options", Html.Of($"<code>{(string?)run["options"]}</code>"))}
        </tbody></table>
        <div class="foot">{RowTable.Downloads(PageUrl.Of(RunTables.Refreshes, ("id", (string)run["refresh_id"]!)), "Download")}</div></section>
        """);

    private static Html Fact(string label, Html value) => Html.Of($"<tr><th scope=\"row\">{label}</th><td>{value}</td></tr>");

    private static Html Stages(WebServices services, string id)
    {
        var query = RunTables.StagesOf(id);
        var stages = services.Scheduling.History.With(history => RowSet.Of(history, query));
        return Html.When(stages.Count > 0, new RowTable
        {
            Title = "Stages",
            Unit = "stages",
            Rows = stages,
            Columns = [new("stage", "Stage"), new("seconds", "Seconds", ColumnKind.Number)],
            Above = Charts.Bars("Seconds by stage", [.. stages.Select(stage => new Mark(stage.Text("stage")!, stage.Number("seconds") ?? 0, Cells.Seconds(stage.Number("seconds") ?? 0)))]),
            Download = PageUrl.Of(RunTables.Stages, ("refresh", id)),
            Sql = RunFilter.Readable(query),
        }.Show());
    }

    /// <summary>What it quarantined and is still there, by code.</summary>
    private static Html Errors(Request request, string id)
    {
        var filter = request.Filter.With("refresh", id);
        return request.Version is null || !QuarantineListings.OfRefresh.IsThere(request.Data) || QuarantineListings.OfRefresh.Count(request.Data, filter) == 0
            ? Html.Empty
            : new TableView(request, QuarantineListings.OfRefresh) { Filter = filter, Top = 100, Above = Html.Of($"<p class=\"quiet\">Objects in quarantine whose last attempt this was.</p>") }.Show();
    }

    /// <summary>Whether this one may start refreshes here, and none runs.</summary>
    internal static bool CanRetry(WebServices services, Request request) => services.Scheduling.CanRun && Policy.Operator.Allows(request.Role);

    /// <summary>The way to run it once more; empty for one that is done.</summary>
    internal static Html Retry(string id, string? outcome) => Html.When(outcome != "done", Html.Of($"""
        <form method="post" action="/refreshes/{PageUrl.Segment(id)}/retry" class="inline"><button type="submit" class="second">Run again</button></form>
        """));

    /// <summary>Runs the schedule of a refresh once more, or all sources where it had none. What that refresh committed is not read again.</summary>
    private static Reply RunAgain(WebServices services, Request request)
    {
        var rows = services.Scheduling.History.Rows("select schedule from runs where refresh_id = $1 and outcome <> 'done'", request.Segment("id"));
        if (rows.Count == 0 || !services.Scheduling.CanRun)
            return Reply.Problem(404, "no-refresh", "There is no such refresh that failed, or this server has no sources.");
        request.Subject = request.Segment("id");
        var schedule = rows[0]["schedule"] is string name ? services.Scheduling.Schedules.Find(name) : null;
        var run = services.Scheduling.Schedules.RunNow(schedule, request.Principal.Name, services.Stopping);
        return Reply.SeeOther(PageUrl.Of("/refreshes", ("said", run is null ? "busy" : "started")));
    }

    /// <summary>The last page first: an end says most.</summary>
    private static Html LogPart(WebServices services, Request request, string id)
    {
        var (_, all) = services.Scheduling.Log.Read(id, 0, 0);
        if (all == 0)
            return Html.Of($"<section class=\"panel\"><h2>Log</h2><p class=\"quiet\">A refresh that this server started leaves a log; this one did not.</p></section>");
        var pages = (all + LinesOfPage - 1) / LinesOfPage;
        var page = request.Number("log", pages, 1, pages);
        var from = (page - 1) * LinesOfPage;
        var (lines, _) = services.Scheduling.Log.Read(id, from, LinesOfPage);
        return Html.Of($"""
            <section class="panel"><h2 id="log">Log</h2>
            <div class="table" role="region" tabindex="0" aria-label="Log"><table><thead><tr><th scope="col" class="num">Line</th><th scope="col">Time (UTC)</th><th scope="col">What</th><th scope="col">Message</th></tr></thead>
            <tbody>{lines.Select((line, i) => Html.Of($"<tr id=\"l{from + i + 1}\"><td class=\"num\"><a href=\"#l{from + i + 1}\">{from + i + 1}</a></td><td class=\"num\">{line.At:HH:mm:ss.fff}</td><td>{line.Kind}</td><td>{line.Message}</td></tr>"))}</tbody></table></div>
            <div class="foot"><span>Lines {from + 1:N0}–{from + lines.Count:N0} of <strong>{all:N0}</strong></span>
            <nav aria-label="Pages of the log">{Html.When(page > 1, Html.Of($"<a rel=\"prev\" href=\"?log={page - 1}#log\">Earlier</a>"))} {Html.When(page < pages, Html.Of($"<a rel=\"next\" href=\"?log={page + 1}#log\">Later</a>"))}</nav>
            <span class="downloads"><a href="/refreshes/{PageUrl.Segment(id)}/log" download>Whole log as text</a></span></div>
            </section>
            """);
    }

    private static Reply Log(WebServices services, Request request)
    {
        var (lines, all) = services.Scheduling.Log.Read(request.Segment("id"), 0, int.MaxValue);
        return all == 0
            ? ErrorPages.NotFound(request)
            : Reply.Text(string.Concat(lines.Select(line => $"{line.At:yyyy-MM-ddTHH:mm:ss.fff}Z\t{line.Kind}\t{line.Message}\n")));
    }

    private static IEnumerable<string?> Texts(object? list) => (list as IEnumerable)?.Cast<string?>() ?? [];

    private static long Number(object? value) => value is null ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
