namespace Etl.Worker.Lake.Delta;

/// <summary>Commits plans to a table that others write too: tries the next version, and on a lost race reads what won and tries again.</summary>
public sealed class DeltaCommitter(DeltaLog log)
{
    private const int MaxAttempts = 30;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    internal static readonly string EngineInfo = $"etl/{typeof(DeltaCommitter).Assembly.GetName().Version?.ToString(3)}";

    /// <param name="planned">The snapshot the plan was made on.</param>
    /// <param name="plan">Its parts are written and flushed.</param>
    /// <param name="cancel">Ends the waiting between two attempts; a commit once begun is finished.</param>
    /// <exception cref="DeltaException">The table cannot be written, the schemas do not fit, or every attempt was lost.</exception>
    public async Task<CommitResult> CommitAsync(DeltaSnapshot planned, CommitPlan plan, CancellationToken cancel = default)
    {
        Require(planned, plan);
        var current = planned;
        var txnId = Guid.NewGuid().ToString();
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (plan.Txn is { } txn && current.Holds(txn))
                return new CommitResult(CommitOutcome.AlreadyDone, current);
            if (Prepare(planned, current, plan, txnId) is not { } actions)
                return new CommitResult(CommitOutcome.Conflict, current, Reason: "Fields of the new parts have been dropped from the table.");
            if (log.TryCommit(current.Version + 1, actions))
                return new CommitResult(CommitOutcome.Committed, log.Advance(current), current.Version + 1);
            if (Lost(planned, plan, txnId, ref current) is { } outcome)
                return outcome;
            await Task.Delay(Pause(attempt), log.Time, cancel);
        }
        throw new DeltaException($"{MaxAttempts} attempts to commit to '{log.TableDirectory}' were lost to other writers; the newest version is {current.Version}.");
    }

    /// <summary>Moves on over every commit that was faster. Null when the plan still holds.</summary>
    private CommitResult? Lost(DeltaSnapshot planned, CommitPlan plan, string txnId, ref DeltaSnapshot current)
    {
        for (var version = current.Version + 1; log.TryReadCommit(version) is { } winner; version++)
        {
            var replay = new Replay(current);
            replay.Apply(winner);
            current = new DeltaSnapshot(replay, version);
            // On a network file system the answer to a link that succeeded may be lost, and its repetition finds our own file.
            if (winner.Actions.OfType<CommitInfo>().Any(info => info.TxnId == txnId))
                return new CommitResult(CommitOutcome.Committed, log.Advance(current), version);
            if (plan.Txn is { } txn && current.Holds(txn))
                return new CommitResult(CommitOutcome.AlreadyDone, log.Advance(current));
            if (CommitConflicts.Find(plan, planned, winner.Actions) is { } conflict)
                return new CommitResult(CommitOutcome.Conflict, log.Advance(current), Reason: $"Version {version}: {conflict}.");
        }
        return null;
    }

    private static void Require(DeltaSnapshot planned, CommitPlan plan)
    {
        if (plan.Removes.Any(remove => !planned.Files.ContainsKey(remove.Path)))
            throw new ArgumentException("A file to be removed is not in the snapshot the plan was made on.", nameof(plan));
        if (plan.Adds.Any(add => !add.PartitionValues.Keys.ToHashSet().SetEquals(planned.MetaData.PartitionColumns)))
            throw new ArgumentException("A part does not name exactly the table's partition columns.", nameof(plan));
    }

    /// <summary>The commit for the version after <paramref name="current"/>; null when the new parts no longer fit the table's schema.</summary>
    private List<DeltaAction>? Prepare(DeltaSnapshot planned, DeltaSnapshot current, CommitPlan plan, string txnId)
    {
        current.RequireWritable();
        if (current.IsAppendOnly && plan.Removes.Any(remove => remove.DataChange))
            throw new DeltaException("The table is append-only (delta.appendOnly); rows cannot be removed.");

        // Merged anew at each attempt: metaData replaces everything, so ours from before a lost race would drop the winner's columns.
        var merged = current.Schema.Merge(plan.Schema ?? planned.Schema, [.. current.MetaData.PartitionColumns]);
        var changed = !ReferenceEquals(merged, current.Schema);
        if (changed && plan.Schema is null)
            return null;

        var now = log.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var actions = new List<DeltaAction> { Describe(current, plan, txnId, now) };
        if (changed)
            actions.Add(current.MetaData with { SchemaString = merged.ToJson() });
        if (plan.Txn is { } txn)
            actions.Add(txn with { LastUpdated = txn.LastUpdated ?? now });
        actions.AddRange(plan.Removes);
        actions.AddRange(plan.Adds);
        return actions;
    }

    private static CommitInfo Describe(DeltaSnapshot current, CommitPlan plan, string txnId, long now)
    {
        var metrics = new Dictionary<string, string>
        {
            ["numFiles"] = plan.Adds.Count.ToString(),
            ["numRemovedFiles"] = plan.Removes.Count.ToString(),
            ["numOutputBytes"] = plan.Adds.Sum(add => add.Size).ToString(),
        };
        foreach (var (name, value) in plan.Metrics)
            metrics[name] = value;
        return new CommitInfo
        {
            Timestamp = now,
            Operation = plan.Operation,
            OperationParameters = plan.Parameters,
            OperationMetrics = metrics,
            ReadVersion = current.Version,
            IsolationLevel = plan.IsolationLevel,
            IsBlindAppend = plan.IsBlindAppend,
            EngineInfo = EngineInfo,
            TxnId = txnId,
            UserMetadata = plan.UserMetadata,
        };
    }

    /// <summary>Short at first, for most races have two runners; a random part of it, so that they do not meet again.</summary>
    private static TimeSpan Pause(int attempt)
    {
        var longest = Math.Min(LongestPause.TotalMilliseconds, 5 * Math.Pow(2, attempt));
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest);
    }
}
