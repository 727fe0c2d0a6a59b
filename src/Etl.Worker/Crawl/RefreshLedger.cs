using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Crawl;

/// <summary>Keeps the table of refreshes: one row each, also of those that failed.</summary>
internal sealed class RefreshLedger(LakeFolder lake)
{
    internal void Add(
        RefreshRecord run, CrawlCounters counters, StageClock stages, DateTimeOffset endedAt, string outcome, string? error, CancellationToken cancel)
    {
        var snapshot = lake.Refreshes.OpenOrCreate();
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var options = JsonSerializer.Serialize(new
        {
            run.Options.Sources,
            Private = run.Options.Private.ToString(),
            run.Options.Threads,
            run.Options.KeepMissing,
            run.Options.AllowMassRemoval,
        });
        var values = new (string Name, string Sql)[]
        {
            ("refresh_id", Text(run.Id)),
            ("started_at", Instant(run.StartedAt)),
            ("ended_at", Instant(endedAt)),
            ("outcome", Text(outcome)),
            ("error", Text(error)),
            ("triggered_by", Text("hand")),
            ("sources", $"[{string.Join(", ", run.Sources.Select(s => Text(s)))}]::varchar[]"),
            ("listed", Number(counters.Listed)),
            ("new_objects", Number(run.New)),
            ("changed_objects", Number(run.Changed)),
            ("gone_objects", Number(run.Gone)),
            ("unchanged", Number(counters.Unchanged)),
            ("loaded", Number(counters.Loaded)),
            ("quarantined", Number(counters.Quarantined)),
            ("bytes_read", Number(counters.BytesRead)),
            ("header_bytes", Number(counters.HeaderBytes)),
            ("requests", Number(counters.Requests)),
            ("parts_written", Number(counters.Parts)),
            ("peak_memory_bytes", Number(Process.GetCurrentProcess().PeakWorkingSet64)),
            ("stages", Stages(stages)),
            ("program_version", Text(ProgramVersion)),
            ("options", Text(options)),
            ("lake_version_before", Number(run.VersionBefore)),
            ("lake_version_after", Number(run.VersionAfter)),
        };
        var select = "select " + string.Join(", ", values.Select(v => $"{v.Sql} as {v.Name}"));
        var add = SmallTableWriter.Write(lake.Refreshes, connection, select, LakeSchemas.Refreshes, endedAt)!;
        lake.Refreshes.Commit(snapshot, new CommitPlan { Operation = "WRITE", Adds = [add] }, cancel);
    }

    private static string ProgramVersion =>
        typeof(RefreshLedger).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private static string Stages(StageClock stages)
    {
        var entries = stages.Durations.Select(d =>
            $"{{'stage': {DuckDbSql.Literal(d.Key)}, 'seconds': {d.Value.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)}::double}}");
        return $"[{string.Join(", ", entries)}]::struct(stage varchar, seconds double)[]";
    }

    private static string Text(string? value) => value is null ? "null::varchar" : $"{DuckDbSql.Literal(value)}::varchar";

    private static string Number(long value) => $"{value.ToString(CultureInfo.InvariantCulture)}::bigint";

    private static string Instant(DateTimeOffset value) =>
        $"make_timestamptz({(value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond})";
}
