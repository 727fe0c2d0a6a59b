using Etl.Worker.Web.Data;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>What contradicts itself, is there twice, or is missing.</summary>
internal static class TrustListings
{
    public static Listing SeriesConflicts { get; } = Rows("series-conflicts", "Conflicts within series and studies", "series_conflicts", "level, uid, keyword, value",
        "Attributes that must be the same throughout a study or series, and are not.",
        new("level", "Level"), new("uid", "UID", ColumnKind.Code), new("keyword", "Attribute"), new("value", "Value"),
        new("distinct_values", "Values", ColumnKind.Count), new("series", "Series", ColumnKind.Count), new("instances", "Instances", ColumnKind.Count));

    public static Listing PatientConflicts { get; } = Rows("patient-conflicts", "Conflicts of patients", "patient_conflicts",
        "IssuerOfPatientID, PatientID, keyword, value", "Patients with several names, birth dates or sexes.",
        new("IssuerOfPatientID", "Issuer"), new("PatientID", "Patient ID", ColumnKind.Code), new("keyword", "Attribute"), new("value", "Value"),
        new("distinct_values", "Values", ColumnKind.Count), new("studies", "Studies", ColumnKind.Count), new("instances", "Instances", ColumnKind.Count));

    public static Listing Duplicates { get; } = Rows("duplicate-instances", "Duplicates", "duplicate_instances", "SOPInstanceUID, source_uri",
        "Objects that share their SOPInstanceUID: copies, other encodings, or different content under one UID.",
        new("SOPInstanceUID", "SOP Instance UID", ColumnKind.Code), new("kind", "Kind"), new("source_uri", "Object", ColumnKind.Code),
        new("objects", "Objects", ColumnKind.Count), new("headers", "Headers", ColumnKind.Count), new("source_size", "Size", ColumnKind.Bytes), new("Modality", "Modality"));

    public static Listing Orphans { get; } = Rows("orphan-references", "Orphans", "orphan_references", "source_uri, keyword",
        "References to instances that the archive does not have.",
        new("source_uri", "Object", ColumnKind.Code), new("keyword", "Attribute"), new("referenced", "Referenced", ColumnKind.Count),
        new("orphans", "Missing", ColumnKind.Count), new("first_orphan", "First missing", ColumnKind.Code), new("Modality", "Modality"));

    public static Listing Gaps { get; } = Rows("incomplete-series", "Gaps", "incomplete_series", "SeriesInstanceUID",
        "Series in which instance numbers or slice positions are missing.",
        new("SeriesInstanceUID", "Series", ColumnKind.Code), new("missing_instance_numbers", "Missing numbers", ColumnKind.Number),
        new("first_instance_number", "From", ColumnKind.Count), new("last_instance_number", "To", ColumnKind.Count),
        new("slice_positions", "Positions", ColumnKind.Count), new("slice_spacing_mm", "Spacing in mm", ColumnKind.Number), new("missing_slices", "Missing slices", ColumnKind.Count));

    public static Listing ValueErrors { get; } = Rows("value-errors", "Value errors", "value_errors", "source_uri, path",
        "Values that are not what their VR or VM says, verbatim.",
        new("source_uri", "Object", ColumnKind.Code), new("path", "Attribute", ColumnKind.Code), new("vr", "VR"), new("reason", "Reason"), new("raw", "Value", ColumnKind.Code),
        new("Modality", "Modality"), new("Manufacturer", "Manufacturer"));

    /// <summary>Value errors of attributes of data sets by attribute: counts, no values.</summary>
    public static Listing ValueErrorKinds { get; } = new()
    {
        Name = "value-error-counts",
        Title = "Value errors by attribute",
        Unit = "rows",
        Policy = Policy.Viewer,
        Needs = ["tag_coverage"],
        Order = Sql.Of($"instances desc, keyword"),
        Empty = "Every value is as its VR and VM say.",
        Query = (_, _) => Sql.Of($"""
            select keyword, any_value(vr) as vr, sum(deviating)::bigint as instances, count(*) as modalities
            from tag_coverage where deviating > 0 group by keyword
            """),
        Columns =
        [
            new("keyword", "Attribute") { Show = row => Markup.Html.Of($"<a href=\"{TagListings.TagUrl(row.Text("keyword")!)}\">{row.Text("keyword")}</a>") },
            new("vr", "VR"), new("instances", "Instances", ColumnKind.Count), new("modalities", "Modalities", ColumnKind.Count),
        ],
    };

    /// <summary>Those of rows, in the order of the page.</summary>
    public static IReadOnlyList<Listing> OfRows { get; } = [SeriesConflicts, PatientConflicts, Duplicates, Orphans, Gaps, ValueErrors];

    /// <summary>How many rows each of them has; NULL where the warehouse does not have it yet.</summary>
    public static Listing Summary { get; } = new()
    {
        Name = "trust",
        Title = "Summary",
        Unit = "checks",
        Policy = Policy.Viewer,
        Order = Sql.Of($"position"),
        Query = (data, _) => Sql.Join("\nunion all\n", OfRows.Select((listing, i) => Sql.Of($"""
            select {(long)i} as position, {listing.Name} as name, {listing.Title} as title, {listing.About} as about,
              {(listing.IsThere(data) ? Sql.Of($"(select count(*) from {Sql.Name(listing.Needs[0])})") : Sql.Of($"null::bigint"))} as rows
            """))),
        Columns =
        [
            new("title", "Check"), new("rows", "Rows", ColumnKind.Count) { Show = row => row["rows"] is null ? Markup.Html.Of($"not known") : Cells.Value(ColumnKind.Count, row, "rows") },
            new("about", "What it is"),
        ],
    };

    private static Listing Rows(string name, string title, string relation, string order, string about, params IReadOnlyList<ListingColumn> columns) => new()
    {
        Name = name,
        Title = title,
        Unit = "rows",
        Policy = Policy.Analyst,
        ShowsRows = true,
        Needs = [relation],
        Order = Sql.Join(", ", order.Split(", ").Select(Sql.Name)),
        Empty = "There are none.",
        About = about,
        Query = (_, _) => Sql.Of($"from {Sql.Name(relation)}"),
        Columns = columns,
    };
}
