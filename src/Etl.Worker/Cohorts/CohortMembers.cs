using System.Security.Cryptography;
using System.Text;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;

namespace Etl.Worker.Cohorts;

/// <summary>The instances of a cohort: a Parquet file beside its description, a row each, sorted by <c>source_uri</c> and <c>source_etag</c>.</summary>
internal static class CohortMembers
{
    internal const string Columns =
        "source_uri, source_etag, source_size, SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, IssuerOfPatientID, PatientID, Modality";

    private const string Counted =
        "count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null), count(distinct StudyInstanceUID), "
        + "count(distinct SeriesInstanceUID), count(*), coalesce(sum(source_size), 0)::bigint";

    /// <summary>How much the rows of a relation are.</summary>
    internal static CohortCounts Count(DuckDbConnection connection, string relation, CancellationToken cancel)
    {
        using var result = connection.Query($"select {Counted} from {relation}", cancel);
        var row = result.Rows().Single();
        return new CohortCounts((long)row[0]!, (long)row[1]!, (long)row[2]!, (long)row[3]!, (long)row[4]!);
    }

    /// <summary>As <see cref="Cohort.Hash"/> says.</summary>
    internal static string Hash(DuckDbConnection connection, string relation, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var result = connection.Query(
            $"select source_uri || chr(9) || source_etag || chr(9) || coalesce(SOPInstanceUID, '') || chr(10) as line from {relation} order by line", cancel);
        foreach (var row in result.Rows())
            hash.AppendData(Encoding.UTF8.GetBytes((string)row[0]!));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static string Read(string file) => $"read_parquet({DuckDbSql.Literal(file)}, hive_partitioning = false)";

    /// <summary>Members that the newest version of the lake has no more, or in another state.</summary>
    internal static CohortReport Compare(DuckDbConnection connection, Cohort cohort, string file, LakeFolder lake, CancellationToken cancel)
    {
        var snapshot = lake.Instances.Log.LoadSnapshot();
        var parts = string.Join(", ", lake.Instances.Parts(snapshot).Select(p => DuckDbSql.Literal(p.File)));
        var newest = parts.Length == 0
            ? "(select null::varchar as source_uri, null::varchar as source_etag where false)"
            : $"(select source_uri, source_etag from read_parquet([{parts}], hive_partitioning = false))";
        using var result = connection.Query($"""
            select m.source_uri, if(n.source_uri is null, 'missing', 'changed') as state
            from {Read(file)} as m
            left join (select source_uri, list(source_etag) as etags from {newest} group by source_uri) as n using (source_uri)
            where n.source_uri is null or not list_contains(n.etags, m.source_etag)
            order by all
            """, cancel);
        var differences = result.Rows().Select(r => new CohortDifference((string)r[0]!, (string)r[1]!)).ToList();
        return new CohortReport(snapshot.Version, Hash(connection, Read(file), cancel) == cohort.Hash, differences);
    }
}

/// <param name="LakeVersion">The version that was compared with.</param>
/// <param name="IsIntact">The list of members hashes to what the description says.</param>
/// <param name="Differences">Members that are not there as they were.</param>
public sealed record CohortReport(long LakeVersion, bool IsIntact, IReadOnlyList<CohortDifference> Differences);

/// <param name="SourceUri">The object.</param>
/// <param name="State"><c>missing</c> or <c>changed</c>.</param>
public sealed record CohortDifference(string SourceUri, string State);
