using System.Text.Json.Serialization;

namespace Etl.Worker.Cohorts;

/// <summary>A set of instances of one version of a lake: how it was chosen, how much it is, and what it hashes to.</summary>
public sealed record Cohort
{
    public required string Name { get; init; }

    /// <summary>Conditions on columns of <c>dicom_all</c>, applied one after the other; empty where <see cref="Sql"/> is the definition.</summary>
    public IReadOnlyList<string> Where { get; init; } = [];

    /// <summary>The SELECT that names the instances.</summary>
    public required string Sql { get; init; }

    /// <summary>The version of the table of instances.</summary>
    public required long LakeVersion { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required CohortCounts Counts { get; init; }

    /// <summary>SHA-256 of the lines <c>source_uri TAB source_etag TAB SOPInstanceUID LF</c> of all instances, sorted by bytes.</summary>
    public required string Hash { get; init; }

    /// <summary>What was left after each condition; the first is the whole archive. Empty where <see cref="Sql"/> is the definition.</summary>
    public IReadOnlyList<CohortStep> Attrition { get; init; } = [];
}

/// <summary>How much a set of instances is.</summary>
/// <param name="Patients">Distinct pairs of IssuerOfPatientID and PatientID, instances without PatientID being none.</param>
/// <param name="Studies">Distinct StudyInstanceUIDs.</param>
/// <param name="Series">Distinct SeriesInstanceUIDs.</param>
/// <param name="Instances">Stored objects.</param>
/// <param name="Bytes">Their size.</param>
public sealed record CohortCounts(long? Patients, long? Studies, long? Series, long? Instances, long? Bytes)
{
    /// <summary>Counts from 1 to <paramref name="least"/> - 1 left out, with the bytes where the instances are.</summary>
    public CohortCounts Suppressed(long least) => Suppressed(least, new CohortCounts(null, null, null, null, null));

    /// <summary>Likewise, and those whose difference from the counts shown before would be as small: it could be worked out.</summary>
    public CohortCounts Suppressed(long least, CohortCounts shown)
    {
        var instances = Shown(Instances, shown.Instances);
        return new CohortCounts(
            Shown(Patients, shown.Patients), Shown(Studies, shown.Studies), Shown(Series, shown.Series), instances, instances is null ? null : Bytes);

        long? Shown(long? count, long? before) => IsSmall(count) || IsSmall(before - count) ? null : count;
        bool IsSmall(long? count) => count > 0 && count < least;
    }

    /// <summary>These, and where they are left out those of <paramref name="earlier"/>.</summary>
    internal CohortCounts Or(CohortCounts earlier) => new(
        Patients ?? earlier.Patients, Studies ?? earlier.Studies, Series ?? earlier.Series, Instances ?? earlier.Instances, Bytes ?? earlier.Bytes);

    /// <summary>How many fewer <paramref name="left"/> are; null where one of the two is left out.</summary>
    internal CohortCounts Less(CohortCounts left) =>
        new(Patients - left.Patients, Studies - left.Studies, Series - left.Series, Instances - left.Instances, Bytes - left.Bytes);

    [JsonIgnore]
    internal IEnumerable<long?> All => [Patients, Studies, Series, Instances, Bytes];
}

/// <param name="Criterion">The condition; null for the whole archive.</param>
/// <param name="Left">What meets it and all before it.</param>
public sealed record CohortStep(string? Criterion, CohortCounts Left)
{
    /// <summary>Steps in whose counts those from 1 to <paramref name="least"/> - 1 are left out, and those that would give them away.</summary>
    public static IReadOnlyList<CohortStep> Suppressed(IEnumerable<CohortStep> steps, long least)
    {
        var shown = new CohortCounts(null, null, null, null, null);
        var kept = new List<CohortStep>();
        foreach (var step in steps)
        {
            var left = least <= 1 ? step.Left : step.Left.Suppressed(least, shown);
            shown = left.Or(shown);
            kept.Add(step with { Left = left });
        }

        return kept;
    }
}

/// <summary>A definition that cannot be used; the message says why, and is for the user.</summary>
public sealed class CohortException(string message) : Exception(message);
