using System.Globalization;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>The API's address of a listing: every row that fits the filter, streamed.</summary>
internal static class ListingRoutes
{
    private const string CsvType = "text/csv; charset=utf-8";
    private const string ParquetType = "application/vnd.apache.parquet";

    private static readonly IReadOnlyList<ApiParameter> Common =
    [
        new("sort", "A column to sort by"),
        new("dir", "desc: the largest first"),
        new("format", "json (an array of objects), ndjson (an object a line), csv or parquet"),
        new("limit", "At most so many rows; all without it", "integer"),
        new("offset", "Rows to leave out at the beginning", "integer"),
        new("raw", "true: texts of csv stay as they are, even where a spreadsheet would take them for a formula", "boolean"),
    ];

    public static IEnumerable<Route> Of(WebServices services, IEnumerable<Listing> listings) => listings.Select(listing =>
        Route.Get(listing.Path, listing.Policy, request => Answer(services, request, listing)) with
        {
            Load = Load.Download,
            ShowsRows = listing.ShowsRows,
            Api = new ApiFacts(listing.Title, [.. listing.Parameters, .. Common])
            {
                Answers = ["application/json", "application/x-ndjson", "text/csv", ParquetType],
            },
        });

    private static Reply Answer(WebServices services, Request request, Listing listing)
    {
        if (!listing.IsThere(request.Data))
            return Reply.Problem(404, "no-relation", $"The published warehouse does not have {string.Join(", ", listing.Needs.Where(need => !request.Data.Has(need)))}.");
        var format = request.Choice("format", "json", "ndjson", "csv", "parquet");
        if (request.Text("format") is { } asked && asked != format)
            return Reply.Problem(400, "bad-parameter", "format is json, ndjson, csv or parquet.");
        var filter = request.Filter;
        var total = listing.Count(request.Data, filter);
        var offset = request.Number("offset", 0, 0, int.MaxValue);
        var limit = request.Number("limit", int.MaxValue, 0, int.MaxValue);
        var sql = listing.Ordered(request.Data, filter);
        if (request.Text("limit") is not null || offset > 0)
            sql = Sql.Of($"{sql} limit {(long)limit} offset {(long)offset}");
        var rows = Math.Clamp(total - offset, 0, limit);
        request.RowsShown = rows;
        request.Http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        request.Http.Response.Headers["X-Row-Count"] = rows.ToString(CultureInfo.InvariantCulture);
        var name = $"{listing.Name}.{format}";
        var isRaw = request.Text("raw") == "true";
        return format switch
        {
            "csv" => new StreamReply(CsvType, (_, body, cancel) => Stream(request, sql, table =>
                CsvFormat.Write(isRaw ? table : FormulaGuard.Over(table), body, forTerminal: false), cancel))
            { FileName = name },
            "ndjson" => new StreamReply("application/x-ndjson", (_, body, cancel) =>
                Stream(request, sql, table => JsonFormat.WriteLines(table, body), cancel))
            { FileName = name },
            "parquet" => Parquet(services, request.Data, sql, name),
            _ => new StreamReply("application/json", (_, body, cancel) => Stream(request, sql, table => JsonFormat.WriteArray(table, body), cancel))
            { FileName = request.Text("format") is null ? null : name },
        };
    }

    private static Task Stream(Request request, Sql sql, Action<ResultTable> write, CancellationToken cancel)
    {
        if (request.Http.Request.Method != "HEAD")
            request.Data.Stream(sql.Text, sql.Parameters, write, cancel);
        return Task.CompletedTask;
    }

    /// <summary>DuckDB writes Parquet to files only, so it writes one, from the same version, and that is sent.</summary>
    private static StreamReply Parquet(WebServices services, WarehouseSnapshot data, Sql sql, string name) =>
        new(ParquetType, async (context, body, cancel) =>
        {
            var file = Path.Combine(services.DownloadFolder(), $"{Guid.NewGuid():N}.parquet");
            try
            {
                Write(data, sql, file, cancel);
                var content = File.OpenRead(file);
                await using var closing = content.ConfigureAwait(false);
                context.Response.ContentLength = content.Length;
                if (context.Request.Method != "HEAD")
                    await content.CopyToAsync(body, cancel).ConfigureAwait(false);
            }
            finally
            {
                File.Delete(file);
            }
        })
        { FileName = name };

    private static void Write(WarehouseSnapshot data, Sql sql, string file, CancellationToken cancel)
    {
        // The pages' own database can reach no file. This one can, and runs nothing but SQL of this program, its values bound.
        using var database = DuckDbDatabase.Open(data.File, new Dictionary<string, string>
        {
            ["access_mode"] = "READ_ONLY",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["memory_limit"] = "1GiB",
        });
        using var connection = database.Connect();
        using (var rows = connection.Prepare($"create temp table download as {sql.Text}"))
        {
            for (var i = 0; i < sql.Parameters.Count; i++)
                rows.Bind(i + 1, sql.Parameters[i]);
            rows.Execute(cancel);
        }

        connection.Execute($"copy download to {DuckDbSql.Literal(file)} (format parquet, compression zstd)", cancel);
    }
}
