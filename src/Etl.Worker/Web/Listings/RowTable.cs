using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;

namespace Etl.Worker.Web.Listings;

/// <summary>A table of a page whose rows are there already: some of them, how many there are, the way to all of them, and the SQL where there is one.</summary>
internal sealed record RowTable
{
    private static readonly string[] Formats = ["csv", "json", "parquet"];

    public required string Title { get; init; }

    /// <summary>What the rows are, in the plural.</summary>
    public required string Unit { get; init; }

    public required IReadOnlyList<ListingColumn> Columns { get; init; }

    public required RowSet Rows { get; init; }

    /// <summary>How many there are in all; those that are shown where it is not said.</summary>
    public long? Total { get; init; }

    /// <summary>Where the rows that are shown begin.</summary>
    public long First { get; init; }

    /// <summary>The address that sends all rows, with its query but without <c>format</c>.</summary>
    public required string Download { get; init; }

    public string? Sql { get; init; }

    /// <summary>Stands between the title and the table.</summary>
    public Html Above { get; init; }

    /// <summary>Ways to the other pages of the table.</summary>
    public Html Pages { get; init; }

    public Html Empty { get; init; } = Html.Of($"There are none.");

    public Html Show() => Html.Of($"<section class=\"panel\"><h2>{Title}</h2>{Above}{(Rows.Count == 0 ? Html.Of($"<p class=\"quiet\">{Empty}</p>") : Body())}</section>");

    /// <summary>Links to all formats of an address.</summary>
    public static Html Downloads(string address, string label = "Download all") => Html.Of($"""
        <span class="downloads">{label}: {Formats.Select(format => Html.Of($"<a href=\"{address}{(address.Contains('?', StringComparison.Ordinal) ? "&" : "?")}format={format}\" download>{(format == "parquet" ? "Parquet" : format.ToUpperInvariant())}</a> "))}</span>
        """);

    public static Html Source(string? sql) => sql is null ? Html.Empty
        : Html.Of($"<details class=\"sql\"><summary>SQL</summary><pre><code>{Html.Preformatted(sql)}</code></pre></details>");

    private Html Body() => Html.Of($"""
        <div class="table" role="region" tabindex="0" aria-label="{Title}"><table>
        <thead><tr>{Columns.Select(column => Html.Of($"<th scope=\"col\"{Html.When(column.IsNumeric, Html.Of($" class=\"num\""))}>{column.Title}</th>"))}</tr></thead>
        <tbody>{Rows.Select(row => Html.Of($"<tr>{Columns.Select(column => Cells.Of(column, row))}</tr>"))}</tbody></table></div>
        <div class="foot"><span>Showing {(First > 0 || Rows.Count < (Total ?? 0) ? Html.Of($"{First + 1:N0}–{First + Rows.Count:N0}") : Html.Of($"{Rows.Count:N0}"))} of <strong>{Total ?? Rows.Count:N0}</strong> {Unit}</span>{Pages}{Downloads(Download)}</div>
        {Source(Sql)}
        """);
}
