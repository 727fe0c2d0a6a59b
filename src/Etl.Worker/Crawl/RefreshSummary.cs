using Etl.Worker.Profiling;

namespace Etl.Worker.Crawl;

/// <summary>What a refresh did. <c>Listed = Loaded + Quarantined + Unchanged + SampledOut</c> always.</summary>
public sealed record RefreshSummary
{
    public required string RefreshId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public required IReadOnlyList<string> Sources { get; init; }

    public required string Lake { get; init; }

    /// <summary>Objects found at the sources.</summary>
    public required long Listed { get; init; }

    /// <summary>New or changed objects whose rows this refresh wrote.</summary>
    public required long Loaded { get; init; }

    /// <summary>Objects that this refresh could not read.</summary>
    public required long Quarantined { get; init; }

    /// <summary>Objects that an earlier refresh dealt with, and that are the same.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Objects left out because enough of their series are there (<see cref="RefreshOptions.SamplePerSeries"/>).</summary>
    public long SampledOut { get; init; }

    /// <summary>Objects that are no longer at the sources; their rows are removed.</summary>
    public long Gone { get; init; }

    /// <summary>Rows that this refresh wrote.</summary>
    public required long Rows { get; init; }

    public required long BytesRead { get; init; }

    /// <summary>Bytes of the headers loaded: the least that had to be read.</summary>
    public long HeaderBytes { get; init; }

    /// <summary>What was asked of buckets; null where there are none among the sources.</summary>
    public RemoteTraffic? Remote { get; init; }

    /// <summary>Parquet parts that this refresh wrote.</summary>
    public required int Parts { get; init; }

    /// <summary>The version of the lake's table of instances after this refresh.</summary>
    public required long LakeVersion { get; init; }

    /// <summary>The published warehouse.</summary>
    public required string Warehouse { get; init; }

    /// <summary>False where the warehouse that was there stayed: it is of the newest versions, or publishing was not asked for.</summary>
    public bool IsPublished { get; init; } = true;

    /// <summary>Why small parts were left as they are although a merge was worth it: the next refresh tries again. Null where nothing went wrong.</summary>
    public string? MergeFailure { get; init; }

    /// <summary>Wall-clock time by stage (<see cref="RefreshProgress.Stages"/>), in order; stages that overlap sum to more than the whole.</summary>
    public required IReadOnlyList<KeyValuePair<string, TimeSpan>> Stages { get; init; }

    /// <summary>What the stages' time was spent on.</summary>
    public IReadOnlyList<WorkEntry> Profile { get; init; } = [];

    public required long PeakMemoryBytes { get; init; }

    /// <summary>What the warehouse now holds, by modality.</summary>
    public required IReadOnlyList<ModalityCounts> Modalities { get; init; }

    /// <summary>Objects that this refresh quarantined, by reason code, most frequent first.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> QuarantinedByReason { get; init; }

    public TimeSpan Elapsed => EndedAt - StartedAt;
}

/// <summary>How much of one modality the warehouse holds.</summary>
/// <param name="Modality">(0008,0060), or null for instances without it.</param>
/// <param name="Patients">Distinct patients.</param>
/// <param name="Studies">Distinct studies.</param>
/// <param name="Series">Distinct series.</param>
/// <param name="Instances">Stored objects.</param>
public sealed record ModalityCounts(string? Modality, long Patients, long Studies, long Series, long Instances);
