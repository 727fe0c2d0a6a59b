using System.Text.Json;
using Etl.Worker.Crawl;
using Etl.Worker.Profiling;

namespace Etl.Worker.Cli;

/// <summary>A refresh as JSON members. Times are RFC 3339 in UTC, durations seconds, sizes bytes.</summary>
internal static class RefreshJson
{
    public static void WriteStatus(Utf8JsonWriter writer, RefreshProgress progress, TimeSpan elapsed)
    {
        writer.WriteNumber("elapsed_seconds", Seconds(elapsed));
        writer.WriteString("stage", progress.Stage);
        writer.WriteNumber("listed", progress.Listed);
        writer.WriteBoolean("listing_done", progress.ListingDone);
        writer.WriteNumber("done", progress.Done);
        writer.WriteNumber("quarantined", progress.Quarantined);
        writer.WriteNumber("bytes_read", progress.BytesRead);
        writer.WriteNumber("rows", progress.Rows);
    }

    public static void WriteSummary(Utf8JsonWriter writer, RefreshSummary summary, bool profile)
    {
        writer.WriteString("refresh_id", summary.RefreshId);
        writer.WriteString("started_at", summary.StartedAt.UtcDateTime);
        writer.WriteString("ended_at", summary.EndedAt.UtcDateTime);
        writer.WriteNumber("elapsed_seconds", Seconds(summary.Elapsed));
        writer.WriteStartArray("sources");
        foreach (var source in summary.Sources)
            writer.WriteStringValue(source);
        writer.WriteEndArray();
        writer.WriteString("lake", summary.Lake);
        writer.WriteString("warehouse", summary.Warehouse);
        writer.WriteBoolean("published", summary.IsPublished);
        if (summary.MergeFailure is { } failure)
            writer.WriteString("not_merged", failure);
        writer.WriteNumber("listed", summary.Listed);
        writer.WriteNumber("loaded", summary.Loaded);
        writer.WriteNumber("quarantined", summary.Quarantined);
        writer.WriteNumber("unchanged", summary.Unchanged);
        writer.WriteNumber("sampled_out", summary.SampledOut);
        writer.WriteNumber("gone", summary.Gone);
        writer.WriteNumber("rows", summary.Rows);
        writer.WriteNumber("bytes_read", summary.BytesRead);
        writer.WriteNumber("header_bytes", summary.HeaderBytes);
        if (summary.Remote is { } remote)
            WriteRemote(writer, remote);
        writer.WriteNumber("parts", summary.Parts);
        writer.WriteNumber("lake_version", summary.LakeVersion);
        writer.WriteNumber("peak_memory_bytes", summary.PeakMemoryBytes);
        writer.WriteStartObject("stage_seconds");
        foreach (var (stage, time) in summary.Stages)
            writer.WriteNumber(stage, Seconds(time));
        writer.WriteEndObject();
        if (profile)
            WriteProfile(writer, summary.Profile);
        writer.WriteStartArray("modalities");
        foreach (var counts in summary.Modalities)
        {
            writer.WriteStartObject();
            writer.WriteString("modality", counts.Modality);
            writer.WriteNumber("patients", counts.Patients);
            writer.WriteNumber("studies", counts.Studies);
            writer.WriteNumber("series", counts.Series);
            writer.WriteNumber("instances", counts.Instances);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("quarantined_by_reason");
        foreach (var (reason, count) in summary.QuarantinedByReason)
            writer.WriteNumber(reason, count);
        writer.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter writer, IReadOnlyList<WorkEntry> profile)
    {
        writer.WriteStartArray("profile");
        foreach (var entry in profile)
        {
            writer.WriteStartObject();
            writer.WriteString("stage", entry.Stage);
            writer.WriteString("work", entry.Work);
            writer.WriteNumber("times", entry.Times);
            writer.WriteNumber("seconds", Seconds(entry.Elapsed));
            writer.WriteNumber("processor_seconds", Seconds(entry.Processor));
            writer.WriteNumber("allocated_bytes", entry.AllocatedBytes);
            writer.WriteNumber("bytes", entry.Bytes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRemote(Utf8JsonWriter writer, RemoteTraffic remote)
    {
        writer.WriteStartObject("buckets");
        writer.WriteNumber("list_requests", remote.ListRequests);
        writer.WriteNumber("first_reads", remote.FirstReads);
        writer.WriteNumber("further_reads", remote.FurtherReads);
        writer.WriteNumber("other_requests", remote.OtherRequests);
        writer.WriteNumber("retries", remote.Retries);
        writer.WriteNumber("bytes_read", remote.BytesRead);
        writer.WriteNumber("reads_per_object", Math.Round(remote.ReadsPerObject, 3));
        writer.WriteNumber("bytes_per_object", Math.Round(remote.BytesPerObject, 1));
        writer.WriteNumber("latency_p50_ms", Milliseconds(remote.LatencyMedian));
        writer.WriteNumber("latency_p95_ms", Milliseconds(remote.Latency95));
        writer.WriteNumber("latency_p99_ms", Milliseconds(remote.Latency99));
        writer.WriteNumber("request_dollars_per_million_objects", Math.Round(remote.DollarsPerMillionObjects, 3));
        writer.WriteEndObject();
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);

    public static void WritePlan(Utf8JsonWriter writer, RefreshPlan plan)
    {
        writer.WriteString("lake", plan.Lake);
        if (plan.LakeVersion is { } version)
            writer.WriteNumber("lake_version", version);
        else
            writer.WriteNull("lake_version");
        WriteCounts(writer, plan.Sources);
        writer.WriteBoolean("keep_missing", plan.KeepMissing);
        writer.WriteBoolean("would_be_refused", plan.Refusals.Count > 0);
        writer.WriteStartArray("refusals");
        foreach (var refusal in plan.Refusals)
            writer.WriteStringValue(refusal);
        writer.WriteEndArray();
        writer.WriteStartArray("sources");
        foreach (var source in plan.Sources)
        {
            writer.WriteStartObject();
            writer.WriteString("source", source.Uri);
            WriteCounts(writer, [source]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCounts(Utf8JsonWriter writer, IReadOnlyList<SourceDiff> sources)
    {
        writer.WriteNumber("listed", sources.Sum(s => s.Listed));
        writer.WriteNumber("new", sources.Sum(s => s.New));
        writer.WriteNumber("changed", sources.Sum(s => s.Changed));
        writer.WriteNumber("retried", sources.Sum(s => s.Retried));
        writer.WriteNumber("unchanged", sources.Sum(s => s.Unchanged));
        writer.WriteNumber("gone", sources.Sum(s => s.Gone));
        writer.WriteNumber("known", sources.Sum(s => s.Known));
        writer.WriteNumber("list_errors", sources.Sum(s => s.ListErrors));
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
