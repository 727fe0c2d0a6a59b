using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>The API's address of a listing: every row that fits the filter, streamed.</summary>
internal static class ListingRoutes
{
    private static readonly IReadOnlyList<ApiParameter> Common =
    [
        new("sort", "A column to sort by"),
        new("dir", "desc: the largest first"),
        new("limit", "At most so many rows; all without it", "integer"),
        new("offset", "Rows to leave out at the beginning", "integer"),
    ];

    public static IEnumerable<Route> Of(WebServices services, IEnumerable<Listing> listings) => listings.Select(listing =>
        Route.Get(listing.Path, listing.Policy, request => Answer(services, request, listing)) with
        {
            Load = Load.Download,
            ShowsRows = listing.ShowsRows,
            Api = new ApiFacts(listing.Title, [.. listing.Parameters, .. Common, .. TableDownload.Parameters]) { Answers = TableDownload.MediaTypes },
        });

    private static Reply Answer(WebServices services, Request request, Listing listing)
    {
        if (!listing.IsThere(request.Data))
            return Reply.Problem(404, "no-relation", $"The published warehouse does not have {string.Join(", ", listing.Needs.Where(need => !request.Data.Has(need)))}.");
        var filter = request.Filter;
        var total = listing.Count(request.Data, filter);
        var offset = request.Number("offset", 0, 0, int.MaxValue);
        var limit = request.Number("limit", int.MaxValue, 0, int.MaxValue);
        var sql = listing.Ordered(request.Data, filter);
        if (request.Text("limit") is not null || offset > 0)
            sql = Sql.Of($"{sql} limit {(long)limit} offset {(long)offset}");
        var rows = Math.Clamp(total - offset, 0, limit);
        request.RowsShown = rows;
        return TableDownload.Answer(services, request, listing.Name, RowSource.Of(request.Data, sql), total, rows);
    }
}
