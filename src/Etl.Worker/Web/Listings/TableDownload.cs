using System.Globalization;
using Etl.Worker.Cli;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>A table as a file of every format: its rows are those of the page, all of them.</summary>
internal static class TableDownload
{
    private const string ParquetType = "application/vnd.apache.parquet";

    /// <summary>The media types, that of no choice first.</summary>
    public static readonly IReadOnlyList<string> MediaTypes = ["application/json", "application/x-ndjson", "text/csv", ParquetType];

    /// <summary>What every download understands.</summary>
    public static readonly IReadOnlyList<ApiParameter> Parameters =
    [
        new("format", "json (an array of objects), ndjson (an object a line), csv or parquet"),
        new("raw", "true: texts of csv stay as they are, even where a spreadsheet would take them for a formula", "boolean"),
    ];

    /// <param name="services">Of the server.</param>
    /// <param name="request">Names the format.</param>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="source">The rows.</param>
    /// <param name="total">How many the table has.</param>
    /// <param name="rows">How many of them are sent.</param>
    public static Reply Answer(WebServices services, Request request, string name, RowSource source, long total, long rows)
    {
        var format = request.Choice("format", "json", "ndjson", "csv", "parquet");
        if (request.Text("format") is { } asked && asked != format)
            return Reply.Problem(400, "bad-parameter", "format is json, ndjson, csv or parquet.");
        request.Http.Response.Headers["X-Total-Count"] = total.ToString(CultureInfo.InvariantCulture);
        request.Http.Response.Headers["X-Row-Count"] = rows.ToString(CultureInfo.InvariantCulture);
        var isRaw = request.Text("raw") == "true";
        return format switch
        {
            "csv" => Stream("text/csv; charset=utf-8", (table, body) => CsvFormat.Write(isRaw ? table : FormulaGuard.Over(table), body, forTerminal: false)),
            "ndjson" => Stream("application/x-ndjson", JsonFormat.WriteLines),
            "parquet" => Parquet(services, source) with { FileName = $"{name}.parquet" },
            _ => Stream("application/json", JsonFormat.WriteArray),
        };

        StreamReply Stream(string type, Action<ResultTable, Stream> write) => new(type, (context, body, cancel) =>
        {
            if (context.Request.Method != "HEAD")
                source.Read(table => write(table, body), cancel);
            return Task.CompletedTask;
        })
        { FileName = request.Text("format") is null ? null : $"{name}.{format}" };
    }

    private static StreamReply Parquet(WebServices services, RowSource source) => new(ParquetType, async (context, body, cancel) =>
    {
        var file = Path.Combine(services.DownloadFolder(), $"{Guid.NewGuid():N}.parquet");
        try
        {
            source.WriteParquet(file, cancel);
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
    });
}
