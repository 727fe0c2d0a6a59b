using Etl.Worker.Web.Data;
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
        var data = request.Data;
        var counts = data.Keep("trust", () => TrustListings.OfRows.ToDictionary(listing => listing.Name, listing => Count(data, listing)));
        return Reply.Page("Trust", Html.Of($"""
            {Parts.Heading("Trust", Html.Of($"What contradicts itself, is stored twice, refers to what is not there, or is missing. Checked at every refresh, over the whole archive."))}
            <section class="panel"><h2>Summary</h2><div class="table" tabindex="0" role="region" aria-label="Summary"><table>
            <thead><tr><th scope="col">Check</th><th scope="col" class="num">Rows</th><th scope="col">What it is</th></tr></thead>
            <tbody>{TrustListings.OfRows.Select(listing => Line(request, listing, counts[listing.Name]))}</tbody></table></div></section>
            {new TableView(request, TrustListings.ValueErrorKinds) { Top = 50 }.Show()}
            """));
    }

    private static Html Line(Request request, Listing listing, long? count)
    {
        var name = listing.Policy.Allows(request.Role)
            ? Html.Of($"<a href=\"/trust/{listing.Name}\">{listing.Title}</a>") : Html.Of($"{listing.Title}");
        return Html.Of($"""
            <tr><th scope="row">{name}</th><td class="num">{(count is null ? Html.Of($"not known") : Html.Of($"{count.Value:N0}"))}</td><td>{listing.About}</td></tr>
            """);
    }

    private static long? Count(WarehouseSnapshot data, Listing listing) =>
        listing.IsThere(data) ? data.Rows(Sql.Of($"select count(*) as rows from {Sql.Name(listing.Needs[0])}"))[0].Count("rows") : null;

    private static Reply ShowRows(Request request, Listing listing) => Reply.Page(listing.Title, Html.Of($"""
        <nav class="crumbs" aria-label="Breadcrumb"><a href="/trust">Trust</a> › {listing.Title}</nav>
        {Parts.Heading(listing.Title, Html.Of($"{listing.About}"))}
        {new TableView(request, listing).Show()}
        """));
}
