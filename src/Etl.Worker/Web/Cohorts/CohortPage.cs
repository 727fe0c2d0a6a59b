using Etl.Worker.Web.Data;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Pages;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Cohorts;

/// <summary>Choosing a cohort by facets. What is chosen is the address; counts are seen by everybody, identifiers by analysts.</summary>
internal static class CohortPage
{
    private const int Shown = 8;
    private static readonly string[] Levels = ["patients", "studies", "series", "instances"];

    private static readonly IReadOnlyList<ApiParameter> Parameters =
    [
        .. Facet.All.Select(facet => new ApiParameter(facet.Name, $"{facet.Title}; several are alternatives, none stands for no value")),
        new("match", "all: patients who have every modality that is chosen"),
    ];

    /// <summary>Names of the address by which a cohort is chosen.</summary>
    public static IEnumerable<string> Names => Parameters.Select(parameter => parameter.Name);

    /// <summary>The series of a cohort: its manifest.</summary>
    public static Listing Series { get; } = new()
    {
        Name = "cohort-series",
        Title = "Series of the cohort",
        Unit = "series",
        Policy = Policy.Analyst,
        ShowsRows = true,
        Needs = ["series_index"],
        Parameters = Parameters,
        Order = Sql.Of($"StudyInstanceUID, SeriesInstanceUID"),
        Query = (_, filter) => Sql.Of($"""
            select PatientID, IssuerOfPatientID, StudyInstanceUID, SeriesInstanceUID, Modality, StudyDate, SeriesDescription, BodyPartExamined,
              Manufacturer, ManufacturerModelName, instanceCount, series_size_mb
            from ({new CohortQuery(filter).Series()})
            """),
        Columns =
        [
            new("PatientID", "Patient ID", ColumnKind.Code), new("StudyInstanceUID", "Study", ColumnKind.Code), new("SeriesInstanceUID", "Series", ColumnKind.Code),
            new("Modality", "Modality"), new("StudyDate", "Study date"), new("BodyPartExamined", "Body part"), new("instanceCount", "Instances", ColumnKind.Count),
        ],
    };

    /// <summary>The objects of a cohort: what to copy.</summary>
    public static Listing Objects { get; } = new()
    {
        Name = "cohort-objects",
        Title = "Objects of the cohort",
        Unit = "objects",
        Policy = Policy.Analyst,
        ShowsRows = true,
        Needs = ["series_index", "instance_keys"],
        Parameters = Parameters,
        Order = Sql.Of($"source_uri"),
        Query = (_, filter) => Sql.Of($"""
            select source_uri, SOPInstanceUID, SeriesInstanceUID from instance_keys
            where SeriesInstanceUID in (select SeriesInstanceUID from ({new CohortQuery(filter).Series()}))
            """),
        Columns = [new("source_uri", "Object", ColumnKind.Code), new("SOPInstanceUID", "Instance", ColumnKind.Code), new("SeriesInstanceUID", "Series", ColumnKind.Code)],
    };

    public static IEnumerable<Route> Routes()
    {
        yield return Route.Get("/cohorts", Policy.Viewer, Show) with { Menu = new MenuEntry("Archive", "Cohorts", 3), ShowsRows = true };
        yield return Route.Get("/api/v1/cohort", Policy.Viewer, Api) with { Api = new ApiFacts("Counts of a cohort, and of every facet's values", Parameters) };
    }

    private static Reply Show(Request request)
    {
        var (data, filter) = (request.Data, request.Filter.Without("page", "sort", "dir"));
        var cohort = new CohortQuery(filter);
        var counts = data.Rows(CohortQuery.Counts(cohort.Series()))[0];
        return Reply.Page("Cohorts", Html.Of($"""
            {Parts.Heading("Cohorts", Html.Of($"{cohort.Sentence()}. <a href=\"/cohorts/saved\">Saved cohorts</a>"))}
            {Parts.Figures(
                ("Patients", Parts.Figure(counts.Count("patients")), Html.Empty), ("Studies", Parts.Figure(counts.Count("studies")), Html.Empty),
                ("Series", Parts.Figure(counts.Count("series")), Html.Empty), ("Instances", Parts.Figure(counts.Count("instances")), Html.Empty),
                ("Stored", Html.Of($"{Cells.Bytes(counts.Number("bytes") ?? 0)}"), Html.Empty))}
            {Chips(filter, cohort)}
            <div class="explore">
            <form method="get" action="/cohorts" class="facets" data-auto>
            <p class="quiet">Counts are patients among those that fit all other choices.</p>
            {Facet.All.Select(facet => Group(facet, filter, data.Rows(cohort.Values(facet))))}
            <button type="submit">Apply</button>
            </form>
            <div>
            {Attrition(data, cohort)}
            {Manifest(request, filter, counts)}
            {new TableView(request, Series) { Filter = request.Filter }.Show()}
            </div></div>
            """));
    }

    /// <summary>What is chosen, each with a link that takes it back.</summary>
    private static Html Chips(Filter filter, CohortQuery cohort)
    {
        var chosen = cohort.Chosen.SelectMany(facet => filter.Texts(facet.Name).Select(value => (facet, value))).ToList();
        return Html.When(chosen.Count > 0, Html.Of($"""
            <p class="chips">{chosen.Select(pair => Html.Of($"<a class=\"chip\" href=\"{filter.Toggled(pair.facet.Name, pair.value).Url("/cohorts")}\"><span class=\"visually-hidden\">Remove </span>{pair.facet.Title}: {Html.Value(pair.value, 40)} <span aria-hidden=\"true\">×</span></a> "))}
            <a href="/cohorts">Clear all</a> <button type="button" class="plain" data-copy hidden>Copy link</button></p>
            """));
    }

    private static Html Group(Facet facet, Filter filter, RowSet values)
    {
        var chosen = filter.Texts(facet.Name);
        // A value that is chosen stays to be seen, whatever the others leave of it.
        var missing = chosen.Where(value => !values.Any(row => row.Text("value") == value)).ToList();
        var first = values.Where((row, i) => i < Shown || chosen.Contains(row.Text("value")!)).ToList();
        var more = values.Where((row, i) => i >= Shown && !chosen.Contains(row.Text("value")!)).ToList();
        return Html.Of($"""
            <fieldset><legend>{facet.Title}</legend>
            {Html.When(facet.Name == "modality", Match(filter))}
            {Html.When(first.Count + missing.Count == 0, Html.Of($"<p class=\"quiet\">No value fits the other choices.</p>"))}{first.Select(row => Box(facet, row.Text("value")!, row.Count("patients"), chosen))}
            {missing.Select(value => Box(facet, value, 0, chosen))}
            {Html.When(more.Count > 0, Html.Of($"<details><summary>{more.Count:N0} more</summary>{more.Take(200).Select(row => Box(facet, row.Text("value")!, row.Count("patients"), chosen))}{Html.When(more.Count > 200, Html.Of($"<p class=\"quiet\">and {more.Count - 200:N0} others</p>"))}</details>"))}
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

    private static Html Box(Facet facet, string value, long patients, IReadOnlyList<string> chosen) => Html.Of($"""
        <label><input type="checkbox" name="{facet.Name}" value="{value}"{Html.When(chosen.Contains(value), Html.Of($" checked"))}> <span><bdi>{Html.Value(value, 60)}</bdi></span> <span class="num">{patients:N0}</span></label>
        """);

    /// <summary>How many are left after each choice, in the order of the facets.</summary>
    private static Html Attrition(WarehouseSnapshot data, CohortQuery cohort)
    {
        var steps = cohort.Chosen.ToList();
        if (steps.Count == 0)
            return Html.Empty;
        var rows = Enumerable.Range(0, steps.Count + 1).Select(i => (Name: i == 0 ? "The archive" : steps[i - 1].Title, Counts: data.Rows(CohortQuery.Counts(cohort.First(i)))[0]));
        return Html.Of($"""
            <section class="panel"><h2>Attrition</h2><div class="table" tabindex="0" role="region" aria-label="Attrition"><table>
            <thead><tr><th scope="col">After choosing</th><th scope="col" class="num">Patients</th><th scope="col" class="num">Studies</th><th scope="col" class="num">Series</th><th scope="col" class="num">Instances</th></tr></thead>
            <tbody>{rows.Select(row => Html.Of($"<tr><th scope=\"row\">{row.Name}</th><td class=\"num\">{row.Counts.Count("patients"):N0}</td><td class=\"num\">{row.Counts.Count("studies"):N0}</td><td class=\"num\">{row.Counts.Count("series"):N0}</td><td class=\"num\">{row.Counts.Count("instances"):N0}</td></tr>"))}</tbody></table></div></section>
            """);
    }

    private static Html Manifest(Request request, Filter filter, Row counts)
    {
        if (!Objects.Policy.Allows(request.Role) || !Objects.IsThere(request.Data))
            return Html.Empty;
        var url = filter.Only(Names).With("format", "csv").Url(Objects.Path);
        return Html.Of($"""
            <section class="panel actions"><h2>Manifest</h2>
            <span class="quiet">{counts.Count("instances"):N0} objects with their addresses and UIDs</span> <a class="button second" href="{url}" download>Download objects as CSV</a> {SavedCohortPages.Form(filter.Only(Names))}</section>
            """);
    }

    private static Reply Api(Request request)
    {
        var cohort = new CohortQuery(request.Filter);
        var counts = request.Data.Rows(CohortQuery.Counts(cohort.Series()))[0];
        return Reply.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("version", request.Version!.Id);
            writer.WriteString("sentence", cohort.Sentence());
            foreach (var name in Levels)
                writer.WriteNumber(name, counts.Count(name));
            writer.WriteStartObject("facets");
            foreach (var facet in Facet.All)
            {
                writer.WriteStartArray(facet.Name);
                foreach (var row in request.Data.Rows(cohort.Values(facet)))
                {
                    writer.WriteStartObject();
                    writer.WriteString("value", row.Text("value"));
                    writer.WriteNumber("patients", row.Count("patients"));
                    writer.WriteNumber("series", row.Count("series"));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }
}
