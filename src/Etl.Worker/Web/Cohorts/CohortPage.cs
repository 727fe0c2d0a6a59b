using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.Cohorts;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Pages;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Cohorts;

/// <summary>Choosing a cohort by facets. What is chosen is the address; counts are seen by everybody, identifiers by analysts.</summary>
internal static class CohortPage
{
    private const int Shown = 8;
    private const string AttritionPath = "/api/v1/cohort-attrition";
    private static readonly string[] OtherFormats = ["JSON", "Parquet"];
    private static readonly string[] Levels = ["patients", "studies", "series", "instances"];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/cohorts", Policy.Viewer, Show) with { Menu = new MenuEntry("Archive", "Cohorts", 3), ShowsRows = true };
        yield return Route.Get("/api/v1/cohort", Policy.Viewer, Api) with { Api = new ApiFacts("Counts of a cohort, and of every facet's values", CohortListings.Parameters) };
        yield return Route.Get(AttritionPath, Policy.Viewer, request =>
        {
            var rows = Steps(request.Data, request.Filter, new CohortQuery(request.Filter));
            return TableDownload.Answer(services, request, "cohort-attrition", RowSource.Of(rows), rows.Count, rows.Count);
        }) with
        {
            Load = Load.Download,
            Api = new ApiFacts("What is left of the archive after each choice", [.. CohortListings.Parameters, .. TableDownload.Parameters]) { Answers = TableDownload.MediaTypes },
        };
        yield return Route.Get("/cohorts/manifest", Policy.Analyst, Manifest) with { Load = Load.Download, ShowsRows = true };
    }

    private static Reply Show(Request request)
    {
        var (data, filter) = (request.Data, request.Filter.Without("page", "sort", "dir"));
        var cohort = new CohortQuery(filter);
        var steps = Steps(data, filter, cohort);
        var counts = steps[^1];
        var values = data.Rows(CohortListings.Facets.Ordered(data, filter)).ToLookup(row => row.Text("facet"));
        return Reply.Page("Cohorts", Html.Of($"""
            {Parts.Heading("Cohorts", Html.Of($"{cohort.Sentence()}. <a href=\"/cohorts/saved\">Saved cohorts</a>"))}
            {Parts.Figures(
                ("Patients", Figure(counts, "patients"), Html.Empty), ("Studies", Figure(counts, "studies"), Html.Empty),
                ("Series", Figure(counts, "series"), Html.Empty), ("Instances", Figure(counts, "instances"), Html.Empty),
                ("Stored", counts["bytes"] is null ? SmallCells.Figure(null) : Html.Of($"{Cells.Bytes(counts.Number("bytes") ?? 0)}"), Html.Empty))}
            {Chips(filter, cohort)}
            {SmallCells.Note(filter)}
            <div class="explore">
            <form method="get" action="/cohorts" class="facets" data-auto>
            {SmallCells.Choice(filter)}
            <p class="quiet">Counts are patients among those that fit all other choices; a series with several patient IDs counts for the smallest. {RowTable.Downloads(filter.Only(CohortListings.Names).Url(CohortListings.Facets.Path), "All counts")}</p>
            {Facet.All.Select(facet => Group(facet, filter, [.. values[facet.Name]]))}
            <button type="submit">Apply</button>
            </form>
            <div>
            {Attrition(filter, cohort, steps)}
            {ManifestPart(request, filter, counts)}
            {new TableView(request, CohortListings.Series) { Filter = request.Filter }.Show()}
            </div></div>
            """));
    }

    private static Html Figure(Row counts, string name) => SmallCells.Figure(counts[name] is null ? null : counts.Count(name));

    /// <summary>What is chosen, each with a link that takes it back.</summary>
    private static Html Chips(Filter filter, CohortQuery cohort)
    {
        var chosen = cohort.Chosen.SelectMany(facet => filter.Texts(facet.Name).Select(value => (facet, value))).ToList();
        return Html.When(chosen.Count > 0, Html.Of($"""
            <p class="chips">{chosen.Select(pair => Html.Of($"<a class=\"chip\" href=\"{filter.Toggled(pair.facet.Name, pair.value).Url("/cohorts")}\"><span class=\"visually-hidden\">Remove </span>{pair.facet.Title}: {Html.Value(pair.value, 40)} <span aria-hidden=\"true\">×</span></a> "))}
            <a href="/cohorts">Clear all</a> <button type="button" class="plain" data-copy hidden>Copy link</button></p>
            """));
    }

    private static Html Group(Facet facet, Filter filter, IReadOnlyList<Row> values)
    {
        var chosen = filter.Texts(facet.Name);
        // A value that is chosen stays to be seen, whatever the others leave of it.
        var missing = chosen.Where(value => !values.Any(row => row.Text("value") == value)).ToList();
        var first = values.Where((row, i) => i < Shown || chosen.Contains(row.Text("value")!)).ToList();
        var more = values.Where((row, i) => i >= Shown && !chosen.Contains(row.Text("value")!)).ToList();
        return Html.Of($"""
            <fieldset><legend>{facet.Title}</legend>
            {Html.When(facet.Name == "modality", Match(filter))}
            {Html.When(first.Count + missing.Count == 0, Html.Of($"<p class=\"quiet\">No value fits the other choices.</p>"))}{first.Select(row => Box(facet, row.Text("value")!, Patients(row), chosen))}
            {missing.Select(value => Box(facet, value, 0, chosen))}
            {Html.When(more.Count > 0, Html.Of($"<details><summary>{more.Count:N0} more</summary>{more.Take(200).Select(row => Box(facet, row.Text("value")!, Patients(row), chosen))}{Html.When(more.Count > 200, Html.Of($"<p class=\"quiet\">and {more.Count - 200:N0} others</p>"))}</details>"))}
            </fieldset>
            """);
    }

    private static Html Match(Filter filter)
    {
        var all = filter.Text("match") == "all";
        return Html.Of($"""
            <p class="match"><label><input type="radio" name="match" value=""{Html.When(!all, Html.Of($" checked"))}> any of them</label>
            <label><input type="radio" name="match" value="all"{Html.When(all, Html.Of($" checked"))}> patients with all</label></p>
            """);
    }

    private static Html Box(Facet facet, string value, long? patients, IReadOnlyList<string> chosen) => Html.Of($"""
        <label><input type="checkbox" name="{facet.Name}" value="{value}"{Html.When(chosen.Contains(value), Html.Of($" checked"))}> <span><bdi>{Html.Value(value, 60)}</bdi></span> <span class="num">{SmallCells.Figure(patients)}</span></label>
        """);

    private static long? Patients(Row row) => row["patients"] is null ? null : row.Count("patients");

    /// <summary>What is left after each choice, in the order of the facets; small counts left out where that is asked for.</summary>
    private static RowSet Steps(WarehouseSnapshot data, Filter filter, CohortQuery cohort)
    {
        var titles = cohort.Chosen.Select(facet => facet.Title).ToList();
        var steps = SmallCells.Steps(data.Rows(cohort.Steps()), filter, titles);
        return new RowSet(
            [new("after", "VARCHAR"), .. Levels.Append("bytes").Select(name => new ResultColumn(name, "BIGINT"))],
            [.. steps.Select(step => new object?[] { step.Criterion ?? "The archive", step.Left.Patients, step.Left.Studies, step.Left.Series, step.Left.Instances, step.Left.Bytes })]);
    }

    private static Html Attrition(Filter filter, CohortQuery cohort, RowSet steps) => Html.When(steps.Count > 1, new RowTable
    {
        Title = "Attrition",
        Unit = "steps",
        Rows = steps,
        Columns =
        [
            new("after", "After choosing"),
            .. Levels.Select(name => new ListingColumn(name, char.ToUpperInvariant(name[0]) + name[1..], ColumnKind.Count) { Show = row => Figure(row, name) }),
        ],
        Download = filter.Only(CohortListings.Names).Url(AttritionPath),
        Sql = cohort.Steps().Readable,
    }.Show());

    private static Html ManifestPart(Request request, Filter filter, Row counts)
    {
        if (!CohortListings.Objects.Policy.Allows(request.Role) || !CohortListings.Objects.IsThere(request.Data))
            return Html.Empty;
        var chosen = filter.Only(CohortListings.Names);
        return Html.Of($"""
            <section class="panel"><h2>Manifest</h2>
            <p class="quiet">{Figure(counts, "instances")} objects with their addresses and UIDs.</p>
            <div class="actions"><a class="button second" href="{chosen.With("format", "csv").Url(CohortListings.Objects.Path)}" download>Download objects as CSV</a>
            <span class="downloads">Also as: {OtherFormats.Select(format => Html.Of($"<a href=\"{chosen.With("format", format.ToLowerInvariant()).Url(CohortListings.Objects.Path)}\" download>{format}</a> "))}{CohortManifest.Formats.Select(format => Html.Of($"<a href=\"{chosen.With("format", format).Url("/cohorts/manifest")}\" download>{format}</a> "))}</span></div>
            {SavedCohortPages.Form(chosen)}</section>
            """);
    }

    /// <summary>The objects as a list for another program.</summary>
    private static Reply Manifest(Request request)
    {
        var format = request.Choice("format", CohortManifest.Formats);
        if (!CohortListings.Objects.IsThere(request.Data))
            return ErrorPages.NotFound(request);
        request.RowsShown = CohortListings.Objects.Count(request.Data, request.Filter);
        var sql = Sql.Of($"""
            select source_uri, source_etag, SOPInstanceUID, SeriesInstanceUID from instance_keys
            where SeriesInstanceUID in (select SeriesInstanceUID from ({new CohortQuery(request.Filter).Series()})) order by source_uri
            """);
        return new StreamReply("text/plain; charset=utf-8", (context, body, cancel) =>
        {
            if (context.Request.Method != "HEAD")
                request.Data.Stream(sql.Text, sql.Parameters, table => CohortManifest.Write(
                    table.Rows.Select(row => new CohortMember((string)row[0]!, (string?)row[1], (string?)row[2], (string?)row[3])), format, ".", body), cancel);
            return Task.CompletedTask;
        })
        { FileName = $"cohort.{format}.txt" };
    }

    private static Reply Api(Request request)
    {
        var (data, filter) = (request.Data, request.Filter.Without("page", "sort", "dir"));
        var cohort = new CohortQuery(filter);
        var counts = Steps(data, filter, cohort)[^1];
        var values = data.Rows(CohortListings.Facets.Ordered(data, filter)).ToLookup(row => row.Text("facet"));
        return Reply.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("version", request.Version!.Id);
            writer.WriteString("sentence", cohort.Sentence());
            foreach (var name in Levels)
                Write(writer, name, counts);
            writer.WriteStartObject("facets");
            foreach (var facet in Facet.All)
            {
                writer.WriteStartArray(facet.Name);
                foreach (var row in values[facet.Name])
                {
                    writer.WriteStartObject();
                    writer.WriteString("value", row.Text("value"));
                    Write(writer, "patients", row);
                    Write(writer, "series", row);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter writer, string name, Row row)
    {
        if (row[name] is null)
            writer.WriteNull(name);
        else
            writer.WriteNumber(name, row.Count(name));
    }
}
