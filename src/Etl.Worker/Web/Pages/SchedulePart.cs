using System.Globalization;
using Etl.Worker.Jobs;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>The schedules: when each is due next, and what an operator may do with it.</summary>
internal static class SchedulePart
{
    private static readonly IReadOnlyList<ListingColumn> Columns =
    [
        new("name", "Schedule"), new("cron", "Cron", ColumnKind.Code), new("time_zone", "Time zone"), new("sources", "Sources"),
        new("next_at", "Next (UTC)", ColumnKind.Moment) { Show = row => Html.Of($"{RunAxis.Moment(row["next_at"])}") }, new("there", "There") { Show = There },
        new("state", "State") { Show = row => row.Text("state") == "paused" ? Html.Of($"<span class=\"badge fair\">paused</span>") : Html.Of($"<span class=\"badge good\">active</span>") },
    ];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Post("/refreshes/run", Policy.Operator, request => Run(services, request)) with { Load = Load.Light };
        yield return Route.Post("/refreshes/pause", Policy.Operator, request => Change(services, request, schedules => schedules.Pause)) with { Load = Load.Light };
        yield return Route.Post("/refreshes/resume", Policy.Operator, request => Change(services, request, schedules => schedules.Resume)) with { Load = Load.Light };
    }

    public static Html Show(WebServices services, Request request)
    {
        var scheduling = services.Scheduling;
        var isOperator = Policy.Operator.Allows(request.Role) && scheduling.CanRun;
        if (scheduling.Schedules.All.Count == 0)
        {
            return Html.Of($"""
                <section class="panel"><h2>Schedule</h2>
                <p class="quiet">This server has no schedule. <code>etl.json</code> says when it refreshes what: see docs/schedule.md.</p>
                {Html.When(isOperator, RunForm(null, "Refresh now"))}
                </section>
                """);
        }

        return Html.Of($"""
            {new RowTable
        {
            Title = "Schedule",
            Unit = "schedules",
            Rows = RunTables.ScheduleRows(services),
            Columns = isOperator ? [.. Columns, new("name", "Actions") { Show = Actions }] : Columns,
            Download = RunTables.Schedules,
            Pages = Html.When(isOperator, RunForm(null, "Refresh all sources now")),
        }.Show()}
            """);
    }

    private static Html There(Row row) => row.Moment("next_at") is { } at
        ? Html.Of($"{TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(row.Text("time_zone")!)).ToString("ddd HH:mm zzz", CultureInfo.InvariantCulture)}") : Html.Empty;

    private static Html Actions(Row row)
    {
        var isPaused = row.Text("state") == "paused";
        return Html.Of($"<span class=\"actions-of-row\">{RunForm(row.Text("name"), "Run now")}{Form(isPaused ? "resume" : "pause", row.Text("name"), isPaused ? "Resume" : "Pause")}</span>");
    }

    private static Html RunForm(string? schedule, string label) => Form("run", schedule, label);

    private static Html Form(string verb, string? schedule, string label) => Html.Of($"""
        <form method="post" action="/refreshes/{verb}"><input type="hidden" name="schedule" value="{schedule}"><button type="submit" class="second">{label}</button></form>
        """);

    private static Reply Run(WebServices services, Request request)
    {
        var schedule = request.Field("schedule") is { } name ? services.Scheduling.Schedules.Find(name) : null;
        if (!services.Scheduling.CanRun || (schedule is null && request.Field("schedule") is not null))
            return Reply.Problem(404, "no-schedule", "This server has no such schedule, or no sources.");
        request.Subject = schedule?.Name ?? "all sources";
        // It runs on its own, longer than the request; the token ends it with the server.
        var run = services.Scheduling.Schedules.RunNow(schedule, request.Principal.Name, services.Stopping);
        return Reply.SeeOther(PageUrl.Of("/refreshes", ("said", run is null ? "busy" : "started")));
    }

    private static Reply Change(WebServices services, Request request, Func<PausedSchedules, Action<string>> change)
    {
        if (services.Scheduling.Schedules.Find(request.Field("schedule") ?? "") is not { } schedule)
            return Reply.Problem(404, "no-schedule", "This server has no such schedule.");
        request.Subject = schedule.Name;
        change(services.Scheduling.Schedules.Paused)(schedule.Name);
        return Reply.SeeOther("/refreshes");
    }
}
