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

    /// <summary>Series that fit every facet.</summary>
    public Sql Series() => Sql.Of($"select * from series_index where {Sql.All(Chosen.Select(Condition))}");

    /// <summary>What is left after each choice, in the order of the facets: a row a step, the first of the whole archive.</summary>
    public Sql Steps()
    {
        var steps = Enumerable.Range(0, Chosen.Count() + 1).Select(i => Sql.Of($"""
            select {(long)i} as step, count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null) as patients,
              count(distinct StudyInstanceUID) as studies, count(distinct SeriesInstanceUID) as series,
              coalesce(sum(instanceCount), 0)::bigint as instances, coalesce(sum(series_size_mb), 0) * 1e6 as bytes
            from marked where {Fit(Chosen.Take(i))}
            """));
        return Sql.Of($"{Marked()}\n{Sql.Join("\nunion all\n", steps)}\norder by step");
    }

    /// <summary>Values of every facet among the series that fit all others: patients and series of each.</summary>
    public Sql Values() => Sql.Of($"{Marked()}\n{Sql.Join("\nunion all\n", Facet.All.Select(Values))}");

    private Sql Values(Facet facet, int position) => Sql.Of($"""
        select {facet.Name} as facet, {(long)position} as position, coalesce({facet.Value}, {TagListings.None}) as value, count(*) as series,
          count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null) as patients
        from marked where {Fit(Chosen.Where(other => other != facet))} group by value
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

    /// <summary>The series, each with a mark for every facet in which something is chosen: whether it fits.</summary>
    private Sql Marked() => Sql.Of($"""
        with marked as materialized (
          select *{Sql.Join("", Chosen.Select(facet => Sql.Of($",\n    {Condition(facet)} as {Mark(facet)}")))}
          from series_index
        )
        """);

    private static Sql Mark(Facet facet) => Sql.Name($"fits_{facet.Name}");

    private static Sql Fit(IEnumerable<Facet> facets) => Sql.All(facets.Select(Mark));

    private Sql Condition(Facet facet)
    {
        var isOne = Sql.Of($"coalesce({facet.Value}, {TagListings.None}) in {Sql.Values(filter.Texts(facet.Name))}");
        return facet.Name != "modality" || !IsAll ? isOne : Sql.Of($"""
            {isOne} and (IssuerOfPatientID, PatientID) in (
              select (IssuerOfPatientID, PatientID) from series_index where Modality in {Sql.Values(filter.Texts("modality"))} and PatientID is not null
              group by IssuerOfPatientID, PatientID having count(distinct Modality) = {(long)filter.Texts("modality").Distinct().Count()})
            """);
    }
}
