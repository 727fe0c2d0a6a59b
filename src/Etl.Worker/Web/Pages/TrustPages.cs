using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>How far the archive can be trusted: how much contradicts itself, is there twice or missing; and the rows, for those who may see them.</summary>
internal static class TrustPages
{
    public static IEnumerable<Route> Routes()
    {
        yield return Route.Get("/trust", Policy.Viewer, Show) with { Menu = new MenuEntry("Quality", "Trust", 11) };
        foreach (var listing in TrustListings.OfRows)
            yield return Route.Get($"/trust/{listing.Name}", listing.Policy, request => ShowRows(request, listing)) with { ShowsRows = true };
    }

    private static Reply Show(Request request)
    {
        var mayOpen = Policy.Analyst.Allows(request.Role);
        var summary = TrustListings.Summary with
        {
            Columns = [.. TrustListings.Summary.Columns.Select(column => column.Name == "title" && mayOpen
                ? column with { Show = row => Html.Of($"<a href=\"/trust/{row.Text("name")}\">{row.Text("title")}</a>") } : column)],
        };
        return Reply.Page("Trust", Html.Of($"""
            {Parts.Heading("Trust", Html.Of($"What contradicts itself, is stored twice, refers to what is not there, or is missing. Checked at every refresh, over the whole archive."))}
            {new TableView(request, summary) { Top = 50 }.Show()}
            {new TableView(request, TrustListings.ValueErrorKinds) { Top = 50 }.Show()}
            """));
    }

    private static Reply ShowRows(Request request, Listing listing) => Reply.Page(listing.Title, Html.Of($"""
        <nav class="crumbs" aria-label="Breadcrumb"><a href="/trust">Trust</a> › {listing.Title}</nav>
        {Parts.Heading(listing.Title, Html.Of($"{listing.About}"))}
        {new TableView(request, listing).Show()}
        """));
}
