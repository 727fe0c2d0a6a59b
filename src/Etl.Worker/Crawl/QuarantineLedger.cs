using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Crawl;

/// <summary>Keeps the table of objects that gave no row: those of this refresh come in, those that were read or are gone go out.</summary>
internal sealed class QuarantineLedger(LakeFolder lake, RefreshRecord run, TimeProvider time)
{
    /// <summary>Commits the table's new content, if it is another.</summary>
    internal void Update(
        DeltaSnapshot snapshot, DeltaSnapshot instances, IReadOnlyList<QuarantineEntry> entries, CancellationToken cancel)
    {
        if (snapshot.Files.Count == 0 && entries.Count == 0)
            return;
        while (true)
        {
            var plan = Plan(snapshot, instances, entries);
            if (plan is null)
                return;
            var result = lake.Quarantine.Commit(snapshot, plan, cancel);
            if (result.Outcome != CommitOutcome.Conflict)
                return;
            snapshot = result.Snapshot;
        }
    }

    private CommitPlan? Plan(
        DeltaSnapshot snapshot, DeltaSnapshot instances, IReadOnlyList<QuarantineEntry> entries)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var columns = LakeSchemas.Quarantine.ToDuckDbColumns();
        connection.Execute($"create table old ({columns}); create table fresh ({columns})");
        foreach (var (file, _) in lake.Quarantine.Parts(snapshot))
            connection.Execute($"insert into old by name select * from read_parquet({DuckDbSql.Literal(file)}, hive_partitioning = false)");
        Load(connection, entries);
        LoadResolved(connection, instances);
        if (entries.Count == 0 && connection.QueryScalar<long>("select count(*) from old where source_uri in (from resolved)") == 0)
            return null;
        var add = SmallTableWriter.Write(lake.Quarantine, connection, """
            select f.* replace (
                coalesce(o.attempts, 0) + 1 as attempts,
                coalesce(o.first_seen_at, f.first_seen_at) as first_seen_at)
            from fresh f
            left join old o on o.source_uri = f.source_uri and o.source_etag = f.source_etag
            union all by name
            select * from old where source_uri not in (select source_uri from fresh) and source_uri not in (from resolved)
            order by source_uri
            """, LakeSchemas.Quarantine, time.GetUtcNow());
        return new CommitPlan
        {
            Operation = "WRITE",
            Parameters = new Dictionary<string, string> { ["refresh_id"] = run.Id },
            Adds = add is null ? [] : [add],
            Removes = [.. snapshot.Files.Values.Select(f => f.ToRemove(time.GetUtcNow()))],
            Reads = ReadScope.Everything,
        };
    }

    /// <summary>Objects in quarantine that have a row by now.</summary>
    private void LoadResolved(DuckDbConnection connection, DeltaSnapshot instances)
    {
        connection.Execute("create table resolved (uri varchar)");
        var files = string.Join(", ", lake.Instances.Parts(instances).Select(p => DuckDbSql.Literal(p.File)));
        if (files.Length > 0)
        {
            connection.Execute($"""
                insert into resolved
                select source_uri from read_parquet([{files}], hive_partitioning = false)
                where source_uri in (select source_uri from old)
                """);
        }
    }

    private void Load(DuckDbConnection connection, IReadOnlyList<QuarantineEntry> entries)
    {
        var columns = LakeSchemas.Quarantine.Fields.Select(f => new DuckDbColumn(f.Name, f.Type == DeltaType.Long ? DuckDbType.BigInt
            : f.Type == DeltaType.Integer ? DuckDbType.Integer
            : f.Type == DeltaType.Timestamp ? DuckDbType.TimestampTz
            : DuckDbType.Varchar)).ToList();
        var next = 0;
        using var rows = connection.OpenTableSource(columns, chunk =>
        {
            var row = 0;
            for (; row < DataChunkWriter.Capacity && next < entries.Count; row++)
                Fill(chunk, row, entries[next++]);
            return row;
        });
        connection.Execute($"insert into fresh select * from {rows.Sql}");
    }

    private void Fill(DataChunkWriter chunk, int row, QuarantineEntry entry)
    {
        InstanceSource source = entry.Source;
        chunk[0].SetString(row, source.Uri);
        chunk[1].SetString(row, source.Etag);
        chunk[2].Set(row, source.Size);
        chunk[3].SetTimestamp(row, source.ModifiedAt.UtcDateTime);
        chunk[4].SetString(row, entry.Stage);
        chunk[5].SetString(row, entry.ReasonCode);
        chunk[6].SetString(row, entry.Message);
        chunk[7].Set(row, 1);
        chunk[8].SetTimestamp(row, run.StartedAt.UtcDateTime);
        chunk[9].SetTimestamp(row, run.StartedAt.UtcDateTime);
        chunk[10].SetString(row, run.Id);
    }
}
