using System.Text.Json;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Which attributes there are, in which modalities: the picture of all of them, and the table.</summary>
internal static class TagsPage
{
    public static IEnumerable<Route> Routes()
    {
        yield return Route.Get("/tags", Policy.Viewer, Show) with { Menu = new MenuEntry("Archive", "Tags", 1) };
        yield return Route.Get("/api/v1/coverage-matrix", Policy.Viewer, Matrix) with
        {
            Api = new ApiFacts("Share of instances that have an attribute, for every attribute and modality", TagListings.Tags.Parameters),
        };
    }

    private static Reply Show(Request request)
    {
        var data = request.Data;
        var filter = request.Filter.Only(TagListings.Tags.Parameters.Select(parameter => parameter.Name));
        var modality = filter.Text("modality");
        return Reply.Page("Tags", Html.Of($"""
            {Parts.Heading("Tags", Html.Of($"Attributes of data sets, and in how many {(modality is null ? Html.Of($"instances") : Html.Of($"instances of <strong>{modality}</strong>"))} each has a value. Attributes of items are on the page of their sequence."))}
            {Parts.FilterForm("/tags", Fields(data, filter), filter.Pairs.Count > 0)}
            <section class="panel heatmap" data-heatmap="{filter.Url("/api/v1/coverage-matrix")}">
            <h2>All attributes at a glance</h2>
            <p class="quiet legend">A column is an attribute, in the order of tags; a row is a modality. <span class="scale" aria-hidden="true">{Scale()}</span> share of instances with a value. The table below has the same numbers.</p>
            <div class="canvas" hidden><canvas tabindex="0" role="img" aria-label="Heatmap of attributes by modality. Arrow keys move, Enter opens the attribute."></canvas></div>
            <p class="readout quiet" aria-live="polite" data-readout>The picture needs a script; the table does not.</p>
            </section>
            {new TableView(request, TagListings.Tags) { WhenEmpty = Parts.ClearFilters("/tags") }.Show()}
            """), "heatmap.js");
    }

    private static Html Fields(WarehouseSnapshot data, Filter filter)
    {
        var choices = data.Keep("tag-choices", () => new Choices(
            data.Rows("select coalesce(Modality, 'none') as value, instances from modality_index order by instances desc, Modality"),
            data.Rows("select vr as value, count(distinct keyword) as instances from tag_coverage where vr is not null group by vr order by vr"),
            data.Rows("""
                select module as value, count(distinct keyword) as instances
                from standard_module_attributes join tag_coverage on path = keyword group by module order by module
                """)));
        return Html.Of($"""
            {Parts.Search("q", "Search", filter.Text("q"))}
            {Parts.Select("modality", "Modality", "all", filter.Text("modality"), Options(choices.Modalities))}
            {Parts.Select("vr", "VR", "any", filter.Text("vr"), Options(choices.Vrs))}
            {Parts.Select("module", "Module", "any", filter.Text("module"), Options(choices.Modules))}
            {Parts.Select("show", "Show", "all", filter.Text("show"),
            [
                ("deviating", "with deviating values"), ("never-filled", "never filled"), ("identifying", "identifying"), ("unknown", "unknown to the standard"),
            ])}
            """);
    }

    private static IEnumerable<(string, string)> Options(RowSet rows) =>
        rows.Select(row => (row.Text("value")!, $"{row.Text("value")} ({row.Count("instances"):N0})"));

    private static IEnumerable<Html> Scale() =>
        Enumerable.Range(0, 6).Select(step => Html.Of($"<svg class=\"bar\" width=\"14\" height=\"12\"><rect class=\"heat-{step}\" width=\"14\" height=\"12\"/></svg>"));

    /// <summary>Bytes of the picture: 0 to 100 percent, 255 where the modality does not have the attribute; modality by modality.</summary>
    private static Reply Matrix(Request request)
    {
        var data = request.Data;
        var keywords = data.Rows(TagListings.Tags.Ordered(data, request.Filter.Without("sort", "dir"))).Select(row => row.Text("keyword")!).ToList();
        var modalities = data.Rows(Sql.Of($"""
            select coalesce(Modality, 'none') as modality, instances from modality_index
            where {Sql.All([TagListings.Is(Sql.Name("Modality"), request.Text("modality"))])} order by instances desc, Modality
            """));
        var columns = keywords.Select((keyword, i) => (keyword, i)).ToDictionary(pair => pair.keyword, pair => pair.i);
        var lines = modalities.Select((row, i) => (Name: row.Text("modality")!, i)).ToDictionary(pair => pair.Name, pair => pair.i);
        var cells = new byte[keywords.Count * lines.Count];
        Array.Fill(cells, (byte)255);
        foreach (var row in data.Rows("select coalesce(Modality, 'none') as modality, keyword, percent_present from tag_coverage"))
            if (columns.TryGetValue(row.Text("keyword")!, out var x) && lines.TryGetValue(row.Text("modality")!, out var y))
                cells[y * keywords.Count + x] = Rounded(row.Number("percent_present") ?? 0);
        return Reply.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("version", request.Version!.Id);
            WriteTexts(writer, "keywords", keywords);
            WriteTexts(writer, "modalities", modalities.Select(row => row.Text("modality")!));
            writer.WriteStartArray("instances");
            foreach (var row in modalities)
                writer.WriteNumberValue(row.Count("instances"));
            writer.WriteEndArray();
            writer.WriteBase64String("cells", cells);
            writer.WriteEndObject();
        });
    }

    /// <summary>0 and 100 stay for what is exactly that.</summary>
    private static byte Rounded(double percent) => percent is 0 or 100 ? (byte)percent : (byte)Math.Clamp(Math.Round(percent), 1, 99);

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    private sealed record Choices(RowSet Modalities, RowSet Vrs, RowSet Modules);
}
