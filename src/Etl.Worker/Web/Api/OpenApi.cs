using System.Text.Json;
using System.Text.RegularExpressions;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Pages;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Api;

/// <summary>The document of the JSON API, made of the routes themselves, and its page.</summary>
internal static partial class OpenApi
{
    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/api/v1/openapi.json", Policy.Viewer, _ => Reply.Json(writer => Write(writer, services))) with
        {
            Load = Load.Light,
            Api = new ApiFacts("This document"),
        };
        yield return Route.Get("/api", Policy.Viewer, _ => Page(services)) with { Menu = new MenuEntry("Reference", "API", 31) };
    }

    internal static void Write(Utf8JsonWriter writer, WebServices services)
    {
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.1.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "etl");
        writer.WriteString("version", "1");
        writer.WriteString("description",
            "Read-only. Every answer carries X-Data-Version, the version of the data; tables carry X-Total-Count, the rows that fit, and X-Row-Count, those sent.");
        writer.WriteEndObject();
        writer.WriteStartObject("components");
        writer.WriteStartObject("securitySchemes");
        writer.WriteStartObject("token");
        writer.WriteString("type", "http");
        writer.WriteString("scheme", "bearer");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("security");
        writer.WriteStartObject();
        writer.WriteStartArray("token");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("paths");
        foreach (var route in Documented(services))
            WritePath(writer, route);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static IEnumerable<Route> Documented(WebServices services) =>
        services.Routes.All.Where(route => route.Api is not null).OrderBy(route => route.Pattern, StringComparer.Ordinal);

    private static void WritePath(Utf8JsonWriter writer, Route route)
    {
        writer.WriteStartObject(route.Pattern);
        writer.WriteStartObject(route.Method.ToLowerInvariant());
        writer.WriteString("operationId", Identifier().Replace(route.Pattern["/api/v1/".Length..], "_"));
        writer.WriteString("summary", route.Api!.Summary);
        writer.WriteString("x-role", route.Policy.Least?.ToString().ToLowerInvariant());
        writer.WriteStartArray("parameters");
        foreach (Match match in InPath().Matches(route.Pattern))
            WriteParameter(writer, new ApiParameter(match.Groups[1].Value, "A part of the address"), "path");
        foreach (var parameter in route.Api.Parameters)
            WriteParameter(writer, parameter, "query");
        writer.WriteEndArray();
        writer.WriteStartObject("responses");
        writer.WriteStartObject("200");
        writer.WriteString("description", route.Api.Summary);
        writer.WriteStartObject("content");
        foreach (var type in route.Api.Answers)
        {
            writer.WriteStartObject(type);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        foreach (var (status, text) in new[] { ("401", "Nobody is signed in"), ("403", "The role is too low"), ("503", "No data is published yet, or it took too long") })
        {
            writer.WriteStartObject(status);
            writer.WriteString("description", text);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter writer, ApiParameter parameter, string place)
    {
        writer.WriteStartObject();
        writer.WriteString("name", parameter.Name);
        writer.WriteString("in", place);
        writer.WriteBoolean("required", place == "path");
        writer.WriteString("description", parameter.Summary);
        writer.WriteStartObject("schema");
        writer.WriteString("type", parameter.Type);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static Reply Page(WebServices services) => Reply.Page("API", Html.Of($"""
        {Parts.Heading("API", Html.Of($"Everything the pages show, for programs: read-only JSON, and every table as CSV, NDJSON and Parquet too. <a href=\"/api/v1/openapi.json\">OpenAPI document</a>"))}
        {Parts.Sql("api-example", "With a token", "curl -H \"Authorization: Bearer etl_…\" 'HOST/api/v1/tags?modality=CT&format=csv'")}
        <section class="panel"><h2>Addresses</h2><div class="table" tabindex="0" role="region" aria-label="Addresses"><table>
        <thead><tr><th scope="col">Address</th><th scope="col">What it answers</th><th scope="col">Role</th><th scope="col">Parameters</th></tr></thead>
        <tbody>{Documented(services).Select(route => Html.Of($"""
            <tr><td class="mono">{(route.Pattern.Contains('{', StringComparison.Ordinal) ? Html.Of($"{route.Pattern}") : Html.Of($"<a href=\"{route.Pattern}\">{route.Pattern}</a>"))}</td><td>{route.Api!.Summary}</td><td>{route.Policy.Least.ToString()!.ToLowerInvariant()}</td>
            <td>{string.Join(", ", route.Api.Parameters.Select(parameter => parameter.Name))}</td></tr>
            """))}</tbody></table></div></section>
        """));

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();
}
