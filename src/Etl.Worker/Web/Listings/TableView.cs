using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>A listing on a page: some rows, how many there are, the way to all of them, and the SQL.</summary>
public sealed class TableView(Request request, Listing listing)
{
    private const int PageSize = 50;

    /// <summary>The filter; other than the address's where the page sets some of it.</summary>
    public Filter Filter { get; init; } = request.Filter;

    /// <summary>The first rows only, without pages and sorting; 0 for pages.</summary>
    public int Top { get; init; }

    public string? Title { get; init; }

    /// <summary>Stands between the title and the table.</summary>
    public Html Above { get; init; }

    /// <summary>The table is opened by whoever wants it: a chart above it shows the same.</summary>
    public bool IsFolded { get; init; }

    /// <summary>Columns that say nothing here.</summary>
    public IReadOnlyList<string> Hide { get; init; } = [];

    /// <summary>Said where there is no row and a filter may be why.</summary>
    public Html WhenEmpty { get; init; }

    public Html Show()
    {
        if (!listing.Policy.Allows(request.Role))
            return Panel(Html.Of($"<p class=\"quiet\">These rows need the role {listing.Policy.Least.ToString()!.ToLowerInvariant()}.</p>"));
        if (!listing.IsThere(request.Data))
            return Panel(Missing());
        var total = listing.Count(request.Data, Filter);
        if (total == 0)
            return Panel(Html.Of($"<p class=\"quiet\">{listing.Empty}</p>{WhenEmpty}"));
        var pages = (total + PageSize - 1) / PageSize;
        var page = Top > 0 ? 1 : Math.Min(request.Number("page", 1, 1, 1_000_000), pages);
        var size = Top > 0 ? Top : PageSize;
        var sql = listing.Ordered(request.Data, Filter);
        var rows = request.Data.Rows(Sql.Of($"{sql} limit {(long)size} offset {(page - 1) * size}"));
        if (listing.ShowsRows)
            request.RowsShown = (request.RowsShown ?? 0) + rows.Count;
        var columns = listing.Columns.Where(column => !column.IsHidden && !Hide.Contains(column.Name)).ToList();
        var table = Html.Of($"""
            <div class="table" role="region" tabindex="0" aria-label="{Title ?? listing.Title}">
            <table>
            <thead><tr>{columns.Select(Heading)}</tr></thead>
            <tbody>{rows.Select(row => Html.Of($"<tr>{columns.Select(column => Cells.Of(column, row))}</tr>"))}</tbody>
            </table>
            </div>
            <div class="foot"><span>Showing {(Top > 0 ? Html.Of($"{rows.Count:N0}") : Html.Of($"{(page - 1) * size + 1:N0}–{(page - 1) * size + rows.Count:N0}"))} of <strong>{total:N0}</strong> {listing.Unit}</span>
            {Html.When(Top == 0 && pages > 1, Pages(page, pages))}
            {RowTable.Downloads(Filter.Only(listing.Parameters.Select(parameter => parameter.Name).Concat(["sort", "dir"])).Url(listing.Path))}</div>
            {RowTable.Source(sql.Readable)}
            """);
        return Panel(IsFolded ? Html.Of($"<details><summary>Table of the chart</summary>{table}</details>") : table);
    }

    private Html Panel(Html body) => Html.Of($"""
        <section class="panel"><h2>{Title ?? listing.Title}</h2>{Above}{body}</section>
        """);

    private Html Missing() => Html.Of($"""
        <p class="quiet">The published warehouse does not have {listing.Needs.First(need => !request.Data.Has(need))}: it was made by an older version of the program. The next refresh adds it.</p>
        """);

    private Html Heading(ListingColumn column)
    {
        var style = column.IsNumeric ? Html.Of($" class=\"num\"") : Html.Empty;
        if (Top > 0)
            return Html.Of($"<th scope=\"col\"{style}>{column.Title}</th>");
        var isSorted = request.Text("sort") == column.Name;
        var isDescending = request.Text("dir") == "desc";
        // Numbers are asked for largest first, texts from the beginning.
        var next = isSorted ? isDescending ? null : "desc" : column.IsNumeric || column.Kind == ColumnKind.Percent ? "desc" : null;
        var url = request.Filter.Without("page").With("sort", column.Name).With("dir", next).Url(request.Path);
        var mark = isSorted ? isDescending ? " ▾" : " ▴" : "";
        var sorted = Html.When(isSorted, isDescending ? Html.Of($" aria-sort=\"descending\"") : Html.Of($" aria-sort=\"ascending\""));
        return Html.Of($"<th scope=\"col\"{style}{sorted}><a href=\"{url}\">{column.Title}{mark}</a></th>");
    }

    private Html Pages(long page, long pages) => Html.Of($"""
        <nav aria-label="Pages of {listing.Title}">
        {Html.When(page > 1, Html.Of($"<a rel=\"prev\" href=\"{request.Filter.With("page", $"{page - 1}").Url(request.Path)}\">Previous</a>"))}
        <span>Page {page:N0} of {pages:N0}</span>
        {Html.When(page < pages, Html.Of($"<a rel=\"next\" href=\"{request.Filter.With("page", $"{page + 1}").Url(request.Path)}\">Next</a>"))}
        </nav>
        """);
}
