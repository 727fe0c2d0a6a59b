using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake.Upkeep;

/// <summary>What a compaction did to one table.</summary>
/// <param name="Table">instances, quarantine or refreshes.</param>
/// <param name="PartsBefore">Parts that were merged.</param>
/// <param name="PartsAfter">Parts that they became.</param>
/// <param name="Lost">Merges given up because another writer removed one of their parts meanwhile; the next compaction finds what is left.</param>
public sealed record CompactionResult(string Table, int PartsBefore, int PartsAfter, long Rows, long BytesBefore, long BytesAfter, int Lost, long Version);

/// <summary>
/// Merges small parts into well-sized ones: the same rows, laid out anew (<c>dataChange: false</c>), one commit a merged part. Older versions
/// keep the old parts until a vacuum. Refreshes may run at the same time: rows they append are no conflict, and where one removed rows of a
/// part that was being merged, the merge is thrown away and planned anew.
/// </summary>
public sealed class LakeCompaction(LakeFolder lake, TimeProvider time)
{
    private const int Attempts = 3;

    /// <summary>Compacts every table as far as it goes.</summary>
    /// <exception cref="DuckDb.DuckDbException">A part cannot be read; the lake is as it was, but for merges already committed.</exception>
    public IReadOnlyList<CompactionResult> Run(CancellationToken cancel) =>
        [.. lake.Tables.Where(t => t.Exists).Select(t => Run(t, t.Log.LoadSnapshot(), PartChoice.Everything, cancel).Result)];

    /// <summary>
    /// What a refresh does at its end: merges where it is worth it (<see cref="PartChoice.Worthwhile"/>). A disk or memory that does not suffice
    /// for it fails no refresh; the parts stay as they are, and the next refresh tries again.
    /// </summary>
    /// <param name="instances">The newest version of the table of instances.</param>
    /// <param name="enterStage">Told of the stage <c>compact</c> when there is something to do.</param>
    /// <returns>The newest version of the table of instances afterwards.</returns>
    public DeltaSnapshot AfterRefresh(DeltaSnapshot instances, Action<string> enterStage, CancellationToken cancel)
    {
        try
        {
            foreach (var table in lake.Tables.Where(t => t.Exists))
            {
                var snapshot = table == lake.Instances ? instances : table.Log.LoadSnapshot();
                if (!PartChoice.Worthwhile(snapshot.Files.Values).Any())
                    continue;
                enterStage("compact");
                var (_, after) = Run(table, snapshot, PartChoice.Worthwhile, cancel);
                if (table == lake.Instances)
                    instances = after;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DeltaException or DuckDb.DuckDbException)
        {
            // Merges committed before the failure are in the table.
            return lake.Instances.Log.Advance(instances);
        }

        return instances;
    }

    private (CompactionResult Result, DeltaSnapshot Snapshot) Run(
        LakeTable table, DeltaSnapshot snapshot, Func<IEnumerable<Add>, IEnumerable<IReadOnlyList<Add>>> choose, CancellationToken cancel)
    {
        var result = new CompactionResult(table.Name, 0, 0, 0, 0, 0, 0, snapshot.Version);
        if (!choose(snapshot.Files.Values).Any())
            return (result, snapshot);
        using var merger = new PartMerger(lake, table, time);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var lost = 0;
            foreach (var group in choose(snapshot.Files.Values).ToList())
            {
                var part = group.All(p => snapshot.Files.ContainsKey(p.Path)) ? merger.Merge(group, cancel) : null;
                if (part is null || !Commit(table, ref snapshot, group, part, cancel))
                {
                    lost++;
                    continue;
                }

                result = result with
                {
                    PartsBefore = result.PartsBefore + group.Count,
                    PartsAfter = result.PartsAfter + 1,
                    Rows = result.Rows + part.Rows,
                    BytesBefore = result.BytesBefore + group.Sum(p => p.Size),
                    BytesAfter = result.BytesAfter + part.Bytes,
                };
            }

            result = result with { Lost = lost, Version = snapshot.Version };
            if (lost == 0)
                break;
        }

        return (result, snapshot);
    }

    /// <summary>False, and no part left behind, when another writer removed one of the parts.</summary>
    private bool Commit(LakeTable table, ref DeltaSnapshot snapshot, IReadOnlyList<Add> group, WrittenPart part, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var plan = new CommitPlan
        {
            Operation = "OPTIMIZE",
            Parameters = new Dictionary<string, string> { ["predicate"] = "[]", ["sorted"] = "true" },
            Metrics = new Dictionary<string, string> { ["numOutputRows"] = part.Rows.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            Adds = [PartCommit.ToAdd(part, group[0].PartitionValues, snapshot.Schema, now) with { DataChange = false }],
            Removes = [.. group.Select(p => p.ToRemove(now, dataChange: false))],
        };
        var committed = table.Commit(snapshot, plan, cancel);
        snapshot = committed.Snapshot;
        if (committed.Outcome == CommitOutcome.Committed)
            return true;
        File.Delete(PartPath.ToFile(table.Directory, part.Path.LogPath));
        return false;
    }
}
