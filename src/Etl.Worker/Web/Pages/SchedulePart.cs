using System.Globalization;
using Etl.Worker.Configuration;
using Etl.Worker.Jobs;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>The schedules: when each is due next, and what an operator may do with it.</summary>
internal static class SchedulePart
{
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

        var now = services.Time.GetUtcNow();
        return Html.Of($"""
            <section class="panel"><h2>Schedule</h2>
            <div class="table" role="region" tabindex="0" aria-label="Schedules"><table>
            <thead><tr><th scope="col">Schedule</th><th scope="col">Cron</th><th scope="col">Time zone</th><th scope="col">Sources</th><th scope="col">Next (UTC)</th><th scope="col">There</th><th scope="col">State</th>{Html.When(isOperator, Html.Of($"<th scope=\"col\">Actions</th>"))}</tr></thead>
            <tbody>{scheduling.Schedules.All.Select(schedule => Line(scheduling.Schedules, schedule, now, isOperator))}</tbody></table></div>
            {Html.When(isOperator, RunForm(null, "Refresh all sources now"))}
            </section>
            """);
    }

    private static Html Line(Schedules schedules, ScheduleConfig schedule, DateTimeOffset now, bool isOperator)
    {
        var isPaused = schedules.Paused.Has(schedule.Name);
        var next = isPaused ? null : Schedules.Next(schedule, now);
        var there = next is { } at ? TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone)).ToString("ddd HH:mm zzz", CultureInfo.InvariantCulture) : "";
        return Html.Of($"""
            <tr><th scope="row">{schedule.Name}</th><td class="mono">{schedule.Cron}</td><td>{schedule.TimeZone}</td><td>{(schedule.Sources.Count == 0 ? "all" : string.Join(", ", schedule.Sources))}</td><td class="num">{RunAxis.Moment(next)}</td><td class="num">{there}</td><td>{(isPaused ? Html.Of($"<span class=\"badge fair\">paused</span>") : Html.Of($"<span class=\"badge good\">active</span>"))}</td>{Html.When(isOperator, Html.Of($"<td class=\"actions\">{RunForm(schedule.Name, "Run now")}{Form(isPaused ? "resume" : "pause", schedule.Name, isPaused ? "Resume" : "Pause")}</td>"))}</tr>
            """);
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
