using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>Tables of attributes.</summary>
internal static class TagListings
{
    /// <summary>In the place of a NULL, which an address cannot hold.</summary>
    public const string None = "none";

    private static readonly IReadOnlyList<ApiParameter> Filters =
    [
        new("q", "Part of a tag, keyword or name"),
        new("modality", "Count instances of this modality only; none for those without one"),
        new("vr", "This VR"),
        new("show", "deviating, never-filled, identifying or unknown: attributes of that kind"),
        new("module", "Attributes of this module"),
    ];

    /// <summary>One row per attribute, over all modalities or of one.</summary>
    public static Listing Tags { get; } = new()
    {
        Name = "tags",
        Title = "Attributes",
        Unit = "attributes",
        Policy = Policy.Viewer,
        Needs = ["tag_coverage", "modality_index"],
        Parameters = Filters,
        Order = Sql.Of($"tag nulls last, keyword"),
        Query = Query,
        Columns =
        [
            new("tag", "Tag", ColumnKind.Code) { Show = row => Html.Of($"{Tag(row.Text("tag"))}") },
            new("keyword", "Attribute") { Show = row => Html.Of($"<a href=\"{TagUrl(row.Text("keyword")!)}\">{row.Text("keyword")}</a><small>{row.Text("name")}</small>") },
            new("name", "Name") { IsHidden = true },
            new("vr", "VR", ColumnKind.Code),
            new("percent_present", "Present", ColumnKind.Percent),
            new("present", "Instances", ColumnKind.Count),
            new("empty", "Empty", ColumnKind.Count),
            new("binary_only", "Binary", ColumnKind.Count),
            new("invalid", "Invalid", ColumnKind.Count),
            new("deviating", "Deviating", ColumnKind.Count),
            new("modalities", "Modalities", ColumnKind.Count),
            new("is_identifying", "Identifying") { Show = row => Html.When(row.Is("is_identifying"), Html.Of($"<span class=\"badge fair\">identifying</span>")) },
        ],
    };

    public static Listing Coverage { get; } = new()
    {
        Name = "tag-coverage",
        Title = "By modality",
        Unit = "rows",
        Policy = Policy.Viewer,
        Needs = ["tag_coverage"],
        Parameters = [new("keyword", "The attribute")],
        Order = Sql.Of($"instances desc, Modality, keyword"),
        Query = (_, filter) => Sql.Of($"""
            select Modality, keyword, tag, vr, instances, present, empty, invalid, binary_only, absent, deviating, percent_present, distinct_values
            from tag_coverage
            {Sql.When(filter.Text("keyword") is not null, Sql.Of($"where keyword = {filter.Text("keyword")}"))}
            """),
        Columns =
        [
            new("Modality", "Modality"),
            new("percent_present", "Present", ColumnKind.Percent),
            new("states", "States") { Show = States },
            new("present", "Present", ColumnKind.Count),
            new("empty", "Empty", ColumnKind.Count),
            new("invalid", "Invalid", ColumnKind.Count),
            new("binary_only", "Binary", ColumnKind.Count),
            new("absent", "Absent", ColumnKind.Count),
            new("instances", "Of instances", ColumnKind.Count),
            new("deviating", "Deviating", ColumnKind.Count),
            new("distinct_values", "Distinct values", ColumnKind.Count),
        ],
    };

    /// <summary>One attribute by the devices that wrote it.</summary>
    public static Listing ByDevice { get; } = new()
    {
        Name = "tag-devices",
        Title = "By device",
        Unit = "devices",
        Policy = Policy.Viewer,
        Needs = ["attribute_counts"],
        Parameters = [new("keyword", "The attribute")],
        Order = Sql.Of($"instances desc, Manufacturer, ManufacturerModelName, Modality"),
        Query = (_, filter) => Sql.Of($"""
            select Manufacturer, ManufacturerModelName, Modality,
              sum(instances)::bigint as instances, coalesce(sum(present), 0)::bigint as present,
              100.0 * coalesce(sum(present), 0) / sum(instances) as percent_present, coalesce(sum(deviating), 0)::bigint as deviating
            from attribute_counts
            where keyword is null or keyword = {filter.Text("keyword")}
            group by all
            having sum(instances) > 0
            """),
        Columns =
        [
            new("Manufacturer", "Manufacturer"), new("ManufacturerModelName", "Model"), new("Modality", "Modality"),
            new("percent_present", "Present", ColumnKind.Percent), new("present", "Present in", ColumnKind.Count),
            new("instances", "Of instances", ColumnKind.Count), new("deviating", "Deviating", ColumnKind.Count),
        ],
    };

    /// <summary>One attribute by the year of study.</summary>
    public static Listing ByYear { get; } = new()
    {
        Name = "tag-years",
        Title = "By year of study",
        Unit = "years",
        Policy = Policy.Viewer,
        Needs = ["attribute_counts"],
        Parameters = [new("keyword", "The attribute")],
        Order = Sql.Of($"year desc nulls last"),
        Query = (_, filter) => Sql.Of($"""
            select year(study_month) as year, sum(instances)::bigint as instances, coalesce(sum(present), 0)::bigint as present,
              100.0 * coalesce(sum(present), 0) / sum(instances) as percent_present
            from attribute_counts where keyword is null or keyword = {filter.Text("keyword")}
            group by all having sum(instances) > 0
            """),
        Columns =
        [
            new("year", "Year"), new("percent_present", "Present", ColumnKind.Percent), new("present", "Present in", ColumnKind.Count),
            new("instances", "Of instances", ColumnKind.Count),
        ],
    };

    /// <summary>The modules of the standard that have an attribute.</summary>
    public static Listing Modules { get; } = new()
    {
        Name = "tag-modules",
        Title = "In the standard's modules",
        Unit = "places",
        Policy = Policy.Viewer,
        Needs = ["standard_module_attributes"],
        Parameters = [new("keyword", "The attribute")],
        Order = Sql.Of($"path, module"),
        Query = (_, filter) => Sql.Of($"""
            select module, type, path from standard_module_attributes
            where path = {filter.Text("keyword")} or ends_with(path, {"." + filter.Text("keyword")})
            """),
        Columns = [new("module", "Module"), new("type", "Type"), new("path", "Path", ColumnKind.Code)],
    };

    /// <summary>The most frequent values of one attribute, by modality; none of an identifying one.</summary>
    public static Listing Values { get; } = new()
    {
        Name = "tag-values",
        Title = "Most frequent values",
        Unit = "values",
        Policy = Policy.Viewer,
        Needs = ["attribute_values"],
        Parameters = [new("keyword", "The attribute")],
        Order = Sql.Of($"instances desc, Modality, value"),
        Query = (_, filter) => Sql.Of($"""
            select Modality, keyword, entry.value as value, entry.instances as instances, distinct_values
            from (
              select Modality, keyword, distinct_values, unnest(frequent) as entry
              from attribute_values
              where frequent is not null {Sql.When(filter.Text("keyword") is not null, Sql.Of($"and keyword = {filter.Text("keyword")}"))}
            )
            """),
        Columns = [new("value", "Value"), new("Modality", "Modality"), new("instances", "Instances", ColumnKind.Count)],
    };

    public static string TagUrl(string keyword) => $"/tags/{PageUrl.Segment(keyword)}";

    /// <summary>A tag as the standard prints it.</summary>
    public static string Tag(string? tag) => tag is { Length: 8 } ? $"({tag[..4]},{tag[4..]})" : tag ?? "";

    /// <summary>A condition on a column that may be NULL.</summary>
    public static Sql Is(Sql column, string? value) => value is null ? Sql.Empty
        : value == None ? Sql.Of($"{column} is null") : Sql.Of($"{column} = {value}");

    public static Html States(Row row)
    {
        var instances = Math.Max(1, row.Count("instances"));
        double Share(string name) => 100.0 * row.Count(name) / instances;
        return Charts.Stack((Share("present"), "mark"), (Share("empty"), "soft"), (Share("invalid"), "bad"), (Share("binary_only"), "mark-2"));
    }

    /// <summary>Conditions on rows of tag_coverage that do not depend on the modality.</summary>
    private static Sql Conditions(Filter filter, Sql modality) => Sql.All(
    [
        modality,
        Sql.When(filter.Text("q") is not null, Sql.Of($"""
            (contains(lower(keyword), lower({filter.Text("q")})) or contains(lower(name), lower({filter.Text("q")}))
              or contains(lower(tag), lower(regexp_replace({filter.Text("q")}, '[(), ]', '', 'g'))))
            """)),
        Sql.When(filter.Text("vr") is not null, Sql.Of($"vr = {filter.Text("vr")}")),
        Sql.When(filter.Text("module") is not null, Sql.Of($"keyword in (select path from standard_module_attributes where module = {filter.Text("module")})")),
        filter.Text("show") switch
        {
            "identifying" => Sql.Of($"is_identifying"),
            "unknown" => Sql.Of($"tag is null"),
            _ => Sql.Empty,
        },
    ]);

    private static Sql Query(WarehouseSnapshot data, Filter filter)
    {
        var modality = Is(Sql.Name("Modality"), filter.Text("modality"));
        var total = Sql.Of($"(select coalesce(sum(instances), 0)::bigint from modality_index where {Sql.All([modality])})");
        return Sql.Of($"""
            select keyword, any_value(tag) as tag, any_value(name) as name, any_value(vr) as vr,
              100.0 * sum(present) / {total} as percent_present, sum(present)::bigint as present, sum(empty)::bigint as empty,
              sum(binary_only)::bigint as binary_only, sum(invalid)::bigint as invalid, sum(deviating)::bigint as deviating,
              count(*) as modalities, bool_or(is_identifying) as is_identifying, {total} as instances
            from tag_coverage
            where {Conditions(filter, modality)}
            group by keyword
            {(filter.Text("show") switch
        {
            "deviating" => Sql.Of($"having sum(deviating) > 0"),
            "never-filled" => Sql.Of($"having sum(present) = 0 and sum(binary_only) = 0"),
            _ => Sql.Empty,
        })}
            """);
    }
}
