using Etl.Worker.Cohorts;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Pages;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Cohorts;

/// <summary>What two saved cohorts have not in common, or one and what its definition chooses now.</summary>
internal static class CohortDiffPages
{
    private const string Path = "/api/v1/cohort-differences";
    private const int PageSize = 50;
    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/cohorts/saved/{name}/diff", Policy.Analyst, request => Show(services, request)) with { Load = Load.Download, ShowsRows = true };
        yield return Route.Get(Path, Policy.Analyst, request => Download(services, request)) with
        {
            Load = Load.Download,
            ShowsRows = true,
            Api = new ApiFacts(
                "Objects that one cohort has and another has not, or has in another state",
                [
                    new("cohort", "The cohort"), new("with", "The other; without it what the cohort's definition chooses now"),
                    new("state", "added, removed or changed"), .. TableDownload.Parameters,
                ])
            { Answers = TableDownload.MediaTypes },
        };
    }

    /// <summary>The way to a comparison from a cohort's page.</summary>
    public static Html Form(string name, IEnumerable<string> others) => Html.Of($"""
        <form method="get" action="/cohorts/saved/{PageUrl.Segment(name)}/diff" class="filters">
        {Parts.Select("with", "Compare with", "what its definition chooses now", null, others.Select(other => (other, other)))}
        <button type="submit" class="second">Compare</button></form>
        """);

    private static Reply Show(WebServices services, Request request)
    {
        var (name, state) = (request.Segment("name"), request.Choice("state", "", "added", "removed", "changed"));
        request.Subject = name;
        CohortDiff diff;
        try
        {
            diff = SavedCohortPages.Book(services).Diff(name, request.Text("with"), null, request.Cancel);
        }
        catch (CohortException)
        {
            return SavedCohortPages.Missing();
        }

        using (diff)
        {
            var other = request.Text("with") ?? $"its definition in version {diff.After.LakeVersion:0}";
            return Reply.Page($"{name} and {other}", Html.Of($"""
                <nav class="crumbs" aria-label="Breadcrumb"><a href="/cohorts">Cohorts</a> › <a href="/cohorts/saved">Saved</a> › <a href="/cohorts/saved/{PageUrl.Segment(name)}">{name}</a> › Differences</nav>
                {Parts.Heading($"{name} and {other}", Html.Of($"From version {diff.Before.LakeVersion:0} to version {diff.After.LakeVersion:0} of the lake. {diff.Same:N0} objects are in both, unchanged."))}
                {Summary(request, diff)}
                {Rows(request, diff, name, state)}
                """));
        }
    }

    private static Html Summary(Request request, CohortDiff diff) => Html.Of($"""
        <section class="panel"><h2>Summary</h2><div class="table" role="region" tabindex="0" aria-label="Summary"><table>
        <thead><tr><th scope="col">Objects</th><th scope="col" class="num">Patients</th><th scope="col" class="num">Studies</th><th scope="col" class="num">Series</th><th scope="col" class="num">Instances</th></tr></thead>
        <tbody>{CohortDiff.States.Select(state => Html.Of($"<tr><th scope=\"row\"><a href=\"{request.Filter.With("state", state).Without("page").Url(request.Path)}\">{state}</a></th>{Counts(diff.Counts[state])}</tr>"))}</tbody></table></div>
        <p class="quiet">added: only in the second. removed: only in the first. changed: in both, in another state.</p></section>
        """);

    private static Html Counts(CohortCounts counts) => Html.Join(
        new[] { counts.Patients, counts.Studies, counts.Series, counts.Instances }.Select(count => Html.Of($"<td class=\"num\">{count ?? 0:N0}</td>")));

    private static Html Rows(Request request, CohortDiff diff, string name, string state)
    {
        var total = state.Length > 0 ? diff.Counts[state].Instances ?? 0 : CohortDiff.States.Sum(one => diff.Counts[one].Instances ?? 0);
        var pages = Math.Max(1, (total + PageSize - 1) / PageSize);
        var page = Math.Min(request.Number("page", 1, 1, 1_000_000), pages);
        var rows = RowSet.Of(diff.Connection, $"{Query(state)} limit {PageSize} offset {(page - 1) * PageSize}", Values(state));
        request.RowsShown = rows.Count;
        return new RowTable
        {
            Title = state.Length > 0 ? $"Objects that were {state}" : "Objects that differ",
            Unit = "objects",
            Rows = rows,
            Total = total,
            First = (page - 1) * PageSize,
            Columns =
            [
                new("state", "State"), new("source_uri", "Object", ColumnKind.Code), new("PatientID", "Patient ID", ColumnKind.Code),
                new("StudyInstanceUID", "Study", ColumnKind.Code), new("SeriesInstanceUID", "Series", ColumnKind.Code), new("Modality", "Modality"),
            ],
            Download = PageUrl.Of(Path, ("cohort", name), ("with", request.Text("with")), ("state", state)),
            Pages = Html.Of($"<nav aria-label=\"Pages of the objects\">{Html.When(page > 1, Html.Of($"<a rel=\"prev\" href=\"{request.Filter.With("page", $"{page - 1}").Url(request.Path)}\">Previous</a>"))} {Html.When(page < pages, Html.Of($"<a rel=\"next\" href=\"{request.Filter.With("page", $"{page + 1}").Url(request.Path)}\">Next</a>"))}</nav>"),
            Empty = Html.Of($"They have the same objects, in the same state."),
        }.Show();
    }

    private static Reply Download(WebServices services, Request request)
    {
        var state = request.Choice("state", "", "added", "removed", "changed");
        request.Subject = request.Text("cohort");
        CohortDiff diff;
        try
        {
            diff = SavedCohortPages.Book(services).Diff(request.Text("cohort") ?? "", request.Text("with"), null, request.Cancel);
        }
        catch (CohortException e)
        {
            return Reply.Problem(404, "no-cohort", e.Message);
        }

        request.Http.Response.RegisterForDispose(diff);
        var total = state.Length > 0 ? diff.Counts[state].Instances ?? 0 : CohortDiff.States.Sum(one => diff.Counts[one].Instances ?? 0);
        request.RowsShown = total;
        return TableDownload.Answer(services, request, "cohort-differences", RowSource.Of(diff.Connection, Query(state), Values(state)), total, total);
    }

    private static string Query(string state) => $"select * from differences {(state.Length > 0 ? "where state = $1 " : "")}order by state, source_uri, source_etag";

    private static IReadOnlyList<object?> Values(string state) => state.Length > 0 ? [state] : [];
}
