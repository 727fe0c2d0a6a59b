using Etl.Worker.Web.Data;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>How the values of an attribute lie: numbers by size, texts by length, in up to 24 classes of the same width; nothing of an identifying one.</summary>
internal static class TagDistribution
{
    private static readonly HashSet<string> NumberTypes = ["DOUBLE", "FLOAT", "BIGINT", "INTEGER"];

    public static Listing Listing { get; } = new()
    {
        Name = "tag-distribution",
        Title = "Distribution of numbers, or of lengths of texts",
        Unit = "classes",
        Policy = Policy.Viewer,
        Needs = ["tag_coverage"],
        Parameters = [new("keyword", "The attribute")],
        Order = Sql.Of($"class"),
        Empty = "It has no values that are numbers or texts, or it is identifying.",
        Query = (data, filter) => Query(data, filter.Text("keyword") ?? ""),
        Columns = [new("low", "From", ColumnKind.Number), new("high", "To", ColumnKind.Number), new("instances", "Instances", ColumnKind.Count)],
    };

    /// <summary>Whether the attribute's values are numbers, or else texts; null for anything else.</summary>
    public static bool? IsNumber(WarehouseSnapshot data, string keyword)
    {
        var tables = AttributeColumns.Of(data).Tables(keyword);
        if (tables.Count > 0 && tables.All(table => NumberTypes.Contains(table.Type)))
            return true;
        return tables.Count > 0 && tables.All(table => table.Type == "VARCHAR") ? false : null;
    }

    private static Sql Query(WarehouseSnapshot data, string keyword)
    {
        if (IsNumber(data, keyword) is not { } isNumber || AttributeColumns.Of(data).Values(keyword) is not { } values)
            return Sql.Of($"select null::bigint as class, null::double as low, null::double as high, null::bigint as instances where false");
        var number = isNumber ? Sql.Of($"value::double") : Sql.Of($"length(value)::double");
        return Sql.Of($"""
            with numbers as (
              select {number} as number from ({values})
              where not (select coalesce(bool_or(is_identifying), false) from tag_coverage where keyword = {keyword})
            ),
            bounds as (select min(number) as least, max(number) as most from numbers where isfinite(number)),
            counted as (
              select if(most = least, 0, least(floor((number - least) / (most - least) * 24), 23))::bigint as class, count(*) as instances
              from numbers, bounds where isfinite(number) group by all
            )
            select classes.class, least + (most - least) * classes.class / 24 as low, least + (most - least) * (classes.class + 1) / 24 as high,
              coalesce(instances, 0) as instances
            from bounds, (select unnest(range(if(most = least, 1, 24))) as class from bounds) as classes
            left join counted using (class)
            where least is not null
            """);
    }
}
