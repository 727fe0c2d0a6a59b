using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Upkeep;

/// <summary>Compares a lake with what its logs say, table by table: log, parts, rows, the last refresh. Changes nothing.</summary>
public sealed class LakeVerifier(LakeFolder lake, TimeProvider time)
{
    private const string Memory = "1GB";

    public VerifyReport Run(CancellationToken cancel)
    {
        using var work = new WorkDatabase(lake, time, Memory);
        var problems = new List<LakeProblem>();
        var tables = new List<VerifiedTable>();
        var snapshots = new Dictionary<string, DeltaSnapshot>();
        foreach (var table in lake.Tables.Where(t => t.Exists))
        {
            problems.AddRange(new LogCheck(table).Run(cancel));
            try
            {
                snapshots[table.Name] = table.Log.LoadSnapshot();
            }
            catch (DeltaException e)
            {
                if (!problems.Exists(p => p.Table == table.Name))
                    problems.Add(new LakeProblem(table.Name, "LOG", -1, null, e.Message));
                continue;
            }

            tables.Add(Verify(table, snapshots[table.Name], work, problems, cancel));
        }

        if (snapshots.TryGetValue(lake.Instances.Name, out var instances))
        {
            var rows = new RowCheck(lake, work.Connection, instances, BadParts(problems));
            problems.AddRange(rows.Twice(cancel));
            if (snapshots.TryGetValue(lake.Refreshes.Name, out var refreshes))
            {
                problems.AddRange(rows.LastRefresh(refreshes, cancel));
                if (snapshots.TryGetValue(lake.Quarantine.Name, out var quarantine))
                    problems.AddRange(rows.LastListing(refreshes, quarantine, cancel));
            }
        }

        return new VerifyReport(tables, problems, [.. new LeftOverSearch(lake, work.Folder).Run(snapshots.Keys)]);
    }

    private static VerifiedTable Verify(LakeTable table, DeltaSnapshot snapshot, WorkDatabase work, List<LakeProblem> problems, CancellationToken cancel)
    {
        var check = new PartCheck(table, snapshot, work.Connection);
        foreach (var part in snapshot.Files.Values.OrderBy(f => f.Path, StringComparer.Ordinal))
            problems.AddRange(check.Run(part, cancel));
        return new VerifiedTable(table.Name, snapshot.Version, snapshot.Files.Count, check.Hashed, check.Rows, check.Bytes);
    }

    private static HashSet<string> BadParts(IEnumerable<LakeProblem> problems) =>
        problems.Select(p => p.Part).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
