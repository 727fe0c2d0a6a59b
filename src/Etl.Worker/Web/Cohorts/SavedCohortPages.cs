using Etl.Worker.Cohorts;
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
    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Post("/cohorts/save", Policy.Analyst, request => Save(services, request)) with { Load = Load.Download };
        yield return Route.Get("/cohorts/saved", Policy.Viewer, _ => List(Book(services)));
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

    private static CohortBook Book(WebServices services) => new(services.Options.Lake, services.Time);

    private static Reply Save(WebServices services, Request request)
    {
        var filter = new Filter(new QueryCollection(QueryHelpers.ParseQuery(request.Field("filter") ?? ""))).Only(CohortPage.Names);
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

    private static Reply List(CohortBook book)
    {
        var cohorts = book.List();
        var body = cohorts.Count == 0
            ? Html.Of($"<p class=\"notice\">None is saved yet. <a href=\"/cohorts\">Choose one</a>, or <code>etl cohort create</code>.</p>")
            : Html.Of($"""
                <section class="panel"><div class="table" tabindex="0" role="region" aria-label="Saved cohorts"><table>
                <thead><tr><th scope="col">Name</th><th scope="col" class="num">Patients</th><th scope="col" class="num">Studies</th><th scope="col" class="num">Series</th><th scope="col" class="num">Instances</th><th scope="col" class="num">Lake version</th><th scope="col">Saved</th></tr></thead>
                <tbody>{cohorts.Select(cohort => Html.Of($"""
                    <tr><th scope="row"><a href="/cohorts/saved/{PageUrl.Segment(cohort.Name)}">{cohort.Name}</a></th>{Counts(cohort.Counts)}<td class="num">{cohort.LakeVersion:0}</td><td>{cohort.CreatedAt:yyyy-MM-dd HH:mm}</td></tr>
                    """))}</tbody></table></div><div class="foot">Showing {cohorts.Count:N0} of <strong>{cohorts.Count:N0}</strong> cohorts</div></section>
                """);
        return Reply.Page("Saved cohorts", Html.Of($"""
            <nav class="crumbs" aria-label="Breadcrumb"><a href="/cohorts">Cohorts</a> › Saved</nav>
            {Parts.Heading("Saved cohorts", Html.Of($"Lists of instances of one version of the lake, kept as they were."))}
            {body}
            """));
    }

    private static Html Counts(CohortCounts counts) => Html.Join(new[] { counts.Patients, counts.Studies, counts.Series, counts.Instances }
        .Select(count => Html.Of($"<td class=\"num\">{(count is null ? Html.Of($"–") : Html.Of($"{count.Value:N0}"))}</td>")));

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
            <section class="panel"><h2>Against version {report.LakeVersion:0}, the newest</h2>
            <p>{missing:N0} instances are missing now, {changed:N0} are stored in another state. {(report.IsIntact ? "The list itself is as it was saved." : "The list itself was changed: its hash differs.")}</p>
            <p><a class="button second" href="/cohorts/saved/{PageUrl.Segment(name)}/members" download>Download the instances as Parquet</a></p></section>
            <section class="panel"><h2>Definition</h2><pre><code>{Html.Preformatted(cohort.Sql)}</code></pre><p class="quiet mono">SHA-256 {cohort.Hash}</p></section>
            """));
    }

    private static Reply Members(WebServices services, Request request)
    {
        var name = request.Segment("name");
        try
        {
            request.RowsShown = Book(services).Find(name).Counts.Instances;
        }
        catch (CohortException)
        {
            return Missing();
        }

        request.Subject = name;
        var file = Book(services).Members(name);
        return new StreamReply("application/vnd.apache.parquet", async (context, body, cancel) =>
        {
            var content = File.OpenRead(file);
            await using var closing = content.ConfigureAwait(false);
            context.Response.ContentLength = content.Length;
            if (context.Request.Method != "HEAD")
                await content.CopyToAsync(body, cancel).ConfigureAwait(false);
        })
        { FileName = $"{name}.parquet" };
    }

    private static Reply Missing() =>
        Reply.NotFound("No such cohort", Html.Of($"<h1>No such cohort</h1><p><a href=\"/cohorts/saved\">Saved cohorts</a></p>"));
}
