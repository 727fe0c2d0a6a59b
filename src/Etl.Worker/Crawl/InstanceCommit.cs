using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Crawl;

/// <summary>
/// Commits the steps of one refresh to the table of instances: new rows, and in the same commit the removal of the rows in whose place
/// they come. Another refresh may commit meanwhile: an object that both have read keeps one row, the one committed last.
/// </summary>
internal sealed class InstanceCommit
{
    private readonly LakeTable table;
    private readonly RefreshRecord run;
    private readonly WorkFolder work;
    private readonly TimeProvider time;

    /// <summary>Files that the diff has seen, and those that this refresh made since.</summary>
    private readonly HashSet<string> seen;

    /// <summary>Parts that the diff has seen, and that hold no row that goes.</summary>
    private readonly HashSet<string> spared;

    /// <summary>
    /// Rows of another refresh were met. From then on parts of this refresh may hold some too: those left over when a part of the other one
    /// was written anew.
    /// </summary>
    private bool hasForeignRows;

    /// <param name="table">The table of instances.</param>
    /// <param name="diffed">The version that the sources were compared with.</param>
    /// <param name="concerned">Its files with rows that may go.</param>
    /// <param name="run">The refresh.</param>
    /// <param name="work">Of the refresh.</param>
    /// <param name="time">Names parts by time.</param>
    internal InstanceCommit(
        LakeTable table, DeltaSnapshot diffed, IReadOnlySet<string> concerned, RefreshRecord run, WorkFolder work, TimeProvider time)
    {
        this.table = table;
        this.run = run;
        this.work = work;
        this.time = time;
        Snapshot = diffed;
        seen = [.. diffed.Files.Keys];
        spared = [.. diffed.Files.Keys.Where(path => !concerned.Contains(PartPath.ToFile(table.Directory, path)))];
    }

    /// <summary>The table as of the latest commit.</summary>
    internal DeltaSnapshot Snapshot { get; private set; }

    /// <param name="parts">Parts written by this step.</param>
    /// <param name="outdated">URIs of objects whose rows go; of archives, with all their members.</param>
    /// <param name="cancel">Ends the rewriting of parts; a commit once begun is finished.</param>
    internal void Commit(IReadOnlyList<WrittenPart> parts, IReadOnlyList<string> outdated, CancellationToken cancel)
    {
        if (parts.Count + outdated.Count == 0)
            return;
        while (true)
        {
            hasForeignRows |= Snapshot.Files.Keys.Any(path => !seen.Contains(path));
            var uris = hasForeignRows ? [.. outdated.Concat(UrisOf(parts)).Distinct()] : outdated;
            using var removal = uris.Count == 0 || Snapshot.Files.Count == 0 ? null : new RowRemoval(table, uris, time, work.Parts, work.Path);
            var (removed, rewritten) = removal?.Rewrite(Snapshot.Files.Values.Where(f => !spared.Contains(f.Path)), cancel) ?? ([], []);
            if (parts.Count + removed.Count == 0)
                return;
            List<WrittenPart> all = [.. parts, .. rewritten];
            var plan = PartCommit.Plan(Snapshot, all, removed, run.Id, time.GetUtcNow()) with
            {
                Reads = ReadScope.Everything,
                Txn = run.NextTxn(Snapshot),
            };
            Flush(all);
            var result = table.Commit(Snapshot, plan, cancel);
            Snapshot = result.Snapshot;
            if (result.Outcome == CommitOutcome.Committed)
            {
                seen.UnionWith(plan.Adds.Select(a => a.Path));
                run.Commits++;
                return;
            }

            rewritten.ForEach(p => System.IO.File.Delete(File(p)));
        }
    }

    private List<string> UrisOf(IReadOnlyList<WrittenPart> parts)
    {
        if (parts.Count == 0)
            return [];
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query(
            $"select distinct split_part(source_uri, '#', 1) from read_parquet([{string.Join(", ", parts.Select(p => DuckDbSql.Literal(File(p))))}], hive_partitioning = false)");
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }

    /// <summary>After a power cut, a commit whose parts have no entry in their folders would be a broken table.</summary>
    private void Flush(IEnumerable<WrittenPart> parts)
    {
        foreach (var folder in parts.Select(p => Path.GetDirectoryName(File(p))!).Distinct())
            Durable.FlushDirectory(folder);
    }

    private string File(WrittenPart part) => Path.Combine([table.Directory, .. part.Path.RelativeFile.Split('/')]);
}
