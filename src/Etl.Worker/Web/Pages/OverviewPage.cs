using System.Globalization;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>How much there is, how fresh it is, and what needs a look.</summary>
internal static class OverviewPage
{
    private const int MostKinds = 6;
    private static readonly string[] Counted = ["patients", "studies", "series", "instances", "bytes"];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/", Policy.Viewer, request => Show(services, request)) with { Menu = new MenuEntry("Archive", "Overview", 0) };
        yield return Route.Get("/api/v1/overview", Policy.Viewer, request => Api(services, request)) with { Api = new ApiFacts("Patients, studies, series, instances and bytes of the archive, and their change by the last refresh where it is known") };
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
            {Figures(services, request, totals, refreshes)}
            <div class="columns">
            {new TableView(request, ModalityListings.Modalities) { Top = 12, Title = "Modalities now", Above = ModalityChart(data), Hide = ["patients", "series", "bytes"] }.Show()}
            {new TableView(request, ModalityListings.ModalityYears) { Top = 12, Above = MixChart(request), Hide = ["studies"] }.Show()}
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

    private static Html Figures(WebServices services, Request request, Row totals, RowSet refreshes)
    {
        // The number of instances after each refresh, backwards from now: the rows that each of them added and took away.
        var counts = new List<double> { totals.Count("instances") };
        foreach (var refresh in refreshes.Where(row => row.Text("outcome") == "done"))
            counts.Insert(0, counts[0] - Change(refresh));
        var spark = counts.Count > 2 ? Charts.Spark("Instances over the last refreshes", counts) : Html.Empty;
        var before = Before(services, request.Data);
        // On most archives it is there at once; on the largest the page does not wait for it.
        var known = before.Wait(TimeSpan.FromMilliseconds(100), request.Cancel) ? before.Result : null;
        Html Since(string name) => known is null
            ? Html.Of($"{(before.IsCompleted ? "change not known" : "change is being counted")}")
            : Difference(name, totals.Count(name) - known[0].Count(name));
        return Html.Of($"""
            {Parts.Figures(
                ("Patients", Parts.Figure(totals.Count("patients")), Since("patients")),
                ("Studies", Parts.Figure(totals.Count("studies")), Since("studies")),
                ("Series", Parts.Figure(totals.Count("series")), Since("series")),
                ("Instances", Parts.Figure(totals.Count("instances")), Html.Of($"{Since("instances")} {spark}")),
                ("Stored", Html.Of($"{Cells.Bytes(totals.Count("bytes"))}"), Since("bytes")),
                ("Fresh", Html.Of($"{Layout.Age(services.Time.GetUtcNow() - request.Version!.RefreshedAt)}"), Html.Of($"since the last refresh")))}
            <p class="quiet">Below each figure stands its change by the last refresh. Stored bytes are of whole objects, pixels included. All of it as <a href="/api/v1/overview">JSON</a>.</p>
            """);
    }

    private static Html Difference(string name, long change)
    {
        var size = name == "bytes" ? Cells.Bytes(Math.Abs((double)change)) : Math.Abs(change).ToString("N0", CultureInfo.InvariantCulture);
        return Html.Of($"<span class=\"{(change > 0 ? "up" : change < 0 ? "down" : "")}\">{(change > 0 ? "+" : change < 0 ? "−" : "±")}{size}</span>");
    }

    /// <summary>What there was before the last refresh, counted once for a version.</summary>
    internal static Task<RowSet?> Before(WebServices services, WarehouseSnapshot data) => data.Keep(
        "before", () => Task.Run(() => data.Version.LakeVersionBefore is { } version ? ArchiveBefore.Count(services.Options.Lake, services.Time, version) : null));

    private static long Change(Row refresh) => refresh.Count("loaded") - refresh.Count("changed_objects") - refresh.Count("gone_objects");

    private static Html ModalityChart(WarehouseSnapshot data) => Charts.Bars("Instances by modality", [.. data
        .Rows("select coalesce(Modality, 'none') as modality, instances from modality_index order by instances desc, Modality limit 12")
        .Select(row => new Mark(row.Text("modality")!, row.Count("instances"), $"{row.Count("instances"):N0}"))]);

    private static Html MixChart(Request request)
    {
        var rows = request.Data.Rows(ModalityListings.ModalityYears.Ordered(request.Data, request.Filter.Without("sort", "dir")))
            .Where(row => row["year"] is not null && Parts.IsPlausible(row.Count("year"), request))
            .Select(row => (Year: row.Count("year"), Modality: row.Text("Modality") ?? TagListings.None, Series: row.Count("series"))).ToList();
        if (rows.Count == 0)
            return Html.Empty;
        var frequent = rows.GroupBy(row => row.Modality).OrderByDescending(group => group.Sum(row => row.Series)).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key).ToList();
        var kinds = frequent.Count <= MostKinds ? frequent : [.. frequent.Take(MostKinds - 1), "others"];
        var sizes = rows.GroupBy(row => (Year: $"{row.Year}", Kind: kinds.Contains(row.Modality) ? row.Modality : "others")).ToDictionary(group => group.Key, group => (double)group.Sum(row => row.Series));
        var (first, last) = (Math.Max(rows.Min(row => row.Year), rows.Max(row => row.Year) - 60), rows.Max(row => row.Year));
        return Charts.StackedColumns(
            "Series by year of study and modality", [.. Enumerable.Range((int)first, (int)(last - first + 1)).Select(year => $"{year}")], kinds,
            (year, kind) => sizes.GetValueOrDefault((year, kind)), "series");
    }

    private static Html LastRefresh(WebServices services, RowSet refreshes)
    {
        if (refreshes.Count == 0)
            return Html.Of($"<section class=\"panel\"><h2>Last refresh</h2><p class=\"quiet\">The warehouse knows of none.</p></section>");
        var last = refreshes[0];
        var all = services.Scheduling.History.With(history => RowSet.Of(history, "select count(*) as n from runs"))[0].Count("n");
        return Html.Of($"""
            <section class="panel"><h2>Last refresh</h2>
            <p>{Parts.Outcome(last.Text("outcome"))} {last.Moment("started_at") ?? default:yyyy-MM-dd HH:mm} UTC, {Cells.Seconds(last.Number("duration_s") ?? 0)}</p>
            <table><tbody>
            {new[] { ("Listed", "listed"), ("New", "new_objects"), ("Changed", "changed_objects"), ("Gone", "gone_objects"), ("Unchanged", "unchanged"), ("Loaded", "loaded"), ("Quarantined", "quarantined") }
                .Select(pair => Html.Of($"<tr><th scope=\"row\">{pair.Item1}</th><td class=\"num\">{last.Count(pair.Item2):N0}</td></tr>"))}
            </tbody></table>
            <div class="foot"><span>Showing 1 of <strong>{all:N0}</strong> refreshes</span>{RowTable.Downloads(RunTables.Refreshes)}</div>
            <p><a href="/refreshes">All refreshes</a>{Next(services)}</p>
            </section>
            """);
    }

    private static Html Next(WebServices services)
    {
        var schedules = services.Scheduling.Schedules;
        var next = schedules.All.Where(schedule => !schedules.Paused.Has(schedule.Name)).Select(schedule => Jobs.Schedules.Next(schedule, services.Time.GetUtcNow())).Min();
        return Html.When(next is not null, Html.Of($" · the next is due {RunAxis.Moment(next)} UTC"));
    }

    private static Html TopFindings(Request request) => request.Data.Has("conformance_findings")
        ? new TableView(request, ConformanceListings.Findings) { Top = 5, Title = "Top findings", Hide = ["detail", "sop_class", "percent_of_class", "devices"] }.Show()
        : new TableView(request, TrustListings.ValueErrorKinds) { Top = 5, Title = "Most frequent value errors" }.Show();

    private static Html Quarantine(Request request) =>
        new TableView(request, QuarantineListings.Reasons) { Top = 8, Title = "Quarantine" }.Show();

    private static Reply Api(WebServices services, Request request)
    {
        var totals = Totals(request.Data);
        var before = Before(services, request.Data).WaitAsync(request.Cancel).GetAwaiter().GetResult();
        return Reply.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("version", request.Version!.Id);
            writer.WriteString("refreshed_at", request.Version.RefreshedAt);
            foreach (var name in Counted)
                writer.WriteNumber(name, totals.Count(name));
            writer.WriteStartObject("change");
            foreach (var name in Counted.Where(_ => before is not null))
                writer.WriteNumber(name, totals.Count(name) - before![0].Count(name));
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }
}
