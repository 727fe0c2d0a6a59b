using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>Where instances are not as the standard wants them.</summary>
internal static class ConformanceListings
{
    private static readonly IReadOnlyList<ApiParameter> Filters =
    [
        new("severity", "error, warning or note"), new("kind", "Kind of finding, such as missing_type_1"),
        new("sop", "SOP Class UID"), new("path", "Exactly this path; empty paths are -"), new("detail", "Exactly this detail"),
        new("keyword", "The attribute, at any depth"), new("q", "Part of a path, SOP class, module or manufacturer"),
    ];

    /// <summary>One row per SOP class, kind, attribute and detail, over all devices.</summary>
    public static Listing Findings { get; } = new()
    {
        Name = "findings",
        Title = "Findings",
        Unit = "findings",
        Policy = Policy.Viewer,
        Needs = ["conformance_findings"],
        Parameters = Filters,
        Order = Sql.Of($"severity_rank, instances desc, kind, path, SOPClassUID, detail"),
        Empty = "Nothing was found against the standard.",
        Query = (_, filter) => Sql.Of($"""
            select severity, kind, path, detail, SOPClassUID, any_value(sop_class) as sop_class, any_value(type) as type,
              sum(instances)::bigint as instances, any_value(class_instances)::bigint as class_instances,
              100.0 * sum(instances) / any_value(class_instances) as percent_of_class, count(*) as devices,
              min(first_date) as first_date, max(last_date) as last_date,
              case severity when 'error' then 0 when 'warning' then 1 else 2 end as severity_rank
            from conformance_findings
            where {Conditions(filter)}
            group by severity, kind, path, detail, SOPClassUID
            """),
        Columns =
        [
            new("severity", "Severity") { Show = row => Severity(row.Text("severity")) },
            new("kind", "Finding") { Show = row => Html.Of($"<a href=\"{Url(row)}\">{Kind(row.Text("kind"))}</a>") },
            new("path", "Attribute", ColumnKind.Code) { Show = row => Path(row.Text("path")) },
            new("detail", "Detail"),
            new("sop_class", "SOP class") { Show = row => Html.Value(row.Text("sop_class") ?? row.Text("SOPClassUID")) },
            new("instances", "Instances", ColumnKind.Count),
            new("percent_of_class", "Of the class", ColumnKind.Percent),
            new("devices", "Devices", ColumnKind.Count),
        ],
    };

    /// <summary>The devices that wrote one finding.</summary>
    public static Listing Devices { get; } = new()
    {
        Name = "finding-devices",
        Title = "Affected devices",
        Unit = "devices",
        Policy = Policy.Viewer,
        Needs = ["conformance_findings"],
        Parameters = Filters,
        Order = Sql.Of($"instances desc, Manufacturer, ManufacturerModelName, SoftwareVersions"),
        Query = (_, filter) => Sql.Of($"""
            select Manufacturer, ManufacturerModelName, SoftwareVersions, sum(instances)::bigint as instances,
              max(device_instances)::bigint as device_instances,
              100.0 * sum(instances) / max(device_instances) as percent_of_device, min(first_date) as first_date, max(last_date) as last_date
            from conformance_findings where {Conditions(filter)} group by Manufacturer, ManufacturerModelName, SoftwareVersions
            """),
        Columns =
        [
            new("Manufacturer", "Manufacturer"), new("ManufacturerModelName", "Model"), new("SoftwareVersions", "Software"),
            new("instances", "Instances", ColumnKind.Count), new("device_instances", "Of the device's", ColumnKind.Count),
            new("percent_of_device", "Share", ColumnKind.Percent), new("first_date", "First study"), new("last_date", "Last study"),
        ],
    };

    /// <summary>Where an instance with one finding lies, one a device.</summary>
    public static Listing Samples { get; } = new()
    {
        Name = "finding-samples",
        Title = "Sample instances",
        Unit = "objects",
        Policy = Policy.Analyst,
        ShowsRows = true,
        Needs = ["conformance_findings"],
        Parameters = Filters,
        Order = Sql.Of($"instances desc, example_uri"),
        Query = (_, filter) => Sql.Of($"""
            select example_uri, Manufacturer, ManufacturerModelName, SoftwareVersions, instances::bigint as instances
            from conformance_findings where {Conditions(filter)} and example_uri is not null
            """),
        Columns = [new("example_uri", "Object", ColumnKind.Code), new("Manufacturer", "Manufacturer"), new("ManufacturerModelName", "Model"), new("instances", "Of instances", ColumnKind.Count)],
    };

    public static string Kind(string? kind) => kind?.Replace('_', ' ') ?? "";

    public static Html Severity(string? severity) =>
        Html.Of($"<span class=\"badge {(severity == "error" ? "bad" : severity == "warning" ? "fair" : "")}\">{severity}</span>");

    /// <summary>A path, which may break into lines at its dots.</summary>
    private static Html Path(string? path) => string.IsNullOrEmpty(path) ? Html.Of($"–")
        : Html.Join(path.Split('.').Select((part, i) => i == 0 ? Html.Value(part) : Html.Of($".<wbr>{Html.Value(part)}")));

    private static string Url(Row row) => PageUrl.Of("/conformance/finding",
        ("kind", row.Text("kind")), ("path", row.Text("path") is { Length: > 0 } path ? path : "-"), ("sop", row.Text("SOPClassUID") ?? TagListings.None),
        ("detail", row.Text("detail")));

    private static Sql Conditions(Filter filter) => Sql.All(
    [
        TagListings.Is(Sql.Name("severity"), filter.Text("severity")),
        TagListings.Is(Sql.Name("kind"), filter.Text("kind")),
        TagListings.Is(Sql.Name("SOPClassUID"), filter.Text("sop")),
        Sql.When(filter.Text("path") is not null, Sql.Of($"coalesce(path, '') = {(filter.Text("path") == "-" ? "" : filter.Text("path"))}")),
        Sql.When(filter.Text("detail") is not null, Sql.Of($"detail = {filter.Text("detail")}")),
        Sql.When(filter.Text("keyword") is not null, Sql.Of($"(path = {filter.Text("keyword")} or ends_with(path, {"." + filter.Text("keyword")}))")),
        Sql.When(filter.Text("q") is not null, Sql.Of($"contains(lower(concat_ws(' ', path, sop_class, detail, Manufacturer, ManufacturerModelName)), lower({filter.Text("q")}))")),
    ]);
}
