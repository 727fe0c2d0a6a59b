using System.Globalization;
using Etl.Worker.DuckDb;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>One attribute: what the standard says of it, where the archive has it, and which values.</summary>
internal static class TagPage
{
    public static IEnumerable<Route> Routes()
    {
        yield return Route.Get("/tags/{keyword}", Policy.Viewer, Show);
    }

    private static Reply Show(Request request)
    {
        var keyword = request.Segment("keyword");
        var data = request.Data;
        var coverage = data.Rows(Sql.Of($"""
            select any_value(tag) as tag, any_value(name) as name, any_value(vr) as vr, bool_or(is_identifying) as is_identifying,
              sum(present)::bigint as present, (select sum(instances)::bigint from modality_index) as instances, count(*) as modalities,
              sum(deviating)::bigint as deviating
            from tag_coverage where keyword = {keyword}
            """))[0];
        var standard = data.Rows(Sql.Of($"select * from standard_attributes where keyword = {Base(keyword)} limit 1"));
        if (coverage.Count("modalities") == 0 && standard.Count == 0)
            return Reply.NotFound("No such attribute", Html.Of($"""
                <h1>No such attribute</h1><p>Neither the archive nor the standard has an attribute of that keyword. <a href="/tags">All attributes</a></p>
                """));
        var isIdentifying = coverage.Is("is_identifying");
        var filter = request.Filter.With("keyword", keyword);
        TableView Table(Listing listing, int top) => new(request, listing) { Filter = filter, Top = top };
        return Reply.Page(keyword, Html.Of($"""
            <nav class="crumbs" aria-label="Breadcrumb"><a href="/tags">Tags</a> › {keyword}</nav>
            {Parts.Heading(keyword, Facts(coverage, standard))}
            {Parts.Figures(
                ("Instances with a value", Parts.Figure(coverage.Count("present")), Html.Of($"of {coverage.Count("instances"):N0}: {Cells.PercentText(100.0 * coverage.Count("present") / Math.Max(1, coverage.Count("instances")))}")),
                ("Modalities that have it", Parts.Figure(coverage.Count("modalities")), Html.Empty),
                ("Deviating values", Parts.Figure(coverage.Count("deviating")), Html.Of($"not as the VR or VM wants")))}
            {Table(TagListings.Coverage, 100).Show()}
            <div class="columns">
            {(isIdentifying ? Identifying() : Html.Of($"{Table(TagListings.Values, 25).Show()}{Distribution(request, filter)}"))}
            </div>
            {ByYear(request, filter)}
            {Table(TagListings.ByDevice, 25).Show()}
            {Findings(request, filter)}
            {Standard(request, filter)}
            {ReadySql(data, keyword)}
            """));
    }

    private static Html Facts(Row coverage, RowSet standard)
    {
        if (standard.Count == 0)
            return Html.Of($"PS3.6 does not know this tag.");
        var known = standard[0];
        return Html.Of($"""
            {known.Text("name")} <code>{TagListings.Tag(known.Text("tag"))}</code>, VR {known.Text("vr")}, VM {known.Text("vm")}{Html.When(known.Text("retired") == "Y", Html.Of($" <span class=\"badge fair\">retired</span>"))}{Html.When(coverage.Is("is_identifying"), Html.Of($" <span class=\"badge fair\">identifying (PS3.15 Annex E)</span>"))}
            """);
    }

    private static Html Identifying() => Html.Of($"""
        <section class="panel"><h2>Values</h2><p class="quiet">PS3.15 Annex E names this attribute as identifying: its values are not shown here. Whoever may see rows finds them by SQL.</p></section>
        """);

    /// <summary>Numbers by size, texts by length.</summary>
    private static Html Distribution(Request request, Filter filter)
    {
        var isNumber = TagDistribution.IsNumber(request.Data, filter.Text("keyword")!);
        if (isNumber is null)
            return Html.Empty;
        var bins = request.Data.Rows(TagDistribution.Listing.Ordered(request.Data, filter.Without("sort", "dir")));
        if (bins.Count == 0)
            return Html.Empty;
        var title = isNumber.Value ? "Distribution" : "Lengths in characters";
        var marks = bins.Select(bin => new Mark(Label(bin), bin.Count("instances"), $"{bin.Count("instances"):N0} instances")).ToList();
        return new TableView(request, TagDistribution.Listing)
        {
            Filter = filter,
            Top = 24,
            Title = title,
            Above = Charts.Columns(title, marks, $"{bins.Max(bin => bin.Count("instances")):N0} instances"),
            IsFolded = true,
        }.Show();
    }

    private static string Label(Row bin)
    {
        var (low, high) = (bin.Number("low") ?? 0, bin.Number("high") ?? 0);
        return low == high ? Short(low) : $"{Short(low)} to {Short(high)}";
    }

    private static string Short(double number) => number.ToString(Math.Abs(number) >= 1000 ? "#,0" : "0.###", CultureInfo.InvariantCulture);

    private static Html ByYear(Request request, Filter filter)
    {
        if (!TagListings.ByYear.IsThere(request.Data))
            return Html.Empty;
        var years = request.Data.Rows(TagListings.ByYear.Ordered(request.Data, filter.Without("sort", "dir")))
            .Where(row => row["year"] is not null && Parts.IsPlausible(row.Count("year"), request)).ToDictionary(row => row.Count("year"));
        if (years.Count == 0)
            return Html.Empty;
        var all = Enumerable.Range((int)Math.Max(years.Keys.Min(), years.Keys.Max() - 60), (int)Math.Min(61, years.Keys.Max() - years.Keys.Min() + 1));
        var marks = all.Select(year => years.TryGetValue(year, out var row)
            ? new Mark($"{year}", row.Number("percent_present") ?? 0, $"{Cells.PercentText(row.Number("percent_present") ?? 0)} of {row.Count("instances"):N0}")
            : new Mark($"{year}", 0, "no instances")).ToList();
        return new TableView(request, TagListings.ByYear)
        {
            Filter = filter,
            Top = 100,
            Above = Charts.Columns("Share of instances with a value by year of study", marks, "share of instances with a value"),
            IsFolded = true,
        }.Show();
    }

    private static Html Findings(Request request, Filter filter) => request.Data.Has("conformance_findings")
        ? new TableView(request, ConformanceListings.Findings) { Filter = filter, Top = 25, Title = "Conformance findings" }.Show()
        : Html.Empty;

    private static Html Standard(Request request, Filter filter)
    {
        var inStandard = filter.With("keyword", Base(filter.Text("keyword")!));
        return Html.When(TagListings.Modules.IsThere(request.Data) && TagListings.Modules.Count(request.Data, inStandard) > 0,
            new TableView(request, TagListings.Modules) { Filter = inStandard, Top = 40 }.Show());
    }

    private static Html ReadySql(WarehouseSnapshot data, string keyword) => AttributeColumns.Of(data).Tables(keyword).Count == 0
        ? Html.Empty
        : Html.Of($"""
            <section class="panel"><h2>Ready SQL</h2>
            {Parts.Sql("sql-values", "Values", $"select Modality, {DuckDbSql.Name(keyword)}, count(*) as instances\nfrom dicom_all\ngroup by all\norder by instances desc;")}
            {Parts.Sql("sql-series", "Series without it", $"select distinct SeriesInstanceUID\nfrom dicom_all\nwhere {DuckDbSql.Name(keyword)} is null;")}
            {Parts.Sql("sql-errors", "What did not fit its VR", $"select * from value_errors where keyword = {DuckDbSql.Literal(keyword)};")}
            </section>
            """);

    /// <summary>The keyword without the number of a repeated group.</summary>
    private static string Base(string keyword) =>
        keyword.LastIndexOf('_') is > 0 and var at && keyword.Length - at is 5 or 9 ? keyword[..keyword.LastIndexOf('_')] : keyword;
}
