using System.Globalization;
using System.Text;
using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;
using Etl.Worker.Sandbox;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Console;

/// <summary>A result as a file, up to the limit of rows; its headers say how many there are and whether that is all.</summary>
internal static class ConsoleExport
{
    public static async Task<Reply> MakeAsync(WebServices services, Request request, StoredQuery query)
    {
        var format = request.Choice("format", "csv", "json", "parquet");
        var rows = Path.Combine(services.DownloadFolder(), $"{Guid.NewGuid():N}.ndjson");
        try
        {
            IReadOnlyList<ResultColumn> columns = [];
            SandboxOutcome outcome;
            var writer = new StreamWriter(services.Folder.OpenOwned(rows, FileMode.CreateNew), new UTF8Encoding(false), 64 << 10) { NewLine = "\n" };
            await using (writer.ConfigureAwait(false))
            {
                outcome = await services.Sandbox.RunAsync(
                    new SandboxQuery(request.Data.File, query.Sql, request.Principal.Id)
                    {
                        Limits = ConsoleAnswer.Limits(services) with { Rows = services.Options.Config.Console.ExportRows },
                    },
                    found =>
                    {
                        columns = found;
                        return ValueTask.CompletedTask;
                    },
                    row => new ValueTask(writer.WriteLineAsync(row.GetRawText())), request.Cancel).ConfigureAwait(false);
            }

            if (outcome.Status != SandboxStatus.Done)
                return Reply.Problem(422, "statement", outcome.Message);
            request.RowsShown = outcome.Rows;
            request.Http.Response.Headers["X-Row-Count"] = outcome.Rows.ToString(CultureInfo.InvariantCulture);
            request.Http.Response.Headers["X-Truncated"] = outcome.IsTruncated ? "true" : "false";
            return Send(services, format, query.Id, rows, columns);
        }
        catch
        {
            File.Delete(rows);
            throw;
        }
    }

    private static StreamReply Send(WebServices services, string format, string id, string rows, IReadOnlyList<ResultColumn> columns)
    {
        var type = format switch { "csv" => "text/csv; charset=utf-8", "json" => "application/json", _ => "application/vnd.apache.parquet" };
        return new StreamReply(type, async (context, body, cancel) =>
        {
            var parquet = rows + ".parquet";
            try
            {
                if (context.Request.Method == "HEAD")
                    return;
                var table = new ResultTable(columns, File.ReadLines(rows).Select(Cells));
                if (format == "csv")
                    CsvFormat.Write(FormulaGuard.Over(table), body, forTerminal: false);
                else if (format == "json")
                    JsonFormat.WriteArray(new ResultTable(columns, File.ReadLines(rows).Select(Elements)), body);
                else
                    await ParquetAsync(rows, parquet, columns, body, cancel).ConfigureAwait(false);
            }
            finally
            {
                File.Delete(rows);
                File.Delete(parquet);
            }
        })
        { FileName = $"query-{id[..8]}.{format}" };
    }

    /// <summary>The lines are JSON arrays of what this program wrote itself; DuckDB reads them back with the types that the statement gave.</summary>
    private static async Task ParquetAsync(string rows, string parquet, IReadOnlyList<ResultColumn> columns, Stream body, CancellationToken cancel)
    {
        using (var database = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["memory_limit"] = "512MiB", ["autoinstall_known_extensions"] = "false" }))
        using (var connection = database.Connect())
        {
            var cells = columns.Select((column, i) => $"{Cell(column.Type, i)} as {DuckDbSql.Name(Unique(columns, i))}");
            connection.Execute(
                $"copy (select {string.Join(", ", cells)} from read_csv({DuckDbSql.Literal(rows)}, columns = {{'line': 'VARCHAR'}}, header = false, delim = '\u0001', quote = '', escape = '', max_line_size = 200000000, auto_detect = false)) to {DuckDbSql.Literal(parquet)} (format parquet, compression zstd)",
                cancel);
        }

        var content = File.OpenRead(parquet);
        await using var closing = content.ConfigureAwait(false);
        await content.CopyToAsync(body, cancel).ConfigureAwait(false);
    }

    /// <summary>Nested types come from their JSON; what JSON writes as text is cast.</summary>
    private static string Cell(string type, int place) => type switch
    {
        "BLOB" => $"from_base64(line ->> '$[{place}]')",
        "VARCHAR" => $"(line ->> '$[{place}]')",
        _ when type.StartsWith("ENUM", StringComparison.Ordinal) => $"(line ->> '$[{place}]')",
        _ when type.EndsWith(']') || type.StartsWith("STRUCT", StringComparison.Ordinal) => $"from_json(line -> '$[{place}]', json_structure(line -> '$[{place}]'))::varchar",
        _ => $"cast(line ->> '$[{place}]' as {type})",
    };

    private static string Unique(IReadOnlyList<ResultColumn> columns, int place) =>
        columns.Take(place).Any(column => column.Name.Equals(columns[place].Name, StringComparison.OrdinalIgnoreCase)) ? $"{columns[place].Name}_{place + 1}" : columns[place].Name;

    private static object?[] Cells(string line)
    {
        using var document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateArray().Select(cell => cell.ValueKind == JsonValueKind.Null ? null : (object)(cell.ValueKind == JsonValueKind.String ? cell.GetString()! : new JsonText(cell.GetRawText())))];
    }

    private static object?[] Elements(string line)
    {
        using var document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateArray().Select(cell => (object?)cell.Clone())];
    }

    /// <summary>A number or a nested value as it stands: no text of a file, so no formula.</summary>
    private sealed record JsonText(string Text) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => Text;
    }
}
