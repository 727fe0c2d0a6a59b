using Etl.Worker.Web.Data;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Cohorts;

/// <summary>Tables of a cohort that an address chooses.</summary>
internal static class CohortListings
{
    /// <summary>What chooses a cohort, and how it is shown.</summary>
    public static readonly IReadOnlyList<ApiParameter> Parameters =
    [
        .. Facet.All.Select(facet => new ApiParameter(facet.Name, $"{facet.Title}; several are alternatives, none stands for no value")),
        new("match", "all: patients who have every modality that is chosen"),
        SmallCells.Parameter,
    ];

    /// <summary>Names of the address by which a cohort is chosen.</summary>
    public static IEnumerable<string> Names => Parameters.Select(parameter => parameter.Name);

    /// <summary>Values of the facets: how many would be left of those that fit all others.</summary>
    public static Listing Facets { get; } = new()
    {
        Name = "cohort-facets",
        Title = "Values of the facets",
        Unit = "values",
        Policy = Policy.Viewer,
        Needs = ["series_index"],
        Parameters = Parameters,
        Order = Sql.Of($"position, patients desc nulls last, series desc nulls last, value"),
        Query = (_, filter) => SmallCells.Suppressed(new CohortQuery(filter).Values(), filter),
        Columns = [new("facet", "Facet"), new("value", "Value"), new("patients", "Patients", ColumnKind.Count), new("series", "Series", ColumnKind.Count)],
    };

    /// <summary>The series of a cohort: its manifest.</summary>
    public static Listing Series { get; } = new()
    {
        Name = "cohort-series",
        Title = "Series of the cohort",
        Unit = "series",
        Policy = Policy.Analyst,
        ShowsRows = true,
        Needs = ["series_index"],
        Parameters = Parameters,
        Order = Sql.Of($"StudyInstanceUID, SeriesInstanceUID"),
        Query = (_, filter) => Sql.Of($"""
            select PatientID, IssuerOfPatientID, StudyInstanceUID, SeriesInstanceUID, Modality, StudyDate, SeriesDescription, BodyPartExamined,
              Manufacturer, ManufacturerModelName, instanceCount, series_size_mb
            from ({new CohortQuery(filter).Series()})
            """),
        Columns =
        [
            new("PatientID", "Patient ID", ColumnKind.Code), new("StudyInstanceUID", "Study", ColumnKind.Code), new("SeriesInstanceUID", "Series", ColumnKind.Code),
            new("Modality", "Modality"), new("StudyDate", "Study date"), new("BodyPartExamined", "Body part"), new("instanceCount", "Instances", ColumnKind.Count),
        ],
    };

    /// <summary>The objects of a cohort: what to copy.</summary>
    public static Listing Objects { get; } = new()
    {
        Name = "cohort-objects",
        Title = "Objects of the cohort",
        Unit = "objects",
        Policy = Policy.Analyst,
        ShowsRows = true,
        Needs = ["series_index", "instance_keys"],
        Parameters = Parameters,
        Order = Sql.Of($"source_uri"),
        Query = (_, filter) => Sql.Of($"""
            select source_uri, SOPInstanceUID, SeriesInstanceUID from instance_keys
            where SeriesInstanceUID in (select SeriesInstanceUID from ({new CohortQuery(filter).Series()}))
            """),
        Columns = [new("source_uri", "Object", ColumnKind.Code), new("SOPInstanceUID", "Instance", ColumnKind.Code), new("SeriesInstanceUID", "Series", ColumnKind.Code)],
    };

    public static IEnumerable<Listing> All => [Facets, Series, Objects];
}
