using Etl.Worker.Web.Data;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>A table of the pages: the same rows are an address of the API, in every format and all of them.</summary>
public sealed record Listing
{
    /// <summary>Its address is <c>/api/v1/NAME</c>.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>What the rows are, in the plural, such as <c>attributes</c>.</summary>
    public required string Unit { get; init; }

    public required Policy Policy { get; init; }

    /// <summary>Its rows are of instances, patients or objects.</summary>
    public bool ShowsRows { get; init; }

    public required IReadOnlyList<ListingColumn> Columns { get; init; }

    /// <summary>All rows that fit the filter, in no order.</summary>
    public required Func<WarehouseSnapshot, Filter, Sql> Query { get; init; }

    /// <summary>The order without a choice: an expression that ends in a key.</summary>
    public required Sql Order { get; init; }

    /// <summary>What the filter understands.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>Relations that must be there.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>A sentence about the rows.</summary>
    public string About { get; init; } = "";

    /// <summary>What it says where there is no row.</summary>
    public string Empty { get; init; } = "There are none.";

    public string Path => $"/api/v1/{Name}";

    public bool IsThere(WarehouseSnapshot data) => Needs.All(data.Has);

    /// <summary>The rows in order: by the column that the filter chooses, then by the listing's own.</summary>
    public Sql Ordered(WarehouseSnapshot data, Filter filter)
    {
        var chosen = Columns.FirstOrDefault(column => column.Name == filter.Text("sort"));
        var by = chosen is null ? Order
            : Sql.Of($"{Sql.Name(chosen.Name)}{(filter.Text("dir") == "desc" ? Sql.Of($" desc") : Sql.Empty)} nulls last, {Order}");
        return Sql.Of($"select * from (\n{Query(data, filter)}\n) order by {by}");
    }

    public long Count(WarehouseSnapshot data, Filter filter) =>
        data.Rows(Sql.Of($"select count(*) as rows from (\n{Query(data, filter)}\n)"))[0].Count("rows");
}

/// <summary>How a column is shown.</summary>
public enum ColumnKind
{
    Text,

    /// <summary>A code, a UID, a path.</summary>
    Code,
    Count,
    Number,
    Bytes,

    /// <summary>0 to 100, with a bar.</summary>
    Percent,
    Moment,
}

/// <param name="Name">The column of the query.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Kind">How it is shown.</param>
public sealed record ListingColumn(string Name, string Title, ColumnKind Kind = ColumnKind.Text)
{
    /// <summary>Shows the row's cell otherwise than by its kind.</summary>
    public Func<Row, Markup.Html>? Show { get; init; }

    /// <summary>It is in the API and the downloads only.</summary>
    public bool IsHidden { get; init; }

    public bool IsNumeric => Kind is ColumnKind.Count or ColumnKind.Number or ColumnKind.Bytes;
}
