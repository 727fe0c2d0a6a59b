using Etl.Worker.Web.Data;

namespace Etl.Worker.Web.Cohorts;

/// <summary>A property of series by which a cohort is chosen.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Phrase">How a sentence says it: <c>{0}</c> stands for the values.</param>
/// <param name="Value">The expression over series_index that gives its value as text.</param>
internal sealed record Facet(string Name, string Title, string Phrase, Sql Value)
{
    public static IReadOnlyList<Facet> All { get; } =
    [
        new("modality", "Modality", "modality {0}", Sql.Of($"Modality")),
        new("body_part", "Body part", "body part {0}", Sql.Of($"BodyPartExamined")),
        new("manufacturer", "Manufacturer", "made by {0}", Sql.Of($"Manufacturer")),
        new("model", "Model", "model {0}", Sql.Of($"ManufacturerModelName")),
        new("sop_class", "SOP class", "of {0}", Sql.Of($"coalesce(sop_class_name, SOPClassUID)")),
        new("transfer_syntax", "Transfer syntax", "stored as {0}", Sql.Of($"coalesce(transfer_syntax_name, TransferSyntaxUID)")),
        new("sex", "Patient's sex", "sex {0}", Sql.Of($"PatientSex")),
        new("age", "Patient's age", "age {0}", Sql.Of($"""
            case when PatientAge is null then null
              when not regexp_matches(PatientAge, '^[0-9][0-9][0-9][DWMY]$') then 'other'
              when not ends_with(PatientAge, 'Y') then 'under 10'
              when PatientAge < '010' then 'under 10'
              else concat(ltrim(left(PatientAge, 2), '0'), '0 to ', ltrim(left(PatientAge, 2), '0'), '9') end
            """)),
        new("year", "Year of study", "studied in {0}", Sql.Of($"year(StudyDate)::varchar")),
    ];
}
