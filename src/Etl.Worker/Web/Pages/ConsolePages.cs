using System.Text.Json;
using Etl.Worker.Sandbox;
using Etl.Worker.Web.Console;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>The SQL console: a statement is posted, stored under an id, and the id's page shows what it answers.</summary>
internal static class ConsolePages
{
    private static readonly string[] Formats = ["csv", "json", "parquet"];

    public static IEnumerable<Route> Routes(WebServices services)
    {
        var store = new QueryStore(services.Folder, services.Time);
        var answers = new ConsoleAnswers(services.Time);
        yield return Route.Get("/sql", Policy.Analyst, request => Reply.Page("SQL", Editor(services, store, request, null), "console.js")) with { Menu = new MenuEntry("Explore", "SQL", 30) };
        yield return new Route("POST", "/sql", Policy.Analyst, request => PostAsync(services, store, answers, request)) { Load = Load.Query, ShowsRows = true };
        yield return Route.Get("/sql/schema.json", Policy.Analyst, Schema);
        yield return new Route("GET", "/sql/{id}", Policy.Analyst, request => ShowAsync(services, store, answers, request)) { Load = Load.Download, ShowsRows = true };
        yield return new Route("GET", "/sql/{id}/export", Policy.Analyst, request => ExportAsync(services, store, request)) { Load = Load.Download, ShowsRows = true };
        yield return Route.Post("/sql/{id}/delete", Policy.Analyst, request =>
        {
            store.Delete(request.Principal.Id, request.Segment("id"));
            return Reply.SeeOther("/sql");
        }) with
        { Load = Load.Light };
    }

    /// <summary>Runs the statement – leaving the page, or its Cancel, ends it – and goes on to the page of its id.</summary>
    private static async Task<Reply> PostAsync(WebServices services, QueryStore store, ConsoleAnswers answers, Request request)
    {
        var sql = (request.Field("sql") ?? "").ReplaceLineEndings("\n").Trim();
        if (sql.Length is 0 or > 100_000)
            return Reply.SeeOther("/sql");
        var name = request.Field("name")?.Trim();
        var query = store.Put(request.Principal.Id, sql, name is { Length: > 0 and <= 80 } ? name : null);
        request.Subject = query.Id;
        var answer = await ConsoleAnswer.RunAsync(services, request.Data, sql, request.Principal.Id, request.Cancel).ConfigureAwait(false);
        answers.Keep(query.Id, request.Version!.Id, answer);
        request.RowsShown = answer.Outcome.Rows;
        return Reply.SeeOther($"/sql/{query.Id}");
    }

    private static async Task<Reply> ShowAsync(WebServices services, QueryStore store, ConsoleAnswers answers, Request request)
    {
        if (store.Find(request.Segment("id")) is not { } query)
            return ErrorPages.NotFound(request);
        request.Subject = query.Id;
        var answer = answers.Find(query.Id, request.Version!.Id)
            ?? await ConsoleAnswer.RunAsync(services, request.Data, query.Sql, request.Principal.Id, request.Cancel).ConfigureAwait(false);
        answers.Keep(query.Id, request.Version.Id, answer);
        request.RowsShown = answer.Outcome.Rows;
        return Reply.Page(query.Name ?? "SQL", Html.Of($"{Editor(services, store, request, query)}{Result(request, query, answer)}"), "console.js");
    }

    private static async Task<Reply> ExportAsync(WebServices services, QueryStore store, Request request)
    {
        if (store.Find(request.Segment("id")) is not { } query)
            return ErrorPages.NotFound(request);
        request.Subject = query.Id;
        return await ConsoleExport.MakeAsync(services, request, query.Sql, request.Principal.Id, $"query-{query.Id[..8]}").ConfigureAwait(false);
    }

    private static Html Editor(WebServices services, QueryStore store, Request request, StoredQuery? query)
    {
        var (saved, recent) = store.Of(request.Principal.Id);
        var limits = services.Options.Config.Console;
        return Html.Of($"""
            {Parts.Heading("SQL", Html.Of($"One SELECT on the published warehouse; the <a href=\"/schema\">schema</a> lists its relations. It may take {limits.TimeLimit.TotalSeconds:0} s and {limits.MemoryMib:N0} MiB; {limits.Rows:N0} rows are shown, {limits.ExportRows:N0} can be downloaded. Every statement is noted in the audit log."))}
            <form method="post" action="/sql" class="console" data-console data-schema="/sql/schema.json">
            <label for="sql">Statement</label>
            <textarea id="sql" name="sql" rows="10" spellcheck="false" autocomplete="off" autocapitalize="off" required maxlength="100000">{Html.Preformatted(query?.Sql ?? "select Modality, series, instances\nfrom modality_index\norder by instances desc")}</textarea>
            <ul class="suggestions" role="listbox" id="suggestions" aria-label="Completions" hidden></ul>
            <p class="row"><button type="submit">Run</button> <label>Name, to keep it <input name="name" maxlength="80" value="{query?.Name}" autocomplete="off"></label>
            <span class="quiet" role="status" data-elapsed></span> <button type="button" class="second" data-cancel hidden>Cancel</button></p>
            </form>
            <div class="columns">
            {List("Saved", saved, "A statement that is run with a name is kept.", canDelete: true)}
            {List("Recent", recent, "None yet.", canDelete: false)}
            </div>
            """);
    }

    private static Html List(string title, IReadOnlyList<StoredQuery> queries, string empty, bool canDelete) => Html.Of($"""
        <details class="panel"{Html.When(queries.Count is > 0 and < 8, Html.Of($" open"))}><summary>{title} ({queries.Count:N0})</summary>
        {(queries.Count == 0 ? Html.Of($"<p class=\"quiet\">{empty}</p>") : Html.Of($"<ul>{queries.Select(query => Html.Of($"<li><a href=\"/sql/{query.Id}\">{query.Name ?? First(query.Sql)}</a> <span class=\"quiet\">{query.At:yyyy-MM-dd HH:mm}</span>{Html.When(canDelete, Html.Of($" <form method=\"post\" action=\"/sql/{query.Id}/delete\" class=\"inline\"><button type=\"submit\" class=\"plain\" aria-label=\"Delete {query.Name}\">Delete</button></form>"))}</li>"))}</ul>"))}
        </details>
        """);

    private static string First(string sql)
    {
        var line = sql.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : line[..59] + "…";
    }

    private static Html Result(Request request, StoredQuery query, ConsoleAnswer answer)
    {
        var outcome = answer.Outcome;
        if (outcome.Status != SandboxStatus.Done)
        {
            var title = outcome.Status switch { SandboxStatus.Refused => "Not run", SandboxStatus.Stopped => "Stopped", _ => "Wrong" };
            return Html.Of($"<section class=\"panel\" id=\"result\"><h2>{title}</h2><p class=\"notice bad\" role=\"alert\">{outcome.Message}</p></section>");
        }

        var shown = outcome.IsTruncated ? Html.Of($"The first {answer.Rows.Count:N0} rows; there are more.") : Html.Of($"{answer.Rows.Count:N0} rows, all of them.");
        return Html.Of($"""
            <section class="panel" id="result"><h2>Result</h2>
            <p class="quiet" role="status">{shown} {Cells.Seconds(outcome.Elapsed.TotalSeconds)}.</p>
            {(answer.Rows.Count == 0 ? Html.Of($"<p class=\"quiet\">No row fits.</p>") : Grid(answer))}
            <div class="foot"><span>{shown}</span><span class="downloads">Download{Html.When(outcome.IsTruncated, Html.Of($" more"))}: {Formats.Select(format => Html.Of($"<a href=\"{PageUrl.Of($"/sql/{query.Id}/export", ("format", format))}\" download>{(format == "parquet" ? "Parquet" : format.ToUpperInvariant())}</a> "))}<button type="button" class="plain" data-copy hidden>Copy the link</button></span></div>
            </section>
            {QuickChart.Show(request, $"/sql/{query.Id}", answer)}
            """);
    }

    private static Html Grid(ConsoleAnswer answer) => Html.Of($"""
        <div class="table" role="region" tabindex="0" aria-label="Result"><table>
        <thead><tr>{answer.Columns.Select(column => Html.Of($"<th scope=\"col\"{Html.When(column.IsNumber, Html.Of($" class=\"num\""))}>{Html.Value(column.Name)}<br><span class=\"quiet mono\">{Html.Value(column.Type, 40)}</span></th>"))}</tr></thead>
        <tbody>{answer.Rows.Select(row => Html.Of($"<tr>{row.Select((cell, i) => Html.Of($"<td{Html.When(answer.Columns[i].IsNumber, Html.Of($" class=\"num\""))}><bdi>{Html.Value(ConsoleAnswer.Text(cell))}</bdi></td>"))}</tr>"))}</tbody></table></div>
        """);

    /// <summary>Names for the completion: relations with their columns, and functions.</summary>
    private static Reply Schema(Request request)
    {
        var rows = request.Data.Rows("""
            select table_name as relation, list(column_name order by column_index) as columns
            from duckdb_columns() where not internal and schema_name = 'main' and table_name not like 'instances_%' group by table_name order by table_name
            """);
        return Reply.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("relations");
            foreach (var row in rows)
            {
                writer.WriteStartArray(row.Text("relation")!);
                foreach (var column in row.Texts("columns"))
                    writer.WriteStringValue(column);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteStartArray("functions");
            foreach (var name in AllowedFunctions.Of("scalar").Where(name => char.IsAsciiLetter(name[0]) && !name.StartsWith("icu_", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
                writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
