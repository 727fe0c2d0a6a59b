using Etl.Worker.Web.Data;
using Etl.Worker.Web.Listings;

namespace Etl.Worker.Web.Cohorts;

/// <summary>The series that a filter chooses. Values of one facet are alternatives, facets narrow each other.</summary>
/// <param name="filter">The address's query.</param>
internal sealed class CohortQuery(Filter filter)
{
    /// <summary>Patients and studies, which have several modalities, may be asked to have all that are chosen.</summary>
    public bool IsAll => filter.Text("match") == "all" && filter.Texts("modality").Count > 1;

    /// <summary>Facets in which something is chosen.</summary>
    public IEnumerable<Facet> Chosen => Facet.All.Where(facet => filter.Texts(facet.Name).Count > 0);

    /// <summary>Series that fit every facet, but for one.</summary>
    public Sql Series(Facet? besides = null) => Narrowed(Chosen.Where(facet => facet != besides));

    /// <summary>Series that fit the first facets that are chosen, so many of them.</summary>
    public Sql First(int count) => Narrowed(Chosen.Take(count));

    public static Sql Counts(Sql series) => Sql.Of($"""
        select count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null) as patients,
          count(distinct StudyInstanceUID) as studies, count(distinct SeriesInstanceUID) as series,
          coalesce(sum(instanceCount), 0)::bigint as instances, coalesce(sum(series_size_mb), 0) * 1e6 as bytes
        from ({series})
        """);

    /// <summary>Values of a facet among the series that fit all others: patients and series of each.</summary>
    public Sql Values(Facet facet) => Sql.Of($"""
        select coalesce({facet.Value}, {TagListings.None}) as value, count(*) as series,
          count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null) as patients
        from ({Series(facet)}) group by all order by patients desc, series desc, value
        """);

    /// <summary>The filter in words.</summary>
    public string Sentence()
    {
        var phrases = Chosen.Select(facet => facet.Phrase.Replace("{0}", Words(facet), StringComparison.Ordinal)).ToList();
        return phrases.Count == 0 ? "All series of the archive" : $"Series: {string.Join("; ", phrases)}";
    }

    private string Words(Facet facet)
    {
        var all = facet.Name == "modality" && IsAll;
        var values = string.Join(all ? " and " : " or ", filter.Texts(facet.Name));
        return all ? $"{values}, of patients who have all of them" : values;
    }

    private Sql Narrowed(IEnumerable<Facet> facets)
    {
        var list = facets.ToList();
        var conditions = list.Select(Condition).ToList();
        if (IsAll && list.Exists(facet => facet.Name == "modality"))
            conditions.Add(Sql.Of($"""
                (IssuerOfPatientID, PatientID) in (
                  select (IssuerOfPatientID, PatientID) from series_index where Modality in {Sql.Values(filter.Texts("modality"))} and PatientID is not null
                  group by IssuerOfPatientID, PatientID having count(distinct Modality) = {(long)filter.Texts("modality").Distinct().Count()})
                """));
        return Sql.Of($"select * from series_index where {Sql.All(conditions)}");
    }

    private Sql Condition(Facet facet) => Sql.Of($"coalesce({facet.Value}, {TagListings.None}) in {Sql.Values(filter.Texts(facet.Name))}");
}
