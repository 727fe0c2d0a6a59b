namespace Etl.Worker.Lake.Delta;

/// <summary>
/// What a commit means to do, kept apart from the version it will get: when another writer is faster, it is checked against that
/// writer's commit and tried again.
/// </summary>
public sealed record CommitPlan
{
    /// <summary><c>WRITE</c>, <c>MERGE</c>, <c>DELETE</c>, <c>OPTIMIZE</c>, <c>ADD COLUMNS</c>, <c>VACUUM START</c>, <c>VACUUM END</c>.</summary>
    public required string Operation { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = EmptyMap.Strings;

    /// <summary>Beside numFiles, numRemovedFiles and numOutputBytes, which the commit counts itself.</summary>
    public IReadOnlyDictionary<string, string> Metrics { get; init; } = EmptyMap.Strings;

    public string? UserMetadata { get; init; }

    /// <summary>Parts already written and flushed.</summary>
    public IReadOnlyList<Add> Adds { get; init; } = [];

    /// <summary>Made by <see cref="Add.ToRemove"/> from files of the snapshot.</summary>
    public IReadOnlyList<Remove> Removes { get; init; } = [];

    /// <summary>Which partitions were read to decide what to write.</summary>
    public ReadScope Reads { get; init; } = ReadScope.Nothing;

    /// <summary>Paths of single files read to decide what to write, beside those removed.</summary>
    public IReadOnlyList<string> ReadFiles { get; init; } = [];

    /// <summary>Rows that others append blindly into what was read need not be seen (WriteSerializable instead of Serializable).</summary>
    public bool ToleratesBlindAppends { get; init; }

    /// <summary>What the new parts need; merged onto the table's schema of the moment. Null: the parts have the schema of the snapshot.</summary>
    public DeltaStruct? Schema { get; init; }

    /// <summary>Makes the commit happen once even when its outcome was never learnt.</summary>
    public Txn? Txn { get; init; }

    /// <summary>True when the same rows are only laid out anew: every action says <c>dataChange: false</c>.</summary>
    internal bool IsCompaction => Adds.Count + Removes.Count > 0 && Adds.All(add => !add.DataChange) && Removes.All(remove => !remove.DataChange);

    /// <summary>Must be the truth: other writers decide their conflicts on it.</summary>
    internal bool IsBlindAppend => Reads.IsNothing && ReadFiles.Count == 0 && Removes.Count == 0;

    internal string IsolationLevel => IsCompaction ? "SnapshotIsolation" : ToleratesBlindAppends ? "WriteSerializable" : "Serializable";
}

/// <summary>The partitions a decision depended on.</summary>
public sealed class ReadScope
{
    public static readonly ReadScope Nothing = new([]);
    public static readonly ReadScope Everything = new(null);

    private readonly IReadOnlyList<IReadOnlyDictionary<string, string?>>? partitions;

    private ReadScope(IReadOnlyList<IReadOnlyDictionary<string, string?>>? partitions) => this.partitions = partitions;

    /// <summary>Partitions by the values of some or all partition columns.</summary>
    public static ReadScope Partitions(params IReadOnlyList<IReadOnlyDictionary<string, string?>> partitions) => new(partitions);

    internal bool IsNothing => partitions is { Count: 0 };

    /// <summary>Unknown values (a remove that does not tell) count as inside.</summary>
    internal bool Contains(IReadOnlyDictionary<string, string?>? values) =>
        partitions is null
        || (values is null
            ? !IsNothing
            : partitions.Any(partition => partition.All(pair => PartPath.Value(values.GetValueOrDefault(pair.Key)) == PartPath.Value(pair.Value))));
}

public enum CommitOutcome
{
    Committed,

    /// <summary>The plan's transaction is in the table already: its parts are superfluous, delete them.</summary>
    AlreadyDone,

    /// <summary>Another writer changed what the plan depends on: delete its parts and plan anew from the snapshot given.</summary>
    Conflict,
}

/// <param name="Outcome">What became of the plan.</param>
/// <param name="Snapshot">The table as it is now.</param>
/// <param name="Version">The version the plan became, when it was committed.</param>
/// <param name="Reason">Why there was a conflict.</param>
public sealed record CommitResult(CommitOutcome Outcome, DeltaSnapshot Snapshot, long? Version = null, string? Reason = null);
