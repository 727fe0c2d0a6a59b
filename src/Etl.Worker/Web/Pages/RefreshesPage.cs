using System.Globalization;
using Etl.Worker.Cli;
using Etl.Worker.Jobs;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>The refreshes that ran, on a true axis of time, the one that runs, and what is due.</summary>
internal static class RefreshesPage
{
    private const int PageSize = 50;
    private const int MostMarks = 2_000;
    private static readonly string[] Windows = ["14", "1", "3", "7", "30", "90", "365"];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/refreshes", Policy.Viewer, request => Show(services, request)) with { Menu = new MenuEntry("Operations", "Refreshes", 20) };
        yield return Route.Get("/api/v1/refreshes", Policy.Viewer, request => Download(services, request)) with
        {
            Load = Load.Light,
            Api = new ApiFacts("Refreshes, newest first, also those that failed", [.. RunFilter.Names.Select(name => new ApiParameter(name, "As on the page of refreshes")), new ApiParameter("format", "json or csv")])
            {
                Answers = ["application/json", "text/csv"],
            },
        };
    }

    private static Reply Show(WebServices services, Request request)
    {
        var runs = services.Scheduling;
        var filter = request.Filter.Only(RunFilter.Names);
        var chosen = new RunFilter(filter);
        var total = Number(runs.History.Rows($"select count(*) as n from runs where {chosen.Condition}", chosen.Values)[0]["n"]);
        var all = Number(runs.History.Rows("select count(*) as n from runs")[0]["n"]);
        return Reply.Page("Refreshes", Html.Of($"""
            {Parts.Heading("Refreshes", Html.Of($"Each reads what is new or changed at the sources and publishes a new version. {all:N0} ran so far."))}
            {Notice(request)}
            {RunningPart.Show(services, request)}
            {SchedulePart.Show(services, request)}
            {Parts.FilterForm("/refreshes", Fields(runs.History, filter), filter.Pairs.Count > 0)}
            {Axis(services, request, chosen)}
            {Table(request, runs.History, filter, chosen, total)}
            """), "refreshes.js");
    }

    private static Html Notice(Request request) => request.Text("said") switch
    {
        "started" => Html.Of($"<p class=\"notice\" role=\"status\">The refresh starts.</p>"),
        "busy" => Html.Of($"<p class=\"notice fair\" role=\"status\">A refresh is running already; two of one lake never run at once.</p>"),
        "cancelled" => Html.Of($"<p class=\"notice\" role=\"status\">The refresh is asked to end. What it committed stays.</p>"),
        "idle" => Html.Of($"<p class=\"notice fair\" role=\"status\">No refresh is running.</p>"),
        _ => Html.Empty,
    };

    private static Html Fields(RefreshHistory history, Filter filter)
    {
        IEnumerable<(string, string)> Values(string column) => history.Rows($"select {column} as value, count(*) as n from runs where {column} is not null group by all order by n desc, value limit 50")
            .Select(row => ((string)row["value"]!, $"{row["value"]} ({Number(row["n"]):N0})"));
        return Html.Of($"""
            {Parts.Search("q", "Search", filter.Text("q"))}
            {Parts.Select("outcome", "Outcome", "any", filter.Text("outcome"), Values("outcome"))}
            {Parts.Select("trigger", "Started by", "any", filter.Text("trigger"), Values("triggered_by"))}
            {Parts.Select("schedule", "Schedule", "any", filter.Text("schedule"), Values("schedule"))}
            {Parts.Select("error", "Error", "any", filter.Text("error"), Values("error"))}
            """);
    }

    private static Html Axis(WebServices services, Request request, RunFilter chosen)
    {
        var days = int.Parse(request.Choice("days", Windows), CultureInfo.InvariantCulture);
        var now = services.Time.GetUtcNow();
        var from = now.AddDays(-days);
        var values = chosen.Values.Append(from).ToList();
        var rows = services.Scheduling.History.Rows(
            $"select refresh_id, started_at, ended_at, outcome, seconds from runs where {chosen.Condition} and started_at >= ${values.Count} order by started_at desc limit {MostMarks}", values);
        var runs = rows.Select(row => new RunMark((string)row["refresh_id"]!, (DateTimeOffset)row["started_at"]!, Convert.ToDouble(row["seconds"] ?? 0.0, CultureInfo.InvariantCulture), (string)row["outcome"]!)).ToList();
        var gaps = services.Scheduling.Schedules.All.SelectMany(schedule => ScheduleGaps.Find(
            Schedules.Times(schedule),
            [.. services.Scheduling.History.Rows("select started_at from runs where schedule = $1 order by started_at", schedule.Name).Select(row => (DateTimeOffset)row["started_at"]!)],
            from, now, 20_000).Select(slot => (schedule.Name, Slot: slot))).ToList();
        var choices = Windows.OrderBy(int.Parse).Select(window => window == days.ToString(CultureInfo.InvariantCulture)
            ? Html.Of($"<strong aria-current=\"true\">{window}</strong> ")
            : Html.Of($"<a href=\"{request.Filter.With("days", window).Without("page", "said").Url("/refreshes")}\">{window}</a> "));
        return Html.Of($"""
            <section class="panel"><h2>When they ran, and how long</h2>
            <p class="quiet">Days: {choices}. The axis is time itself: a night without a run is empty. Marks at the bottom are times of a schedule that were missed.{Html.When(rows.Count == MostMarks, Html.Of($" Only the latest {MostMarks:N0} are drawn."))}</p>
            {RunAxis.Draw(runs, gaps, from, now)}
            {Missed(gaps)}
            </section>
            """);
    }

    private static Html Missed(List<(string Schedule, DateTimeOffset Slot)> gaps) => gaps.Count == 0 ? Html.Empty : Html.Of($"""
        <details><summary>{gaps.Count:N0} missed</summary><ul>{gaps.OrderByDescending(g => g.Slot).Take(100).Select(gap => Html.Of($"<li>{gap.Schedule}: {gap.Slot:yyyy-MM-dd HH:mm:ss} UTC</li>"))}</ul></details>
        """);

    private static Html Table(Request request, RefreshHistory history, Filter filter, RunFilter chosen, long total)
    {
        if (total == 0)
            return Html.Of($"<section class=\"panel\"><h2>Refreshes</h2>{(filter.Pairs.Count > 0 ? Parts.ClearFilters("/refreshes") : Html.Of($"<p class=\"quiet\">None ran yet. A schedule, or <code>etl refresh</code>, starts the first.</p>"))}</section>");
        var pages = (total + PageSize - 1) / PageSize;
        var page = Math.Min(request.Number("page", 1, 1, 1_000_000), pages);
        var rows = history.Rows(
            $"select refresh_id, started_at, outcome, error, triggered_by, schedule, seconds, listed, new_objects, changed_objects, gone_objects, quarantined, bytes_read from runs where {chosen.Condition} order by started_at desc, refresh_id limit {PageSize} offset {(page - 1) * PageSize}",
            chosen.Values);
        return Html.Of($"""
            <section class="panel"><h2>Refreshes</h2>
            <div class="table" role="region" tabindex="0" aria-label="Refreshes"><table>
            <thead><tr><th scope="col">Start (UTC)</th><th scope="col">Outcome</th><th scope="col">Started by</th><th scope="col" class="num">Time</th><th scope="col" class="num">Listed</th><th scope="col" class="num">New</th><th scope="col" class="num">Changed</th><th scope="col" class="num">Gone</th><th scope="col" class="num">Quarantined</th><th scope="col" class="num">Read</th><th scope="col">Error</th></tr></thead>
            <tbody>{rows.Select(Line)}</tbody></table></div>
            <div class="foot"><span>Showing {((page - 1) * PageSize) + 1:N0}–{((page - 1) * PageSize) + rows.Count:N0} of <strong>{total:N0}</strong> refreshes</span>
            <nav aria-label="Pages of refreshes">
            {Html.When(page > 1, Html.Of($"<a rel=\"prev\" href=\"{request.Filter.With("page", $"{page - 1}").Without("said").Url("/refreshes")}\">Previous</a>"))}
            {Html.When(pages > 1, Html.Of($"<span>Page {page:N0} of {pages:N0}</span>"))}
            {Html.When(page < pages, Html.Of($"<a rel=\"next\" href=\"{request.Filter.With("page", $"{page + 1}").Without("said").Url("/refreshes")}\">Next</a>"))}</nav>
            <span class="downloads">Download all: <a href="{filter.With("format", "csv").Url("/api/v1/refreshes")}" download>CSV</a> <a href="{filter.With("format", "json").Url("/api/v1/refreshes")}" download>JSON</a></span></div>
            </section>
            """);
    }

    private static Html Line(IReadOnlyDictionary<string, object?> row) => Html.Of($"""
        <tr><th scope="row"><a href="/refreshes/{PageUrl.Segment((string)row["refresh_id"]!)}">{RunAxis.Moment(row["started_at"])}</a></th><td>{Parts.Outcome((string?)row["outcome"])}</td><td>{(string?)row["triggered_by"]} {(string?)row["schedule"]}</td><td class="num">{Cells.Seconds(Convert.ToDouble(row["seconds"] ?? 0.0, CultureInfo.InvariantCulture))}</td><td class="num">{Number(row["listed"]):N0}</td><td class="num">{Number(row["new_objects"]):N0}</td><td class="num">{Number(row["changed_objects"]):N0}</td><td class="num">{Number(row["gone_objects"]):N0}</td><td class="num">{Number(row["quarantined"]):N0}</td><td class="num">{Cells.Bytes(Number(row["bytes_read"]))}</td><td class="mono">{(string?)row["error"]}</td></tr>
        """);

    private static StreamReply Download(WebServices services, Request request)
    {
        var chosen = new RunFilter(request.Filter);
        var rows = services.Scheduling.History.Rows($"select * from runs where {chosen.Condition} order by started_at desc, refresh_id", chosen.Values);
        var names = rows.Count == 0 ? [] : rows[0].Keys.ToList();
        var table = new ResultTable([.. names.Select(name => new ResultColumn(name, "VARCHAR"))], rows.Select(row => row.Values.ToArray()), rows.Count);
        request.Http.Response.Headers["X-Row-Count"] = rows.Count.ToString(CultureInfo.InvariantCulture);
        var isCsv = request.Choice("format", "json", "csv") == "csv";
        return new StreamReply(isCsv ? "text/csv; charset=utf-8" : "application/json", (_, body, _) =>
        {
            if (isCsv)
                CsvFormat.Write(FormulaGuard.Over(table), body, forTerminal: false);
            else
                JsonFormat.WriteArray(table, body);
            return Task.CompletedTask;
        })
        { FileName = request.Text("format") is null ? null : $"refreshes.{(isCsv ? "csv" : "json")}" };
    }

    private static long Number(object? value) => value is null ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
