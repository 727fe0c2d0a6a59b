namespace Etl.Worker.Lake.Delta;

/// <summary>
/// One line of a commit (Delta protocol, "Actions"). Times are milliseconds since 1970, UTC, as in the log. Reading knows these six
/// and passes over every other.
/// </summary>
public abstract record DeltaAction
{
    private protected DeltaAction()
    {
    }
}

/// <summary>What a program must understand to read and to write the table. Ours: 1 and 2, no feature lists.</summary>
public sealed record Protocol(int MinReaderVersion, int MinWriterVersion) : DeltaAction
{
    public static readonly Protocol Ours = new(1, 2);

    public IReadOnlyList<string>? ReaderFeatures { get; init; }

    public IReadOnlyList<string>? WriterFeatures { get; init; }
}

/// <summary>Schema and properties of the table. One replaces the one before completely: change a copy of it, never write a fresh one.</summary>
public sealed record MetaData(string Id, string SchemaString) : DeltaAction
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public string FormatProvider { get; init; } = "parquet";

    public IReadOnlyDictionary<string, string> FormatOptions { get; init; } = EmptyMap.Strings;

    public IReadOnlyList<string> PartitionColumns { get; init; } = [];

    public IReadOnlyDictionary<string, string> Configuration { get; init; } = EmptyMap.Strings;

    public long? CreatedTime { get; init; }
}

/// <summary>A Parquet file belongs to the table from this version on.</summary>
/// <param name="Path">As in the log: relative, percent signs of the file's name encoded (<see cref="PartPath"/>).</param>
/// <param name="Size">Exact bytes of the file: readers find its footer from it.</param>
/// <param name="ModificationTime">When the file was written.</param>
/// <param name="DataChange">False when the commit only arranges rows anew.</param>
public sealed record Add(string Path, long Size, long ModificationTime, bool DataChange = true) : DeltaAction
{
    /// <summary>Each partition column, spelled as in the schema; null for the null partition.</summary>
    public IReadOnlyDictionary<string, string?> PartitionValues { get; init; } = EmptyMap.Values;

    /// <summary>JSON text of <see cref="PartStatistics"/>.</summary>
    public string? Stats { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The action that takes this file out again; the path stays the very string of the log.</summary>
    public Remove ToRemove(DateTimeOffset deleted, bool dataChange = true) =>
        new(Path, deleted.ToUnixTimeMilliseconds(), dataChange) { PartitionValues = PartitionValues, Size = Size };
}

/// <summary>A file no longer belongs to the table; it stays on disk for older versions until retention has passed.</summary>
public sealed record Remove(string Path, long? DeletionTimestamp, bool DataChange = true) : DeltaAction
{
    public IReadOnlyDictionary<string, string?>? PartitionValues { get; init; }

    public long? Size { get; init; }
}

/// <summary>Batch <paramref name="Version"/> of the stream <paramref name="AppId"/> is in the table: makes writing it twice impossible.</summary>
/// <param name="AppId">One per stream, for ever: each lives in every later checkpoint.</param>
/// <param name="Version">Grows with each batch of the stream.</param>
/// <param name="LastUpdated">Filled in by the commit.</param>
public sealed record Txn(string AppId, long Version, long? LastUpdated = null) : DeltaAction;

/// <summary>Who did what, for people and for conflict rules of other writers.</summary>
public sealed record CommitInfo : DeltaAction
{
    public long? Timestamp { get; init; }

    public string? Operation { get; init; }

    public IReadOnlyDictionary<string, string> OperationParameters { get; init; } = EmptyMap.Strings;

    public IReadOnlyDictionary<string, string> OperationMetrics { get; init; } = EmptyMap.Strings;

    public long? ReadVersion { get; init; }

    public string? IsolationLevel { get; init; }

    public bool? IsBlindAppend { get; init; }

    public string? EngineInfo { get; init; }

    public string? TxnId { get; init; }

    public string? UserMetadata { get; init; }
}

internal static class EmptyMap
{
    public static readonly IReadOnlyDictionary<string, string> Strings = new Dictionary<string, string>();
    public static readonly IReadOnlyDictionary<string, string?> Values = new Dictionary<string, string?>();
}
