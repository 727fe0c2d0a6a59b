using System.Text.Json;
using Etl.Worker.Crawl;

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

    public static void WriteSummary(Utf8JsonWriter writer, RefreshSummary summary)
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
        writer.WriteNumber("listed", summary.Listed);
        writer.WriteNumber("loaded", summary.Loaded);
        writer.WriteNumber("quarantined", summary.Quarantined);
        writer.WriteNumber("unchanged", summary.Unchanged);
        writer.WriteNumber("gone", summary.Gone);
        writer.WriteNumber("rows", summary.Rows);
        writer.WriteNumber("bytes_read", summary.BytesRead);
        writer.WriteNumber("parts", summary.Parts);
        writer.WriteNumber("lake_version", summary.LakeVersion);
        writer.WriteNumber("peak_memory_bytes", summary.PeakMemoryBytes);
        writer.WriteStartObject("stage_seconds");
        foreach (var (stage, time) in summary.Stages)
            writer.WriteNumber(stage, Seconds(time));
        writer.WriteEndObject();
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

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
