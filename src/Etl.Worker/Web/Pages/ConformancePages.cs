using Etl.Worker.Web.Data;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Findings against the standard, and one of them.</summary>
internal static class ConformancePages
{
    public static IEnumerable<Route> Routes()
    {
        yield return Route.Get("/conformance", Policy.Viewer, Show) with { Menu = new MenuEntry("Quality", "Conformance", 10) };
        yield return Route.Get("/conformance/finding", Policy.Viewer, ShowOne);
    }

    private static Reply Show(Request request)
    {
        var lead = Html.Of($"Where instances are not as the standard wants them: attributes that are missing or empty, values that do not fit, what is retired or unexpected.");
        if (!request.Data.Has("conformance_findings"))
            return Reply.Page("Conformance", Html.Of($"""
                {Parts.Heading("Conformance", lead)}
                <p class="notice">The published warehouse has no findings yet: it was made by a version of the program without them. The next refresh adds them.</p>
                """));
        var filter = request.Filter;
        var severities = request.Data.Rows("""
            select severity, count(distinct (kind, path, detail, SOPClassUID)) as findings, sum(instances)::bigint as instances
            from conformance_findings group by severity
            """).ToDictionary(row => row.Text("severity")!);
        var kinds = request.Data.Rows("select kind, count(distinct (path, detail, SOPClassUID)) as findings from conformance_findings group by kind order by kind");
        return Reply.Page("Conformance", Html.Of($"""
            {Parts.Heading("Conformance", lead)}
            {Parts.Figures(new[] { ("error", "Errors"), ("warning", "Warnings"), ("note", "Notes") }.Select(pair => (
                pair.Item2,
                Html.Of($"<a href=\"{PageUrl.Of("/conformance", ("severity", pair.Item1))}\">{(severities.TryGetValue(pair.Item1, out var row) ? row.Count("findings") : 0):N0}</a>"),
                Html.Of($"kinds of findings"))))}
            {Parts.FilterForm("/conformance", Html.Of($"""
                {Parts.Search("q", "Search", filter.Text("q"))}
                {Parts.Select("severity", "Severity", "any", filter.Text("severity"), [("error", "error"), ("warning", "warning"), ("note", "note")])}
                {Parts.Select("kind", "Finding", "any", filter.Text("kind"), kinds.Select(kind => (kind.Text("kind")!, $"{ConformanceListings.Kind(kind.Text("kind"))} ({kind.Count("findings"):N0})")))}
                """), filter.Pairs.Count > 0)}
            {new TableView(request, ConformanceListings.Findings) { WhenEmpty = Html.When(filter.Pairs.Count > 0, Parts.ClearFilters("/conformance")) }.Show()}
            """));
    }

    private static Reply ShowOne(Request request)
    {
        var found = request.Data.Has("conformance_findings")
            ? request.Data.Rows(ConformanceListings.Findings.Ordered(request.Data, request.Filter.Without("sort", "dir", "page")))
            : new RowSet([], []);
        if (found.Count == 0)
            return Reply.NotFound("No such finding", Html.Of($"""
                <h1>No such finding</h1><p>This version of the data does not have it: it may have been mended. <a href="/conformance">All findings</a></p>
                """));
        var finding = found[0];
        var path = finding.Text("path") ?? "";
        var keyword = path[(path.LastIndexOf('.') + 1)..];
        var title = $"{ConformanceListings.Kind(finding.Text("kind"))}{(path.Length > 0 ? ": " + path : "")}";
        return Reply.Page(title, Html.Of($"""
            <nav class="crumbs" aria-label="Breadcrumb"><a href="/conformance">Conformance</a> › Finding</nav>
            {Parts.Heading(title, Html.Of($"{ConformanceListings.Severity(finding.Text("severity"))} in {Html.Value(finding.Text("sop_class") ?? finding.Text("SOPClassUID"))}. {Explain(finding)}"))}
            {Parts.Figures(
                ("Instances", Parts.Figure(finding.Count("instances")), Html.Of($"{Cells.PercentText(finding.Number("percent_of_class") ?? 0)} of the class")),
                ("Devices", Parts.Figure(finding.Count("devices")), Html.Empty),
                ("Studies", Html.Of($"{finding.Text("first_date") ?? "–"}"), Html.Of($"to {finding.Text("last_date") ?? "–"}")))}
            {Html.When(keyword.Length > 0, Html.Of($"<p><a href=\"{TagListings.TagUrl(keyword)}\">The attribute {keyword}</a></p>"))}
            {new TableView(request, ConformanceListings.Devices) { Top = 100 }.Show()}
            {new TableView(request, ConformanceListings.Samples) { Top = 10 }.Show()}
            """));
    }

    private static string Explain(Row finding) => finding.Text("kind") switch
    {
        "missing_type_1" => "A module of the object asks for this attribute with a value (type 1); it is not there.",
        "empty_type_1" => "A module of the object asks for this attribute with a value (type 1); it is there without one.",
        "missing_type_2" => "A module of the object asks for this attribute, if only empty (type 2); it is not there.",
        "value_multiplicity" => "It has more or fewer values than the dictionary allows.",
        "value_format" => "A value does not have the form of its VR.",
        "vr_mismatch" => "It was written with another VR than the dictionary's.",
        "retired_attribute" => "The standard has retired the attribute; it is allowed.",
        "not_in_iod" => "No module of the object's definition has the attribute; extending it is allowed.",
        "encoding" => "The bytes deviate from the encoding rules; the reader bridged it.",
        _ => "",
    };
}
