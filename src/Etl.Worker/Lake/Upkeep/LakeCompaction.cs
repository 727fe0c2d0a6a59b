using System.Globalization;
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
/// Merges small parts into well-sized ones: the same rows, laid out anew (<c>dataChange: false</c>). Older versions keep the
/// old parts until a vacuum. Refreshes may run at the same time: rows they append are no conflict, and where one removed rows of a
/// part that was being merged, the merge is thrown away and planned anew.
/// </summary>
public sealed class LakeCompaction(LakeFolder lake, TimeProvider time)
{
    private const int Attempts = 3;

    /// <summary>Merges take less memory and more time.</summary>
    public bool IsSparing { get; init; }

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
    /// <param name="giveUp">Told of what made it stop.</param>
    /// <returns>The newest version of the table of instances afterwards.</returns>
    public DeltaSnapshot AfterRefresh(DeltaSnapshot instances, Action<string> enterStage, Action<Exception> giveUp, CancellationToken cancel)
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
            giveUp(e);
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
        using var merger = new PartMerger(lake, table, time, IsSparing);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var lost = 0;
            var merged = new List<Merge>();
            foreach (var group in choose(snapshot.Files.Values).ToList())
            {
                merged.Add(new Merge(group, Written(merger, group, merged, table, cancel)));
                if (merged.Sum(m => m.Part.Bytes) >= PartChoice.MaxBytes)
                    lost += Commit(table, ref snapshot, ref result, merged, cancel);
            }

            lost += Commit(table, ref snapshot, ref result, merged, cancel);
            result = result with { Lost = lost, Version = snapshot.Version };
            if (lost == 0)
                break;
        }

        return (result, snapshot);
    }

    /// <summary>Writes a merge; where that fails, the parts that wait for their commit go too.</summary>
    private static WrittenPart Written(PartMerger merger, IReadOnlyList<Add> group, List<Merge> waiting, LakeTable table, CancellationToken cancel)
    {
        try
        {
            return merger.Merge(group, cancel);
        }
        catch
        {
            foreach (var merge in waiting)
                File.Delete(PartPath.ToFile(table.Directory, merge.Part.Path.LogPath));
            throw;
        }
    }

    /// <summary>
    /// Commits the merges whose parts are all still there, and empties the list. Several small merges share a commit: a version each for every
    /// partition would bury those of the refreshes.
    /// </summary>
    /// <returns>Merges that another writer made void; of those no part is left behind.</returns>
    private int Commit(LakeTable table, ref DeltaSnapshot snapshot, ref CompactionResult result, List<Merge> merged, CancellationToken cancel)
    {
        var live = snapshot.Files;
        var valid = merged.Where(m => m.Parts.All(p => live.ContainsKey(p.Path))).ToList();
        var isCommitted = valid.Count == 0 || Commit(table, ref snapshot, valid, cancel);
        if (!isCommitted)
            valid.Clear();
        foreach (var merge in merged.Except(valid))
            File.Delete(PartPath.ToFile(table.Directory, merge.Part.Path.LogPath));
        result = result with
        {
            PartsBefore = result.PartsBefore + valid.Sum(m => m.Parts.Count),
            PartsAfter = result.PartsAfter + valid.Count,
            Rows = result.Rows + valid.Sum(m => m.Part.Rows),
            BytesBefore = result.BytesBefore + valid.Sum(m => m.Parts.Sum(p => p.Size)),
            BytesAfter = result.BytesAfter + valid.Sum(m => m.Part.Bytes),
        };
        var lost = merged.Count - valid.Count;
        merged.Clear();
        return lost;
    }

    private bool Commit(LakeTable table, ref DeltaSnapshot snapshot, List<Merge> merged, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var schema = snapshot.Schema;
        var plan = new CommitPlan
        {
            Operation = "OPTIMIZE",
            Parameters = new Dictionary<string, string> { ["predicate"] = "[]" },
            Metrics = new Dictionary<string, string>
            {
                ["numOutputRows"] = merged.Sum(m => m.Part.Rows).ToString(CultureInfo.InvariantCulture),
            },
            Adds = [.. merged.Select(m => PartCommit.ToAdd(m.Part, m.Parts[0].PartitionValues, schema, now) with { DataChange = false })],
            Removes = [.. merged.SelectMany(m => m.Parts).Select(p => p.ToRemove(now, dataChange: false))],
        };
        var committed = table.Commit(snapshot, plan, cancel);
        snapshot = committed.Snapshot;
        return committed.Outcome == CommitOutcome.Committed;
    }

    /// <summary>Parts, and the one that their rows were written to.</summary>
    private sealed record Merge(IReadOnlyList<Add> Parts, WrittenPart Part);
}
