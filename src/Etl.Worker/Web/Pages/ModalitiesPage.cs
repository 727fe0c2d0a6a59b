using Etl.Worker.Web.Data;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>The mix of modalities, or what there is of one: devices, SOP classes, transfer syntaxes, body parts, years.</summary>
internal static class ModalitiesPage
{
    public static IEnumerable<Route> Routes()
    {
        yield return Route.Get("/modalities", Policy.Viewer, Show) with { Menu = new MenuEntry("Archive", "Modalities", 2) };
    }

    private static Reply Show(Request request)
    {
        var modality = request.Text("modality");
        TableView Top(Listing listing, int rows) => new(request, listing) { Top = rows, Hide = modality is null ? [] : ["Modality"] };
        var (title, head) = modality is null
            ? ("Modalities", Html.Of($"{new TableView(request, ModalityListings.Modalities).Show()}"))
            : ($"Modality {modality}", Single(request, modality));
        return Reply.Page(title, Html.Of($"""
            {Html.When(modality is not null, Html.Of($"<nav class=\"crumbs\" aria-label=\"Breadcrumb\"><a href=\"/modalities\">Modalities</a> › {modality}</nav>"))}
            {Parts.Heading(title, Html.Of($"Series, studies and patients of several modalities count in each of them."))}
            {head}
            {Years(request)}
            {Top(ModalityListings.Devices, 20).Show()}
            {Top(ModalityListings.SopClasses, 20).Show()}
            <div class="columns">
            {Top(ModalityListings.BodyParts, 15).Show()}
            {Top(ModalityListings.TransferSyntaxes, 15).Show()}
            </div>
            """));
    }

    private static Html Single(Request request, string modality)
    {
        var rows = request.Data.Rows(ModalityListings.Modalities.Ordered(request.Data, request.Filter.Without("sort", "dir")));
        return rows.Count == 0
            ? Html.Of($"<p class=\"notice\">The archive has no instance of this modality. <a href=\"/modalities\">All modalities</a></p>")
            : Html.Of($"""
                {Parts.Figures(
                    ("Patients", Parts.Figure(rows[0].Count("patients")), Html.Empty), ("Studies", Parts.Figure(rows[0].Count("studies")), Html.Empty),
                    ("Series", Parts.Figure(rows[0].Count("series")), Html.Empty),
                    ("Instances", Parts.Figure(rows[0].Count("instances")), Html.Of($"{Cells.PercentText(rows[0].Number("percent_instances") ?? 0)} of the archive")),
                    ("Stored", Html.Of($"{Cells.Bytes(rows[0].Count("bytes"))}"), Html.Empty))}
                <p><a href="{PageUrl.Of("/tags", ("modality", modality))}">Attributes of {modality}</a></p>
                """);
    }

    private static Html Years(Request request)
    {
        var years = request.Data.Rows(ModalityListings.Years.Ordered(request.Data, request.Filter.Without("sort", "dir")))
            .Where(row => row["year"] is not null && Parts.IsPlausible(row.Count("year"), request)).ToDictionary(row => row.Count("year"));
        var marks = years.Count == 0 ? [] : Enumerable.Range((int)years.Keys.Min(), (int)(years.Keys.Max() - years.Keys.Min() + 1))
            .Select(year => years.TryGetValue(year, out var row)
                ? new Mark($"{year}", row.Count("instances"), $"{row.Count("instances"):N0} instances") : new Mark($"{year}", 0, "none")).ToList();
        return new TableView(request, ModalityListings.Years)
        {
            Top = 10,
            Above = years.Count == 0 ? Html.Empty : Charts.Columns("Instances by year of study", marks, $"{years.Values.Max(row => row.Count("instances")):N0} instances"),
        }.Show();
    }
}
