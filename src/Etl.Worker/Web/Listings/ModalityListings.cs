using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Listings;

/// <summary>How much there is of what.</summary>
internal static class ModalityListings
{
    private static readonly IReadOnlyList<ApiParameter> OfModality = [new("modality", "This modality only; none for what has none")];

    public static Listing Modalities { get; } = new()
    {
        Name = "modalities",
        Title = "Modalities",
        Unit = "modalities",
        Policy = Policy.Viewer,
        Needs = ["modality_index"],
        Parameters = OfModality,
        Order = Sql.Of($"instances desc, Modality"),
        Query = (_, filter) => Sql.Of($"select * from modality_index where {Sql.All([Of(filter)])}"),
        Columns =
        [
            new("Modality", "Modality") { Show = row => Html.Of($"<a href=\"{PageUrl.Of("/modalities", ("modality", row.Text("Modality") ?? TagListings.None))}\">{Html.Value(row.Text("Modality"))}</a>") },
            new("instances", "Instances", ColumnKind.Count), new("percent_instances", "Share", ColumnKind.Percent),
            new("series", "Series", ColumnKind.Count), new("studies", "Studies", ColumnKind.Count), new("patients", "Patients", ColumnKind.Count),
            new("bytes", "Stored", ColumnKind.Bytes),
        ],
    };

    public static Listing SopClasses { get; } = new()
    {
        Name = "sop-classes",
        Title = "SOP classes",
        Unit = "rows",
        Policy = Policy.Viewer,
        Needs = ["modality_mix"],
        Parameters = OfModality,
        Order = Sql.Of($"instances desc, Modality, SOPClassUID"),
        Query = (_, filter) => Sql.Of($"select * from modality_mix where {Sql.All([Of(filter)])}"),
        Columns =
        [
            new("Modality", "Modality"), new("sop_class_name", "SOP class") { Show = row => Html.Value(row.Text("sop_class_name") ?? row.Text("SOPClassUID")) },
            new("instances", "Instances", ColumnKind.Count), new("percent_instances", "Share", ColumnKind.Percent),
            new("series", "Series", ColumnKind.Count), new("studies", "Studies", ColumnKind.Count), new("bytes", "Stored", ColumnKind.Bytes),
        ],
    };

    public static Listing Devices { get; } = new()
    {
        Name = "devices",
        Title = "Devices",
        Unit = "devices",
        Policy = Policy.Viewer,
        Needs = ["series_index"],
        Parameters = OfModality,
        Order = Sql.Of($"instances desc, Manufacturer, ManufacturerModelName, Modality"),
        Query = (_, filter) => Sql.Of($"""
            select Manufacturer, ManufacturerModelName, Modality, sum(instanceCount)::bigint as instances, count(*) as series,
              count(distinct StudyInstanceUID) as studies, min(StudyDate) as first_study, max(StudyDate) as last_study
            from series_index where {Sql.All([Of(filter)])} group by all
            """),
        Columns =
        [
            new("Manufacturer", "Manufacturer"), new("ManufacturerModelName", "Model"), new("Modality", "Modality"),
            new("instances", "Instances", ColumnKind.Count), new("series", "Series", ColumnKind.Count), new("studies", "Studies", ColumnKind.Count),
            new("first_study", "First study"), new("last_study", "Last study"),
        ],
    };

    public static Listing TransferSyntaxes { get; } = new()
    {
        Name = "transfer-syntaxes",
        Title = "Transfer syntaxes",
        Unit = "rows",
        Policy = Policy.Viewer,
        Needs = ["series_index"],
        Parameters = OfModality,
        Order = Sql.Of($"instances desc, TransferSyntaxUID"),
        Query = (_, filter) => Sql.Of($"""
            select TransferSyntaxUID, any_value(transfer_syntax_name) as transfer_syntax_name, sum(instanceCount)::bigint as instances, count(*) as series
            from series_index where {Sql.All([Of(filter)])} group by TransferSyntaxUID
            """),
        Columns =
        [
            new("transfer_syntax_name", "Transfer syntax") { Show = row => Html.Value(row.Text("transfer_syntax_name") ?? row.Text("TransferSyntaxUID")) },
            new("series", "Series", ColumnKind.Count), new("instances", "Instances", ColumnKind.Count),
        ],
    };

    public static Listing BodyParts { get; } = new()
    {
        Name = "body-parts",
        Title = "Body parts, as recorded",
        Unit = "body parts",
        Policy = Policy.Viewer,
        Needs = ["series_index"],
        Parameters = OfModality,
        Order = Sql.Of($"series desc, BodyPartExamined"),
        Query = (_, filter) => Sql.Of($"""
            select BodyPartExamined, count(*) as series, count(distinct StudyInstanceUID) as studies, sum(instanceCount)::bigint as instances
            from series_index where {Sql.All([Of(filter)])} group by BodyPartExamined
            """),
        Columns = [new("BodyPartExamined", "Body part"), new("series", "Series", ColumnKind.Count), new("studies", "Studies", ColumnKind.Count), new("instances", "Instances", ColumnKind.Count)],
    };

    public static Listing Years { get; } = new()
    {
        Name = "years",
        Title = "By year of study",
        Unit = "years",
        Policy = Policy.Viewer,
        Needs = ["series_index"],
        Parameters = OfModality,
        Order = Sql.Of($"year desc nulls last"),
        Query = (_, filter) => Sql.Of($"""
            select year(StudyDate) as year, count(distinct StudyInstanceUID) as studies, count(*) as series,
              sum(instanceCount)::bigint as instances, list_sort(list(distinct Modality)) as modalities
            from series_index where {Sql.All([Of(filter)])} group by year
            """),
        Columns =
        [
            new("year", "Year"), new("studies", "Studies", ColumnKind.Count), new("series", "Series", ColumnKind.Count),
            new("instances", "Instances", ColumnKind.Count), new("modalities", "Modalities") { Show = row => Html.Of($"{string.Join(", ", row.Texts("modalities"))}") },
        ],
    };

    /// <summary>The mix of modalities over time.</summary>
    public static Listing ModalityYears { get; } = new()
    {
        Name = "modality-years",
        Title = "Modality mix by year of study",
        Unit = "rows",
        Policy = Policy.Viewer,
        Needs = ["series_index"],
        Parameters = OfModality,
        Order = Sql.Of($"year desc nulls last, series desc, Modality"),
        Query = (_, filter) => Sql.Of($"""
            select year(StudyDate) as year, Modality, count(*) as series, count(distinct StudyInstanceUID) as studies, sum(instanceCount)::bigint as instances
            from series_index where {Sql.All([Of(filter)])} group by year, Modality
            """),
        Columns =
        [
            new("year", "Year"), new("Modality", "Modality"), new("series", "Series", ColumnKind.Count), new("studies", "Studies", ColumnKind.Count),
            new("instances", "Instances", ColumnKind.Count),
        ],
    };

    public static IEnumerable<Listing> All => [Modalities, SopClasses, Devices, TransferSyntaxes, BodyParts, Years, ModalityYears];

    private static Sql Of(Filter filter) => TagListings.Is(Sql.Name("Modality"), filter.Text("modality"));
}
