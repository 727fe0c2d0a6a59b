using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>How much there is, how fresh it is, and what needs a look.</summary>
internal static class OverviewPage
{
    private static readonly string[] Counted = ["patients", "studies", "series", "instances", "bytes"];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/", Policy.Viewer, request => Show(services, request)) with { Menu = new MenuEntry("Archive", "Overview", 0) };
        yield return Route.Get("/api/v1/overview", Policy.Viewer, Api) with { Api = new ApiFacts("Patients, studies, series, instances and bytes of the archive") };
    }

    private static Reply Show(WebServices services, Request request)
    {
        var data = request.Data;
        var totals = Totals(data);
        var refreshes = data.Has("refreshes")
            ? data.Rows("select * from refreshes order by started_at desc, refresh_id limit 30")
            : new RowSet([], []);
        return Reply.Page("Overview", Html.Of($"""
            {Parts.Heading("Overview", Html.Of($"What the archive holds, counted from the headers of its objects."))}
            {Figures(totals, refreshes)}
            <div class="columns">
            {new TableView(request, ModalityListings.Modalities) { Top = 12, Title = "Modalities now", Above = ModalityChart(data), Hide = ["patients", "series", "bytes"] }.Show()}
            {new TableView(request, ModalityListings.Years) { Top = 12, Title = "Series by year of study", Above = YearChart(data) }.Show()}
            </div>
            <div class="columns">
            {LastRefresh(services, refreshes)}
            {TopFindings(request)}
            {Quarantine(request)}
            </div>
            """));
    }

    private static Row Totals(WarehouseSnapshot data) => data.Keep("totals", () => data.Rows("""
        select (select count(*) from patient_index where PatientID is not null) as patients,
          (select count(*) from study_index where StudyInstanceUID is not null) as studies,
          (select count(*) from series_index where SeriesInstanceUID is not null) as series,
          coalesce(sum(instances), 0)::bigint as instances, coalesce(sum(bytes), 0)::bigint as bytes
        from modality_index
        """))[0];

    private static Html Figures(Row totals, RowSet refreshes)
    {
        // The number of instances after each refresh, backwards from now: the rows that each of them added and took away.
        var counts = new List<double> { totals.Count("instances") };
        foreach (var refresh in refreshes.Where(row => row.Text("outcome") == "done"))
            counts.Insert(0, counts[0] - Change(refresh));
        var last = refreshes.FirstOrDefault(row => row.Text("outcome") == "done");
        var change = refreshes.Any(row => row.Text("outcome") == "done") ? Change(last) : 0;
        var spark = counts.Count > 2 ? Charts.Spark("Instances over the last refreshes", counts) : Html.Empty;
        return Parts.Figures(
            ("Patients", Parts.Figure(totals.Count("patients")), Html.Empty),
            ("Studies", Parts.Figure(totals.Count("studies")), Html.Empty),
            ("Series", Parts.Figure(totals.Count("series")), Html.Empty),
            ("Instances", Parts.Figure(totals.Count("instances")), Html.Of($"{(change > 0 ? "+" : change < 0 ? "−" : "±")}{Math.Abs(change):N0} by the last refresh {spark}")),
            ("Stored", Html.Of($"{Cells.Bytes(totals.Count("bytes"))}"), Html.Of($"pixels included")));
    }

    private static long Change(Row refresh) => refresh.Count("loaded") - refresh.Count("changed_objects") - refresh.Count("gone_objects");

    private static Html ModalityChart(WarehouseSnapshot data) => Charts.Bars("Instances by modality", [.. data
        .Rows("select coalesce(Modality, 'none') as modality, instances from modality_index order by instances desc, Modality limit 12")
        .Select(row => new Mark(row.Text("modality")!, row.Count("instances"), $"{row.Count("instances"):N0}"))]);

    private static Html YearChart(WarehouseSnapshot data)
    {
        var years = data.Keep("years", () => data.Rows("""
            select year(StudyDate) as year, count(*) as series from series_index
            where StudyDate between date '1980-01-01' and current_date + 366 group by year order by year
            """)).ToDictionary(row => row.Count("year"), row => row.Count("series"));
        if (years.Count == 0)
            return Html.Empty;
        var marks = Enumerable.Range((int)years.Keys.Min(), (int)(years.Keys.Max() - years.Keys.Min() + 1))
            .Select(year => new Mark($"{year}", years.GetValueOrDefault(year), $"{years.GetValueOrDefault(year):N0} series")).ToList();
        return Charts.Columns("Series by year of study", marks, $"{years.Values.Max():N0} series");
    }

    private static Html LastRefresh(WebServices services, RowSet refreshes)
    {
        if (refreshes.Count == 0)
            return Html.Of($"<section class=\"panel\"><h2>Last refresh</h2><p class=\"quiet\">The warehouse knows of none.</p></section>");
        var last = refreshes[0];
        var hasPage = services.Routes.All.Any(route => route.Pattern == "/refreshes");
        return Html.Of($"""
            <section class="panel"><h2>Last refresh</h2>
            <p>{Parts.Outcome(last.Text("outcome"))} {last.Moment("started_at") ?? default:yyyy-MM-dd HH:mm} UTC, {Cells.Seconds(last.Number("duration_s") ?? 0)}</p>
            <table><tbody>
            {new[] { ("Listed", "listed"), ("New", "new_objects"), ("Changed", "changed_objects"), ("Gone", "gone_objects"), ("Unchanged", "unchanged"), ("Loaded", "loaded"), ("Quarantined", "quarantined") }
                .Select(pair => Html.Of($"<tr><th scope=\"row\">{pair.Item1}</th><td class=\"num\">{last.Count(pair.Item2):N0}</td></tr>"))}
            </tbody></table>
            {Html.When(hasPage, Html.Of($"<p><a href=\"/refreshes\">All refreshes</a></p>"))}
            </section>
            """);
    }

    private static Html TopFindings(Request request) => request.Data.Has("conformance_findings")
        ? new TableView(request, ConformanceListings.Findings) { Top = 5, Title = "Top findings", Hide = ["detail", "percent_of_class", "devices"] }.Show()
        : new TableView(request, TrustListings.ValueErrorKinds) { Top = 5, Title = "Most frequent value errors" }.Show();

    private static Html Quarantine(Request request) =>
        new TableView(request, QuarantineListings.Reasons) { Top = 8, Title = "Quarantine" }.Show();

    private static Reply Api(Request request)
    {
        var totals = Totals(request.Data);
        return Reply.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("version", request.Version!.Id);
            writer.WriteString("refreshed_at", request.Version.RefreshedAt);
            foreach (var name in Counted)
                writer.WriteNumber(name, totals.Count(name));
            writer.WriteEndObject();
        });
    }
}
