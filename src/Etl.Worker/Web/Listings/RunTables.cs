using Etl.Worker.Jobs;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>Downloads of what the lake's own table of refreshes and the configuration say, which a published warehouse does not have or knows only later.</summary>
internal static class RunTables
{
    public const string Refreshes = "/api/v1/refreshes";
    public const string Stages = "/api/v1/refresh-stages";
    public const string Schedules = "/api/v1/schedules";

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Table(Refreshes, "Refreshes, newest first, also those that failed", [.. RunFilter.Names.Select(name => new ApiParameter(name, "As on the page of refreshes"))],
            request => Answer(services, request, "refreshes", Query(request.Filter, "*")));
        yield return Table(Stages, "Stages of a refresh", [new("refresh", "Its id")],
            request => Answer(services, request, "refresh-stages", StagesOf(request.Text("refresh") ?? "")));
        yield return Table(Schedules, "Schedules: when each is due next", [], request =>
        {
            var rows = ScheduleRows(services);
            return TableDownload.Answer(services, request, "schedules", RowSource.Of(rows), rows.Count, rows.Count);
        });
    }

    /// <summary>Refreshes that fit, newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="columns">Names of this program.</param>
    public static Sql Query(Filter filter, params IReadOnlyList<string> columns) => Sql.Of(
        $"select {Sql.Join(", ", columns.Select(name => name == "*" ? Sql.Of($"*") : Sql.Name(name)))} from runs where {RunFilter.Of(filter)} order by started_at desc, refresh_id");

    public static Sql StagesOf(string refresh) => Sql.Of($"""
        select refresh_id, stage.stage as stage, stage.seconds as seconds
        from (select refresh_id, unnest(stages) as stage from runs where refresh_id = {refresh})
        """);

    public static RowSet ScheduleRows(WebServices services)
    {
        var (schedules, now) = (services.Scheduling.Schedules, services.Time.GetUtcNow());
        return new RowSet(
            [
                new("name", "VARCHAR"), new("cron", "VARCHAR"), new("time_zone", "VARCHAR"), new("sources", "VARCHAR"), new("next_at", "TIMESTAMP WITH TIME ZONE"),
                new("state", "VARCHAR"),
            ],
            [.. schedules.All.Select(schedule => (schedule, IsPaused: schedules.Paused.Has(schedule.Name))).Select(pair => new object?[]
            {
                pair.schedule.Name, pair.schedule.Cron, pair.schedule.TimeZone, pair.schedule.Sources.Count == 0 ? "all" : string.Join(", ", pair.schedule.Sources),
                pair.IsPaused ? null : Jobs.Schedules.Next(pair.schedule, now), pair.IsPaused ? "paused" : "active",
            })]);
    }

    private static Route Table(string path, string about, IReadOnlyList<ApiParameter> parameters, Func<Request, Reply> answer) => Route.Get(path, Policy.Viewer, answer) with
    {
        Load = Load.Light,
        Api = new ApiFacts(about, [.. parameters, .. TableDownload.Parameters]) { Answers = TableDownload.MediaTypes },
    };

    private static Reply Answer(WebServices services, Request request, string name, Sql sql)
    {
        var history = services.Scheduling.History;
        // Read whole before it is sent: nobody is kept waiting by somebody's slow line.
        var rows = history.Ask(sql);
        return TableDownload.Answer(services, request, name, RowSource.Of(rows) with { WriteParquet = (file, cancel) => history.WriteParquet(sql, file, cancel) }, rows.Count, rows.Count);
    }

    private static RowSet Ask(this RefreshHistory history, Sql sql) => history.With(connection => RowSet.Of(connection, sql.Text, sql.Parameters));

    private static void WriteParquet(this RefreshHistory history, Sql sql, string file, CancellationToken cancel) => history.With(connection =>
    {
        RowSource.Of(connection, sql.Text, sql.Parameters).WriteParquet(file, cancel);
        return true;
    });
}
