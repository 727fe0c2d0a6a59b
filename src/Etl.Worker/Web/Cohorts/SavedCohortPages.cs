using Etl.Worker.Cli;
using Etl.Worker.Cohorts;
using Etl.Worker.DuckDb;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Pages;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Etl.Worker.Web.Cohorts;

/// <summary>Cohorts that were saved: the list of their instances stays what it was, whatever the archive becomes.</summary>
internal static class SavedCohortPages
{
    private const string ListPath = "/api/v1/cohorts";
    private static readonly string[] CountNames = ["patients", "studies", "series", "instances", "bytes"];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Post("/cohorts/save", Policy.Analyst, request => Save(services, request)) with { Load = Load.Download };
        yield return Route.Get("/cohorts/saved", Policy.Viewer, request => List(services, request));
        yield return Route.Get(ListPath, Policy.Viewer, request =>
        {
            var rows = Saved(services, request.Filter);
            return TableDownload.Answer(services, request, "cohorts", RowSource.Of(rows), rows.Count, rows.Count);
        }) with
        {
            Load = Load.Download,
            Api = new ApiFacts("Cohorts that were saved", [SmallCells.Parameter, .. TableDownload.Parameters]) { Answers = TableDownload.MediaTypes },
        };
        yield return Route.Get("/cohorts/saved/{name}", Policy.Analyst, request => Show(services, request));
        yield return Route.Get("/cohorts/saved/{name}/members", Policy.Analyst, request => Members(services, request)) with
        {
            Load = Load.Download,
            ShowsRows = true,
        };
    }

    /// <summary>The form by which what is chosen is saved.</summary>
    public static Html Form(Filter filter) => Html.Of($"""
        <form method="post" action="/cohorts/save" class="save"><input type="hidden" name="filter" value="{filter.Url("")}">
        <label>Save as <input name="name" required maxlength="60" pattern="[a-z0-9][a-z0-9_\-]*" title="Small letters, digits, - and _" autocomplete="off"></label> <button type="submit" class="second">Save</button></form>
        """);

    internal static CohortBook Book(WebServices services) => new(services.Options.Lake, services.Time);

    private static Reply Save(WebServices services, Request request)
    {
        var filter = new Filter(new QueryCollection(QueryHelpers.ParseQuery(request.Field("filter") ?? ""))).Only(CohortListings.Names);
        var name = request.Field("name") ?? "";
        try
        {
            var sql = Sql.Of($"select SeriesInstanceUID from ({new CohortQuery(filter).Series()})").Readable;
            Book(services).Create(name, [], sql, null, replace: false, request.Cancel);
        }
        catch (CohortException e)
        {
            return Reply.Page("Not saved", Html.Of($"<h1>Not saved</h1><p>{e.Message}</p><p><a href=\"{filter.Url("/cohorts")}\">Back to the cohort</a></p>"))
                with
            { Status = StatusCodes.Status400BadRequest };
        }

        request.Subject = name;
        return Reply.SeeOther($"/cohorts/saved/{PageUrl.Segment(name)}");
    }

    private static Reply List(WebServices services, Request request)
    {
        var filter = request.Filter.Only([SmallCells.Parameter.Name]);
        return Reply.Page("Saved cohorts", Html.Of($"""
            <nav class="crumbs" aria-label="Breadcrumb"><a href="/cohorts">Cohorts</a> › Saved</nav>
            {Parts.Heading("Saved cohorts", Html.Of($"Lists of instances of one version of the lake, kept as they were."))}
            {Parts.FilterForm("/cohorts/saved", SmallCells.Choice(filter), filter.Pairs.Count > 0)}
            {SmallCells.Note(filter)}
            {new RowTable
        {
            Title = "Cohorts",
            Unit = "cohorts",
            Rows = Saved(services, filter),
            Columns =
                [
                    new("name", "Name") { Show = row => Policy.Analyst.Allows(request.Role) ? Html.Of($"<a href=\"/cohorts/saved/{PageUrl.Segment(row.Text("name")!)}\">{row.Text("name")}</a>") : Html.Of($"{row.Text("name")}") },
                    Count("patients", "Patients"), Count("studies", "Studies"), Count("series", "Series"), Count("instances", "Instances"),
                    new("lake_version", "Lake version", ColumnKind.Count), new("created_at", "Saved (UTC)", ColumnKind.Moment),
                ],
            Download = filter.Url(ListPath),
            Empty = Html.Of($"None is saved yet. <a href=\"/cohorts\">Choose one</a>, or <code>etl cohort create</code>."),
        }.Show()}
            """));
    }

    private static ListingColumn Count(string name, string title) =>
        new(name, title, ColumnKind.Count) { Show = row => SmallCells.Figure(row[name] is null ? null : row.Count(name)) };

    private static RowSet Saved(WebServices services, Filter filter) => new(
        [
            new("name", "VARCHAR"), .. CountNames.Select(name => new ResultColumn(name, "BIGINT")), new("lake_version", "BIGINT"),
            new("created_at", "TIMESTAMP WITH TIME ZONE"), new("sha256", "VARCHAR"),
        ],
        [.. Book(services).List().Select(cohort => (cohort, Counts: SmallCells.Least(filter) is var least and > 0 ? cohort.Counts.Suppressed(least) : cohort.Counts)).Select(pair => new object?[]
        {
            pair.cohort.Name, pair.Counts.Patients, pair.Counts.Studies, pair.Counts.Series, pair.Counts.Instances, pair.Counts.Bytes,
            pair.cohort.LakeVersion, pair.cohort.CreatedAt, pair.cohort.Hash,
        })]);

    private static Reply Show(WebServices services, Request request)
    {
        var name = request.Segment("name");
        Cohort cohort;
        CohortReport report;
        try
        {
            cohort = Book(services).Find(name);
            report = Book(services).Verify(name, request.Cancel);
        }
        catch (CohortException)
        {
            return Missing();
        }

        var (missing, changed) = (report.Differences.Count(one => one.State == "missing"), report.Differences.Count(one => one.State == "changed"));
        return Reply.Page(name, Html.Of($"""
            <nav class="crumbs" aria-label="Breadcrumb"><a href="/cohorts">Cohorts</a> › <a href="/cohorts/saved">Saved</a> › {name}</nav>
            {Parts.Heading(name, Html.Of($"Saved {cohort.CreatedAt:yyyy-MM-dd HH:mm} UTC of version {cohort.LakeVersion:0} of the lake."))}
            {Parts.Figures(
                ("Patients", Parts.Figure(cohort.Counts.Patients ?? 0), Html.Empty), ("Studies", Parts.Figure(cohort.Counts.Studies ?? 0), Html.Empty),
                ("Series", Parts.Figure(cohort.Counts.Series ?? 0), Html.Empty), ("Instances", Parts.Figure(cohort.Counts.Instances ?? 0), Html.Empty),
                ("Stored", Html.Of($"{Cells.Bytes(cohort.Counts.Bytes ?? 0)}"), Html.Empty))}
            <section class="panel"><h2>Manifest</h2>
            <p class="quiet">{cohort.Counts.Instances ?? 0:N0} objects with their addresses and UIDs.</p>
            <div class="actions">{RowTable.Downloads(MembersPath(name), "Objects")}
            <span class="downloads">Lists: {CohortManifest.Formats.Select(format => Html.Of($"<a href=\"{MembersPath(name)}?format={format}\" download>{format}</a> "))}</span></div></section>
            <section class="panel"><h2>Against version {report.LakeVersion:0}, the newest</h2>
            <p>{missing:N0} instances are missing now, {changed:N0} are stored in another state. {(report.IsIntact ? "The list itself is as it was saved." : "The list itself was changed: its hash differs.")}</p>
            {CohortDiffPages.Form(name, Book(services).List().Select(other => other.Name).Where(other => other != name))}</section>
            <section class="panel"><h2>Definition</h2><pre><code>{Html.Preformatted(cohort.Sql)}</code></pre><p class="quiet mono">SHA-256 {cohort.Hash}</p></section>
            """));
    }

    private static string MembersPath(string name) => $"/cohorts/saved/{PageUrl.Segment(name)}/members";

    private static Reply Members(WebServices services, Request request)
    {
        var name = request.Segment("name");
        long count;
        try
        {
            count = Book(services).Find(name).Counts.Instances ?? 0;
        }
        catch (CohortException)
        {
            return Missing();
        }

        (request.Subject, request.RowsShown) = (name, count);
        var database = new OwnDatabase();
        request.Http.Response.RegisterForDispose(database);
        var members = CohortMembers.Read(Book(services).Members(name));
        if (request.Text("format") is not { } format || !CohortManifest.Formats.Contains(format))
            return TableDownload.Answer(services, request, name, RowSource.Of(database.Connection, $"from {members}", []), count, count);
        return new StreamReply("text/plain; charset=utf-8", (context, body, cancel) =>
        {
            if (context.Request.Method != "HEAD")
                RowSource.Of(database.Connection, $"select source_uri, source_etag, SOPInstanceUID, SeriesInstanceUID from {members}", []).Read(table => CohortManifest.Write(
                    table.Rows.Select(row => new CohortMember((string)row[0]!, (string?)row[1], (string?)row[2], (string?)row[3])), format, ".", body), cancel);
            return Task.CompletedTask;
        })
        { FileName = $"{name}.{format}.txt" };
    }

    internal static Reply Missing() =>
        Reply.NotFound("No such cohort", Html.Of($"<h1>No such cohort</h1><p><a href=\"/cohorts/saved\">Saved cohorts</a></p>"));

    /// <summary>A database in memory that lives as long as the answer is sent.</summary>
    private sealed class OwnDatabase : IDisposable
    {
        private readonly DuckDbDatabase database = DuckDbDatabase.Open();

        public OwnDatabase() => Connection = database.Connect();

        public DuckDbConnection Connection { get; }

        public void Dispose()
        {
            Connection.Dispose();
            database.Dispose();
        }
    }
}
