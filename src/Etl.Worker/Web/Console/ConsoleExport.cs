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
    private static readonly string[] TextTypes = ["ENUM", "MAP(", "UNION", "INTERVAL", "BLOB", "BIT", "JSON", "TIME WITH", "BIGNUM", "VARIANT", "GEOMETRY"];

    /// <param name="services">Of the server.</param>
    /// <param name="request">Names the format.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="user">On whose account it runs.</param>
    /// <param name="name">Of the file, without its ending.</param>
    public static async Task<Reply> MakeAsync(WebServices services, Request request, string sql, string user, string name)
    {
        var format = request.Choice("format", "csv", "json", "parquet");
        var rows = Path.Combine(services.DownloadFolder(), $"{Guid.NewGuid():N}.ndjson");
        try
        {
            IReadOnlyList<ResultColumn> columns = [];
            SandboxOutcome outcome;
            var longest = 0L;
            var writer = new StreamWriter(services.Folder.OpenOwned(rows, FileMode.CreateNew), new UTF8Encoding(false), 64 << 10) { NewLine = "\n" };
            await using (writer.ConfigureAwait(false))
            {
                outcome = await services.Sandbox.RunAsync(
                    new SandboxQuery(request.Data.File, sql, user)
                    {
                        Limits = ConsoleAnswer.Limits(services) with { Rows = services.Options.Config.Console.ExportRows },
                    },
                    found =>
                    {
                        columns = found;
                        return ValueTask.CompletedTask;
                    },
                    row =>
                    {
                        var line = row.GetRawText();
                        longest = Math.Max(longest, 4L * line.Length);
                        return new ValueTask(writer.WriteLineAsync(line));
                    }, request.Cancel).ConfigureAwait(false);
            }

            if (outcome.Status != SandboxStatus.Done)
            {
                File.Delete(rows);
                return Reply.Problem(422, "statement", outcome.Message);
            }

            request.RowsShown = outcome.Rows;
            request.Http.Response.Headers["X-Row-Count"] = outcome.Rows.ToString(CultureInfo.InvariantCulture);
            request.Http.Response.Headers["X-Truncated"] = outcome.IsTruncated ? "true" : "false";
            return Send(format, name, rows, longest, columns);
        }
        catch
        {
            File.Delete(rows);
            throw;
        }
    }

    private static StreamReply Send(string format, string name, string rows, long longest, IReadOnlyList<ResultColumn> columns)
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
                    await ParquetAsync(rows, parquet, longest, columns, body, cancel).ConfigureAwait(false);
            }
            finally
            {
                File.Delete(rows);
                File.Delete(parquet);
            }
        })
        { FileName = $"{name}.{format}" };
    }

    /// <summary>The lines are JSON arrays of what this program wrote itself; DuckDB reads them back with the types that the statement gave.</summary>
    private static async Task ParquetAsync(string rows, string parquet, long longest, IReadOnlyList<ResultColumn> columns, Stream body, CancellationToken cancel)
    {
        using (var database = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["memory_limit"] = "2GiB", ["threads"] = "1", ["autoinstall_known_extensions"] = "false" }))
        using (var connection = database.Connect())
        {
            var cells = columns.Select((column, i) => $"{Cell(column.Type, i)} as {DuckDbSql.Name(Unique(columns, i))}");
            connection.Execute(
                $"copy (select {string.Join(", ", cells)} from read_json_objects({DuckDbSql.Literal(rows)}, format = 'newline_delimited', maximum_object_size = {Math.Max(16 << 20, longest + 2)})) to {DuckDbSql.Literal(parquet)} (format parquet, compression zstd)",
                cancel);
        }

        var content = File.OpenRead(parquet);
        await using var closing = content.ConfigureAwait(false);
        await content.CopyToAsync(body, cancel).ConfigureAwait(false);
    }

    /// <summary>The type that the statement gave, where it can be read back from JSON; text otherwise.</summary>
    private static string Cell(string type, int place)
    {
        if (type == "BLOB")
            return $"from_base64(json ->> '$[{place}]')";
        var isNested = type.EndsWith(']') || type.StartsWith("STRUCT", StringComparison.Ordinal);
        if (type == "VARCHAR" || TextTypes.Any(word => type.Contains(word, StringComparison.Ordinal)))
            return $"(json ->> '$[{place}]')";
        return $"cast(json {(isNested ? "->" : "->>")} '$[{place}]' as {type})";
    }

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
