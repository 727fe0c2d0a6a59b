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
    private static readonly string[] Shown =
        ["refresh_id", "started_at", "outcome", "error", "triggered_by", "schedule", "seconds", "listed", "new_objects", "changed_objects", "gone_objects", "quarantined", "bytes_read"];

    private static readonly IReadOnlyList<ListingColumn> Columns =
    [
        new("started_at", "Start (UTC)") { Show = row => Html.Of($"<a class=\"num\" href=\"/refreshes/{PageUrl.Segment(row.Text("refresh_id")!)}\">{RunAxis.Moment(row["started_at"])}</a>") },
        new("outcome", "Outcome") { Show = row => Parts.Outcome(row.Text("outcome")) },
        new("triggered_by", "Started by") { Show = row => Html.Of($"{row.Text("triggered_by")} {row.Text("schedule")}") },
        new("seconds", "Time", ColumnKind.Number) { Show = row => Html.Of($"{Cells.Seconds(row.Number("seconds") ?? 0)}") },
        new("listed", "Listed", ColumnKind.Count), new("new_objects", "New", ColumnKind.Count), new("changed_objects", "Changed", ColumnKind.Count),
        new("gone_objects", "Gone", ColumnKind.Count), new("quarantined", "Quarantined", ColumnKind.Count), new("bytes_read", "Read", ColumnKind.Bytes),
        new("error", "Error", ColumnKind.Code) { Show = row => Html.Of($"{row.Text("error")}") },
    ];

    private static readonly string[] Windows = ["14", "1", "3", "7", "30", "90", "365"];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/refreshes", Policy.Viewer, request => Show(services, request)) with { Menu = new MenuEntry("Operations", "Refreshes", 20) };
    }

    private static Reply Show(WebServices services, Request request)
    {
        var runs = services.Scheduling;
        var filter = request.Filter.Only(RunFilter.Names);
        var chosen = RunFilter.Of(filter);
        var total = runs.History.With(history => RowSet.Of(history, Sql.Of($"select count(*) as n from runs where {chosen}")))[0].Count("n");
        var all = Number(runs.History.Rows("select count(*) as n from runs")[0]["n"]);
        return Reply.Page("Refreshes", Html.Of($"""
            {Parts.Heading("Refreshes", Html.Of($"Each reads what is new or changed at the sources and publishes a new version. {all:N0} ran so far."))}
            {Notice(request)}
            {RunningPart.Show(services, request)}
            {SchedulePart.Show(services, request)}
            {Parts.FilterForm("/refreshes", Fields(runs.History, filter), filter.Pairs.Count > 0)}
            {Axis(services, request, chosen)}
            {Table(services, request, filter, total)}
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

    private static Html Axis(WebServices services, Request request, Sql chosen)
    {
        var days = int.Parse(request.Choice("days", Windows), CultureInfo.InvariantCulture);
        var now = services.Time.GetUtcNow();
        var from = now.AddDays(-days);
        var rows = services.Scheduling.History.With(history => RowSet.Of(history, Sql.Of(
            $"select refresh_id, started_at, outcome, seconds from runs where {chosen} and started_at >= {from} order by started_at desc limit {(long)MostMarks}")));
        var runs = rows.Select(row => new RunMark(row.Text("refresh_id")!, row.Moment("started_at")!.Value, row.Number("seconds") ?? 0, row.Text("outcome")!)).ToList();
        var gaps = services.Scheduling.Schedules.All.SelectMany(schedule => ScheduleGaps.Find(
            Schedules.Times(schedule),
            [.. services.Scheduling.History.Rows("select started_at from runs where schedule = $1 order by started_at", schedule.Name).Select(row => (DateTimeOffset)row["started_at"]!)],
            from, now, 20_000).Select(slot => (schedule.Name, Slot: slot))).ToList();
        var choices = Windows.OrderBy(int.Parse).Select(window => window == days.ToString(CultureInfo.InvariantCulture)
            ? Html.Of($"<strong aria-current=\"true\">{window}</strong>")
            : Html.Of($"<a href=\"{request.Filter.With("days", window).Without("page", "said").Url("/refreshes")}\">{window}</a>"));
        return Html.Of($"""
            <section class="panel"><h2>When they ran, and how long</h2>
            <p class="quiet">Days: {choices.Select((choice, i) => Html.Of($"{(i > 0 ? " " : "")}{choice}"))}. The axis is time itself: a night without a run is empty. Marks at the bottom are times of a schedule that were missed.{Html.When(rows.Count == MostMarks, Html.Of($" Only the latest {MostMarks:N0} are drawn."))}</p>
            {RunAxis.Draw(runs, gaps, from, now)}
            {Missed(gaps)}
            </section>
            """);
    }

    private static Html Missed(List<(string Schedule, DateTimeOffset Slot)> gaps) => gaps.Count == 0 ? Html.Empty : Html.Of($"""
        <details><summary>{gaps.Count:N0} missed</summary><ul>{gaps.OrderByDescending(g => g.Slot).Take(100).Select(gap => Html.Of($"<li>{gap.Schedule}: {gap.Slot:yyyy-MM-dd HH:mm:ss} UTC</li>"))}</ul></details>
        """);

    private static Html Table(WebServices services, Request request, Filter filter, long total)
    {
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        var page = Math.Min(request.Number("page", 1, 1, 1_000_000), pages);
        var query = RunTables.Query(filter, Shown);
        var rows = services.Scheduling.History.With(history => RowSet.Of(history, Sql.Of($"{query} limit {(long)PageSize} offset {(page - 1) * PageSize}")));
        var canRetry = RefreshPage.CanRetry(services, request) && rows.Any(row => row.Text("outcome") != "done");
        return new RowTable
        {
            Title = "Refreshes",
            Unit = "refreshes",
            Rows = rows,
            Total = total,
            First = (page - 1) * PageSize,
            Columns = canRetry ? [.. Columns, new("refresh_id", "Actions") { Show = row => RefreshPage.Retry(row.Text("refresh_id")!, row.Text("outcome")) }] : Columns,
            Download = filter.Url(RunTables.Refreshes),
            Sql = RunFilter.Readable(query),
            Pages = Html.Of($"""
                <nav aria-label="Pages of refreshes">
                {Html.When(page > 1, Html.Of($"<a rel=\"prev\" href=\"{request.Filter.With("page", $"{page - 1}").Without("said").Url("/refreshes")}\">Previous</a>"))}
                {Html.When(pages > 1, Html.Of($"<span>Page {page:N0} of {pages:N0}</span>"))}
                {Html.When(page < pages, Html.Of($"<a rel=\"next\" href=\"{request.Filter.With("page", $"{page + 1}").Without("said").Url("/refreshes")}\">Next</a>"))}</nav>
                """),
            Empty = filter.Pairs.Count > 0 ? Html.Of($"The filters exclude everything. <a href=\"/refreshes\">Clear them</a>.") : Html.Of($"None ran yet. A schedule, or <code>etl refresh</code>, starts the first."),
        }.Show();
    }

    private static long Number(object? value) => value is null ? 0 : Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
