using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Pieces that several pages have.</summary>
internal static class Parts
{
    public static Html Heading(string title, Html lead) => Html.Of($"""
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        """);

    /// <summary>A row of large numbers, each with what it counts and a line below it.</summary>
    public static Html Figures(params IEnumerable<(string Label, Html Value, Html Below)> figures) => Html.Of($"""
        <dl class="figures">{figures.Select(figure => Html.Of($"<div><dt>{figure.Label}</dt><dd>{figure.Value}<small>{figure.Below}</small></dd></div>"))}</dl>
        """);

    public static Html Figure(long number) => Html.Of($"{number:N0}");

    /// <summary>A choice among values, the first of which stands for all.</summary>
    public static Html Select(string name, string label, string all, string? chosen, IEnumerable<(string Value, string Text)> options) => Html.Of($"""
        <label>{label}
        <select name="{name}"><option value="">{all}</option>
        {options.Select(option => Html.Of($"<option value=\"{option.Value}\"{Html.When(option.Value == chosen, Html.Of($" selected"))}>{option.Text}</option>"))}
        </select></label>
        """);

    public static Html Search(string name, string label, string? value) => Html.Of($"""
        <label>{label} <input type="search" name="{name}" value="{value}" maxlength="100" autocomplete="off" spellcheck="false"></label>
        """);

    /// <summary>A form whose fields become the address.</summary>
    public static Html FilterForm(string path, Html fields, bool canClear) => Html.Of($"""
        <form method="get" action="{path}" class="filters" data-auto role="search">
        {fields}
        <button type="submit">Apply</button>
        {Html.When(canClear, Html.Of($"<a href=\"{path}\">Clear</a>"))}
        </form>
        """);

    public static Html ClearFilters(string path) => Html.Of($"<p>The filters exclude everything. <a href=\"{path}\">Clear them</a>.</p>");

    public static Html Sql(string id, string title, string sql) => Html.Of($"""
        <div class="ready"><h3>{title} <button type="button" class="plain" data-copy="{id}" hidden>Copy</button></h3><pre><code id="{id}">{Html.Preformatted(sql)}</code></pre></div>
        """);

    /// <summary>Whether a chart shows a year: one mistyped date would push all others into a corner. The tables have every year.</summary>
    public static bool IsPlausible(long year, Request request) => year >= 1980 && year <= request.Version!.RefreshedAt.Year + 1;

    public static Html Outcome(string? outcome) => Html.Of($"<span class=\"badge {(outcome == "done" ? "good" : outcome == "cancelled" ? "fair" : "bad")}\">{outcome}</span>");
}
