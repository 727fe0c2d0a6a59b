using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Crawl;

/// <summary>Keeps the table of objects that gave no row: those of this refresh come in, those that were read or are gone go out.</summary>
internal sealed class QuarantineLedger(LakeFolder lake, RefreshRecord run, PartJournal journal, TimeProvider time)
{
    /// <summary>The object that a source lists: of a member, its archive.</summary>
    private const string Object = "split_part(source_uri, '#', 1)";

    private readonly DuckDbColumn[] columns = [.. LakeSchemas.Quarantine.Fields.Select(f => new DuckDbColumn(f.Name, ColumnType(f.Type)))];

    /// <summary>Commits the table's new content, if it is another.</summary>
    internal void Update(QuarantineChange change, CancellationToken cancel)
    {
        while (true)
        {
            var snapshot = lake.Quarantine.OpenOrCreate();
            if (snapshot.Files.Count == 0 && change.Entries.Count == 0)
                return;
            if (Plan(snapshot, change) is not { } plan)
                return;
            if (lake.Quarantine.Commit(snapshot, plan, cancel).Outcome == CommitOutcome.Committed)
                return;
            foreach (var add in plan.Adds)
                File.Delete(PartPath.ToFile(lake.Quarantine.Directory, add.Path));
        }
    }

    private CommitPlan? Plan(DeltaSnapshot snapshot, QuarantineChange change)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var names = LakeSchemas.Quarantine.ToDuckDbColumns();
        connection.Execute($"create table old ({names}); create table fresh ({names})");
        foreach (var (file, _) in lake.Quarantine.Parts(snapshot))
            connection.Execute($"insert into old by name select * from read_parquet({DuckDbSql.Literal(file)}, hive_partitioning = false)");
        Load(connection, change.Entries);
        LoadUris(connection, "leaving", change.Settled);
        LoadUris(connection, "missing", change.Missing);
        LoadThoseRead(connection, change.Loaded);
        connection.Execute($"""
            insert into leaving select uri from missing where not {(run.Options.KeepMissing ? "true" : "false")};
            update old set gone_at = make_timestamptz({Micros(run.StartedAt)})
            where gone_at is null and {Object} in (select uri from missing);
            -- An archive is read as a whole: its members' entries of an earlier state go with it.
            insert into leaving select distinct {Object} from fresh;
            """);
        var changes = connection.QueryScalar<long>(
            $"select count(*) from old where {Object} in (from leaving) or gone_at = make_timestamptz({Micros(run.StartedAt)})");
        if (change.Entries.Count == 0 && changes == 0)
            return null;
        var next = QuarantineBackOff.Sql("f.reason_code", "coalesce(o.attempts, 0) + 1", "f.last_seen_at");
        var add = SmallTableWriter.Write(lake.Quarantine, connection, $"""
            select f.* replace (
                coalesce(o.attempts, 0) + 1 as attempts,
                coalesce(o.first_seen_at, f.first_seen_at) as first_seen_at,
                {next} as next_attempt_at)
            from fresh f
            left join old o on o.source_uri = f.source_uri and o.source_etag = f.source_etag
            union all by name
            select * from old where {Object} not in (from leaving)
            order by source_uri
            """, LakeSchemas.Quarantine, time.GetUtcNow(), journal);
        return new CommitPlan
        {
            Operation = "WRITE",
            Parameters = new Dictionary<string, string> { ["refresh_id"] = run.Id },
            Adds = add is null ? [] : [add],
            Removes = [.. snapshot.Files.Values.Select(f => f.ToRemove(time.GetUtcNow()))],
            Reads = ReadScope.Everything,
            Schema = LakeSchemas.Quarantine,
            Txn = run.NextTxn(snapshot),
        };
    }

    /// <summary>Of the objects that were read, those that are in quarantine: few, and at first none, where parts hold millions of rows.</summary>
    private static void LoadThoseRead(DuckDbConnection connection, IReadOnlyList<string> parts)
    {
        if (parts.Count == 0 || connection.QueryScalar<long>("select count(*) from old") == 0)
            return;
        connection.Execute($"""
            insert into leaving
            select distinct {Object} from read_parquet({ParquetFiles.List(parts)}, hive_partitioning = false)
            where {Object} in (select {Object} from old)
            """);
    }

    private static void LoadUris(DuckDbConnection connection, string table, IReadOnlyList<string> uris)
    {
        connection.Execute($"create table {table} (uri varchar)");
        if (uris.Count == 0)
            return;
        var next = 0;
        using var rows = connection.OpenTableSource([new("uri", DuckDbType.Varchar)], chunk =>
        {
            var row = 0;
            for (; row < DataChunkWriter.Capacity && next < uris.Count; row++)
                chunk[0].SetString(row, uris[next++]);
            return row;
        });
        connection.Execute($"insert into {table} select * from {rows.Sql}");
    }

    private void Load(DuckDbConnection connection, IReadOnlyList<QuarantineEntry> entries)
    {
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
        chunk[11].SetNull(row);
        chunk[12].SetNull(row);
    }

    private static DuckDbType ColumnType(DeltaType type) =>
        type == DeltaType.Long ? DuckDbType.BigInt
        : type == DeltaType.Integer ? DuckDbType.Integer
        : type == DeltaType.Timestamp ? DuckDbType.TimestampTz
        : DuckDbType.Varchar;

    private static long Micros(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}

/// <summary>What a step of a refresh means to the quarantine.</summary>
internal sealed record QuarantineChange
{
    /// <summary>Objects that gave no row.</summary>
    internal IReadOnlyList<QuarantineEntry> Entries { get; init; } = [];

    /// <summary>Parts whose rows are no longer in quarantine.</summary>
    internal IReadOnlyList<string> Loaded { get; init; } = [];

    /// <summary>Objects that an earlier refresh read and that are in quarantine still.</summary>
    internal IReadOnlyList<string> Settled { get; init; } = [];

    /// <summary>Objects that their source no longer has.</summary>
    internal IReadOnlyList<string> Missing { get; init; } = [];
}
