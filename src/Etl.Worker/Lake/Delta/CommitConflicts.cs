namespace Etl.Worker.Lake.Delta;

/// <summary>
/// Whether a plan made on an older version still holds after another writer's commit: the rules of Spark's conflict checker and of
/// delta-rs, for what this program does.
/// </summary>
internal static class CommitConflicts
{
    /// <param name="plan">Ours.</param>
    /// <param name="planned">The snapshot the plan was made on.</param>
    /// <param name="winner">The actions that were committed since.</param>
    /// <returns>Why the plan no longer holds; null when it does.</returns>
    public static string? Find(CommitPlan plan, DeltaSnapshot planned, IReadOnlyList<DeltaAction> winner)
    {
        var mine = new HashSet<string>(plan.Removes.Select(remove => remove.Path).Concat(plan.ReadFiles), StringComparer.Ordinal);
        // Appending what others append beside is no contradiction; a commit that also removes is more than an append.
        var blind = winner.OfType<CommitInfo>().Any(info => info.IsBlindAppend == true) && !winner.OfType<Remove>().Any();
        foreach (var action in winner)
        {
            var conflict = action switch
            {
                Remove remove => Find(plan, planned, mine, remove),
                Add add when add.DataChange && !plan.IsCompaction && plan.Reads.Contains(add.PartitionValues) =>
                    blind && plan.ToleratesBlindAppends ? null : "rows were added to a partition that was read",
                Txn txn when txn.AppId == plan.Txn?.AppId => "the same stream committed another batch",
                MetaData metaData when !metaData.PartitionColumns.SequenceEqual(planned.MetaData.PartitionColumns) => "the partition columns changed",
                _ => null,
            };
            if (conflict is not null)
                return conflict;
        }
        return null;
    }

    private static string? Find(CommitPlan plan, DeltaSnapshot planned, HashSet<string> mine, Remove remove)
    {
        if (mine.Contains(remove.Path))
            return "a file that was read or is to be removed has been removed";
        // Rows that were only moved to another file are still what was read.
        if (!remove.DataChange || plan.IsCompaction)
            return null;
        var values = planned.Files.TryGetValue(remove.Path, out var file) ? file.PartitionValues : remove.PartitionValues;
        return plan.Reads.Contains(values) ? "rows were removed from a partition that was read" : null;
    }
}
