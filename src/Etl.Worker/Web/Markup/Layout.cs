using Etl.Worker.Web.Access;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Markup;

/// <summary>What stands around every page: the navigation, which data it shows and how old that is, the ways to change its look.</summary>
public sealed class Layout(WebServices services)
{
    public Html Around(PageReply page, Route route, Principal? principal, WarehouseVersion? version, HttpRequest request) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{page.Title} · etl</title>
        <link rel="icon" href="{Asset.UrlOf("icon.svg")}" type="image/svg+xml">
        <link rel="stylesheet" href="{Asset.UrlOf("site.css")}">
        <script src="{Asset.UrlOf("theme.js")}"></script>
        <script src="{Asset.UrlOf("site.js")}" defer></script>
        {page.Scripts.Select(script => Html.Of($"<script src=\"{Asset.UrlOf(script)}\" defer></script>"))}
        </head>
        <body data-version="{version?.Id}">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
        <a class="brand" href="/">etl</a>
        {(principal is null ? Html.Empty : Freshness(version))}
        <div class="tools">
        <button type="button" class="plain" data-theme-toggle hidden aria-label="Switch between light and dark">◐</button>
        {(principal is null ? Html.Empty : Html.Of($"""
            <form method="post" action="/logout"><span class="who" title="Role: {RoleName(principal.Role)}">{principal.Name}</span> <button type="submit" class="plain">Sign out</button></form>
            """))}
        </div>
        </header>
        <div class="frame">
        {(principal is null ? Html.Empty : Navigation(principal.Role, route, request.Path.Value ?? "/"))}
        <main id="main" tabindex="-1">
        {page.Body}
        </main>
        </div>
        </body>
        </html>
        """);

    private Html Navigation(Role role, Route current, string path) => Html.Of($"""
        <nav class="menu" aria-label="Pages"><details open><summary>Pages</summary>
        {services.Routes.Menu(role).Select(group => Html.Of($"""
            <h2>{group.Key}</h2>
            <ul>{group.Select(route => Html.Of($"<li><a href=\"{route.Pattern}\"{Current(route, current, path)}>{route.Menu!.Title}</a></li>"))}</ul>
            """))}
        </details></nav>
        """);

    /// <summary>A page below another, such as one tag, lights up the other.</summary>
    private static Html Current(Route route, Route current, string path)
    {
        if (route.Pattern == current.Pattern)
            return Html.Of($" aria-current=\"page\"");
        return Html.When(route.Pattern != "/" && path.StartsWith(route.Pattern + "/", StringComparison.Ordinal), Html.Of($" aria-current=\"true\""));
    }

    private Html Freshness(WarehouseVersion? version)
    {
        if (version is null)
            return Html.Empty;
        var age = services.Time.GetUtcNow() - version.RefreshedAt;
        var level = age.TotalHours < 26 ? "good" : age.TotalHours < 50 ? "fair" : "bad";
        return Html.Of($"""
            <p class="freshness"><span class="badge {level}">{Age(age)} old</span>
            <span class="as-of">Data of <time datetime="{version.RefreshedAt:yyyy-MM-ddTHH:mm:ssZ}">{version.RefreshedAt:yyyy-MM-dd HH:mm} UTC</time>{(version.LakeVersion is { } lake ? Html.Of($", version {lake}") : Html.Empty)}</span></p>
            """);
    }

    private static string RoleName(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>How long ago something was, in words.</summary>
    internal static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "under a minute",
        { TotalMinutes: < 120 } => $"{age.TotalMinutes:0} min",
        { TotalHours: < 48 } => $"{age.TotalHours:0} h",
        _ => $"{age.TotalDays:0} days",
    };
}
