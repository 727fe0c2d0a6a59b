using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// Keeps the table of refreshes: one row each, also of those that failed or were killed. A row is written before the warehouse is
/// published, so that the warehouse has it, and replaced afterwards.
/// </summary>
internal sealed class RefreshLedger(LakeFolder lake, TimeProvider time)
{
    /// <summary>What this process wrote last: a file of one row.</summary>
    private Add? latest;

    /// <summary>The row of this refresh, as far as it is; in the place of the one before.</summary>
    internal void Put(
        RefreshRecord run, CrawlCounters counters, StageClock stages, string outcome, Exception? failure, PartJournal? journal) => Put(run.Id, journal, s => Earlier(s, run.Id),
        [
            ("refresh_id", Text(run.Id)),
            ("started_at", Instant(run.StartedAt)),
            ("ended_at", Instant(time.GetUtcNow())),
            ("outcome", Text(outcome)),
            ("error", Text(failure?.GetType().Name)),
            ("error_message", Text(failure is null ? null : SafeMessage.Of(failure))),
            ("complete", run.IsComplete ? "true" : "false"),
            ("triggered_by", Text(run.Options.TriggeredBy)),
            ("sources", Texts(run.Sources)),
            ("listed", Number(counters.Listed)),
            ("new_objects", Number(run.New)),
            ("changed_objects", Number(run.Changed)),
            ("gone_objects", Number(run.Gone)),
            ("unchanged", Number(counters.Unchanged)),
            ("sampled_out", Number(counters.SampledOut)),
            ("sample", Text(run.Options.SamplePerSeries is { } perSeries ? $"{perSeries}-per-series" : null)),
            ("loaded", Number(counters.Loaded)),
            ("quarantined", Number(counters.Quarantined)),
            ("bytes_read", Number(counters.BytesRead)),
            ("header_bytes", Number(counters.HeaderBytes)),
            ("requests", Number(counters.Requests)),
            .. Remote(counters.Remote),
            ("retried", Number(run.Retried)),
            ("commits", Number(run.Commits)),
            ("parts_written", Number(counters.Parts)),
            ("peak_memory_bytes", Number(Process.GetCurrentProcess().PeakWorkingSet64)),
            ("stages", Stages(stages)),
            ("program_version", Text(ProgramVersion)),
            ("options", Text(Json(run.Options))),
            ("lake_version_before", Number(run.VersionBefore)),
            ("lake_version_after", Number(run.VersionAfter)),
        ]);

    /// <summary>
    /// The row of a refresh that did not live to write it. What it had committed stays; its counts are not known. One that had come to
    /// its row was killed while it published, which this refresh does now.
    /// </summary>
    internal void PutKilled(RefreshIdentity run, PartJournal journal)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        if (Holding(connection, lake.Refreshes.OpenOrCreate(), run.Id).Count == 0)
            Put(run.Id, journal, _ => [], Values(run));
    }

    private static (string Name, string Sql)[] Values(RefreshIdentity run) =>
        [
            ("refresh_id", Text(run.Id)),
            ("started_at", Instant(run.StartedAt)),
            ("ended_at", Instant(run.LastSeenAt)),
            ("outcome", Text("killed")),
            ("triggered_by", Text(run.TriggeredBy)),
            ("sources", Texts(run.Sources)),
            ("options", Text(run.Options)),
            ("lake_version_before", Number(run.VersionBefore)),
        ];

    /// <summary>The options that make a difference to what is done.</summary>
    internal static string Json(RefreshOptions options) => JsonSerializer.Serialize(new
    {
        options.Sources,
        Private = options.Private.ToString(),
        options.Threads,
        options.KeepMissing,
        options.AllowMassRemoval,
        options.CommitObjects,
        options.Schedule,
        Filters = options.SourceOptions.Where(o => o.Include.Count + o.Exclude.Count > 0 || o.ModifiedSince is not null)
            .Select(o => new { o.Uri, o.Include, o.Exclude, o.ModifiedSince }),
    });

    /// <summary>Of buckets; null where there are none among the sources.</summary>
    private static (string Name, string Sql)[] Remote(Traffic traffic) => traffic.Requests == 0 ? [] :
        [
            ("list_requests", Number(traffic.ListRequests)),
            ("first_reads", Number(traffic.Reads - traffic.FurtherReads)),
            ("further_reads", Number(traffic.FurtherReads)),
            ("request_retries", Number(traffic.Retries)),
            ("latency_p50_seconds", Seconds(traffic.Latency.Percentile(0.5))),
            ("latency_p95_seconds", Seconds(traffic.Latency.Percentile(0.95))),
            ("latency_p99_seconds", Seconds(traffic.Latency.Percentile(0.99))),
        ];

    private static string ProgramVersion =>
        typeof(RefreshLedger).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private void Put(string refreshId, PartJournal? journal, Func<DeltaSnapshot, List<Add>> replaced, (string Name, string Sql)[] values)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"create table result ({LakeSchemas.Refreshes.ToDuckDbColumns()})");
        connection.Execute($"insert into result by name select {string.Join(", ", values.Select(v => $"{v.Sql} as {v.Name}"))}");
        while (true)
        {
            var snapshot = lake.Refreshes.OpenOrCreate();
            var earlier = replaced(snapshot);
            var others = earlier.Select(a => $" union all by name select * from {Read(a)} where refresh_id <> {Text(refreshId)}");
            var add = SmallTableWriter.Write(
                lake.Refreshes, connection, "from result" + string.Concat(others), LakeSchemas.Refreshes, time.GetUtcNow(), journal)!;
            var plan = new CommitPlan
            {
                Operation = "WRITE",
                Adds = [add],
                Removes = [.. earlier.Select(a => a.ToRemove(time.GetUtcNow()))],
                Schema = LakeSchemas.Refreshes,
            };
            var part = PartPath.ToFile(lake.Refreshes.Directory, add.Path);
            try
            {
                if (lake.Refreshes.Commit(snapshot, plan, CancellationToken.None).Outcome == CommitOutcome.Committed)
                {
                    latest = add;
                    return;
                }
            }
            catch
            {
                UnnamedParts.Remove(lake, [part]);
                throw;
            }

            File.Delete(part);
        }
    }

    /// <summary>The files with the row that this process wrote before: that file, or, once compacted, another with rows of others beside it.</summary>
    private List<Add> Earlier(DeltaSnapshot snapshot, string refreshId)
    {
        if (latest is null)
            return [];
        if (snapshot.Files.TryGetValue(latest.Path, out var own))
            return [own];
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        return Holding(connection, snapshot, refreshId);
    }

    private List<Add> Holding(DuckDbConnection connection, DeltaSnapshot snapshot, string refreshId)
    {
        if (snapshot.Files.Count == 0)
            return [];
        var files = snapshot.Files.Values.ToDictionary(a => PartPath.ToFile(lake.Refreshes.Directory, a.Path), StringComparer.Ordinal);
        using var result = connection.Query($"""
            select distinct filename
            from read_parquet([{string.Join(", ", files.Keys.Select(DuckDbSql.Literal))}], filename = true, union_by_name = true, hive_partitioning = false)
            where refresh_id = {Text(refreshId)}
            """);
        return [.. result.Rows().Select(r => files[(string)r[0]!])];
    }

    private string Read(Add add) =>
        $"read_parquet({DuckDbSql.Literal(PartPath.ToFile(lake.Refreshes.Directory, add.Path))}, hive_partitioning = false)";

    private static string Stages(StageClock stages)
    {
        var entries = stages.Durations.Select(d =>
            $"{{'stage': {DuckDbSql.Literal(d.Key)}, 'seconds': {d.Value.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)}::double}}");
        return $"[{string.Join(", ", entries)}]::struct(stage varchar, seconds double)[]";
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)}::double";

    private static string Text(string? value) => value is null ? "null::varchar" : $"{DuckDbSql.Literal(value)}::varchar";

    private static string Texts(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(Text))}]::varchar[]";

    private static string Number(long value) => $"{value.ToString(CultureInfo.InvariantCulture)}::bigint";

    private static string Instant(DateTimeOffset value) =>
        $"make_timestamptz({(value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond})";
}
