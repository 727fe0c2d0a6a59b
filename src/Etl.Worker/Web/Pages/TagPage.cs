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
    private static readonly HashSet<string> NumberTypes = ["DOUBLE", "FLOAT", "BIGINT", "INTEGER"];

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
            {(isIdentifying ? Identifying() : Html.Of($"{Table(TagListings.Values, 25).Show()}{Distribution(data, keyword)}"))}
            </div>
            {Html.When(data.Has("attribute_counts"), ByYear(data, keyword))}
            {Table(TagListings.ByDevice, 25).Show()}
            {Findings(request, filter)}
            {Standard(data, keyword)}
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
    private static Html Distribution(WarehouseSnapshot data, string keyword)
    {
        var tables = AttributeColumns.Of(data).Tables(keyword);
        var isNumber = tables.Count > 0 && tables.All(table => NumberTypes.Contains(table.Type));
        var isText = tables.Count > 0 && tables.All(table => table.Type == "VARCHAR");
        if (!isNumber && !isText)
            return Html.Empty;
        var bins = data.Keep($"distribution {keyword}", () => Bins(data, keyword, isNumber));
        if (bins.Count == 0)
            return Html.Empty;
        var title = isNumber ? "Distribution" : "Lengths in characters";
        var marks = bins.Select(bin => new Mark(Label(bin), bin.Count("instances"), $"{bin.Count("instances"):N0} instances")).ToList();
        return Html.Of($"""
            <section class="panel"><h2>{title}</h2>
            {Charts.Columns(title, marks, $"{bins.Max(bin => bin.Count("instances")):N0} instances")}
            <details><summary>Table of the chart</summary><div class="table" tabindex="0" role="region" aria-label="{title}"><table><thead><tr><th scope="col">{(isNumber ? "Value" : "Length")}</th><th scope="col" class="num">Instances</th></tr></thead>
            <tbody>{marks.Select((mark, i) => Html.Of($"<tr><td>{mark.Label}</td><td class=\"num\">{bins[i].Count("instances"):N0}</td></tr>"))}</tbody></table></div></details>
            </section>
            """);
    }

    private static RowSet Bins(WarehouseSnapshot data, string keyword, bool isNumber)
    {
        var values = AttributeColumns.Of(data).Values(keyword)!;
        var number = isNumber ? Sql.Of($"value::double") : Sql.Of($"length(value)::double");
        return data.Rows(Sql.Of($"""
            with numbers as (select {number} as number from ({values})),
            bounds as (select min(number) as least, max(number) as most, approx_count_distinct(number) as kinds from numbers where isfinite(number)),
            counted as (
              select if(most = least, 0, least(floor((number - least) / (most - least) * 24), 23)) as bin, count(*) as instances
              from numbers, bounds where isfinite(number) group by all
            )
            select bins.bin, least + (most - least) * bins.bin / 24 as low, least + (most - least) * (bins.bin + 1) / 24 as high,
              coalesce(instances, 0) as instances
            from bounds, (select unnest(range(if(most = least, 1, 24)))::double as bin from bounds) as bins
            left join counted using (bin)
            where least is not null
            order by bins.bin
            """));
    }

    private static string Label(Row bin)
    {
        var (low, high) = (bin.Number("low") ?? 0, bin.Number("high") ?? 0);
        return low == high ? Short(low) : $"{Short(low)} to {Short(high)}";
    }

    private static string Short(double number) => number.ToString(Math.Abs(number) >= 1000 ? "#,0" : "0.###", CultureInfo.InvariantCulture);

    private static Html ByYear(WarehouseSnapshot data, string keyword)
    {
        var years = data.Rows(Sql.Of($"""
            select year(study_month) as year, sum(instances)::bigint as instances, coalesce(sum(present), 0)::bigint as present
            from attribute_counts where (keyword is null or keyword = {keyword}) and study_month between date '1980-01-01' and current_date + 366
            group by all having sum(instances) > 0 order by year
            """)).ToDictionary(row => row.Count("year"));
        if (years.Count == 0)
            return Html.Empty;
        var all = Enumerable.Range((int)Math.Max(years.Keys.Min(), years.Keys.Max() - 60), (int)Math.Min(61, years.Keys.Max() - years.Keys.Min() + 1));
        var marks = all.Select(year => years.TryGetValue(year, out var row)
            ? new Mark($"{year}", 100.0 * row.Count("present") / row.Count("instances"), $"{Cells.PercentText(100.0 * row.Count("present") / row.Count("instances"))} of {row.Count("instances"):N0}")
            : new Mark($"{year}", 0, "no instances")).ToList();
        return Html.Of($"""
            <section class="panel"><h2>By year of study</h2>
            {Charts.Columns("Share of instances with a value by year of study", marks, "share of instances with a value")}
            <details><summary>Table of the chart</summary><div class="table" tabindex="0" role="region" aria-label="By year of study"><table><thead><tr><th scope="col">Year</th><th scope="col">Present</th></tr></thead>
            <tbody>{marks.Select(mark => Html.Of($"<tr><td>{mark.Label}</td><td>{mark.Text}</td></tr>"))}</tbody></table></div></details></section>
            """);
    }

    private static Html Findings(Request request, Filter filter) => request.Data.Has("conformance_findings")
        ? new TableView(request, ConformanceListings.Findings) { Filter = filter, Top = 25, Title = "Conformance findings" }.Show()
        : Html.Empty;

    private static Html Standard(WarehouseSnapshot data, string keyword)
    {
        var modules = data.Rows(Sql.Of($"""
            select module, type, path from standard_module_attributes
            where path = {Base(keyword)} or ends_with(path, {"." + Base(keyword)}) order by path, module limit 40
            """));
        return modules.Count == 0 ? Html.Empty : Html.Of($"""
            <section class="panel"><h2>In the standard's modules</h2><div class="table" tabindex="0" role="region" aria-label="Modules"><table>
            <thead><tr><th scope="col">Module</th><th scope="col">Type</th><th scope="col">Path</th></tr></thead>
            <tbody>{modules.Select(row => Html.Of($"<tr><td>{row.Text("module")}</td><td>{row.Text("type")}</td><td class=\"mono\">{row.Text("path")}</td></tr>"))}</tbody></table></div>
            <div class="foot">Showing {modules.Count:N0}{Html.When(modules.Count == 40, Html.Of($", the first of more"))}</div></section>
            """);
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
