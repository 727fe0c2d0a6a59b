using System.Globalization;
using Etl.Worker.Crawl;
using Spectre.Console;

namespace Etl.Worker.Cli;

/// <summary>A refresh's summary for people: tables on a terminal, else <c>key: value</c> lines that a script can cut.</summary>
internal static class RefreshText
{
    public static void Write(Terminal terminal, RefreshSummary summary)
    {
        if (terminal.OutIsTerminal)
            WriteTables(terminal, summary);
        else
            WriteLines(terminal.Out, summary);
        terminal.Flush();
    }

    /// <summary>What a refresh would do: <c>key: value</c> lines, on a terminal too, for there are few.</summary>
    public static void WritePlan(Terminal terminal, RefreshPlan plan)
    {
        foreach (var source in plan.Sources)
        {
            terminal.Out.WriteLine($"source: {Escaped.Value(source.Uri)}");
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"would: listed={source.Listed} new={source.New} changed={source.Changed} retried={source.Retried} unchanged={source.Unchanged} gone={source.Gone}{(plan.KeepMissing ? " (kept)" : "")} known={source.Known} list_errors={source.ListErrors}"));
        }

        foreach (var refusal in plan.Refusals)
            terminal.Out.WriteLine($"refused: {Escaped.Value(refusal)}");
        terminal.Flush();
    }

    private static void WriteTables(Terminal terminal, RefreshSummary summary)
    {
        var console = terminal.OutConsole();
        if (summary.Modalities.Count > 0)
        {
            var table = Table("Modality", "Patients", "Studies", "Series", "Instances");
            foreach (var counts in summary.Modalities)
                AddRow(table, counts.Modality ?? "(none)", counts.Patients, counts.Studies, counts.Series, counts.Instances);
            console.Write(table);
        }

        if (summary.QuarantinedByReason.Count > 0)
        {
            var table = Table("Quarantined", "Objects");
            foreach (var (reason, count) in summary.QuarantinedByReason)
                AddRow(table, reason, count);
            console.Write(table);
        }

        var output = terminal.Out;
        var rate = summary.Elapsed.TotalSeconds > 0 ? summary.Listed / summary.Elapsed.TotalSeconds : 0;
        output.WriteLine(
            $"{summary.Listed:N0} objects in {Amounts.Time(summary.Elapsed)} ({Amounts.Count(rate)}/s), {Amounts.Bytes(summary.BytesRead)} read, "
            + $"peak memory {Amounts.Bytes(summary.PeakMemoryBytes)}");
        if (summary.Remote is { } remote)
            output.WriteLine(
                $"Buckets: {remote.ReadsPerObject:0.00} reads and {Amounts.Bytes((long)remote.BytesPerObject)} an object, {remote.ListRequests:N0} pages listed, "
                + $"{remote.Retries:N0} retries, latency {remote.LatencyMedian.TotalMilliseconds:0} ms (p99 {remote.Latency99.TotalMilliseconds:0} ms), "
                + $"about ${remote.DollarsPerMillionObjects:0.00} of requests a million objects");
        if (terminal.Verbosity > Verbosity.Normal)
            output.WriteLine(string.Join(", ", summary.Stages.Select(stage => $"{Escaped.Value(stage.Key)} {Amounts.Time(stage.Value)}")));
        output.WriteLine(
            $"{summary.Loaded:N0} loaded, {summary.Unchanged:N0} unchanged, {(summary.SampledOut > 0 ? $"{summary.SampledOut:N0} left out by sampling, " : "")}{summary.Quarantined:N0} quarantined, {summary.Gone:N0} gone; "
            + $"{summary.Parts:N0} parts, lake version {summary.LakeVersion}");
        if (summary.MergeFailure is { } failure)
            output.WriteLine($"Small parts were not merged: {Escaped.Value(failure)} The next refresh tries again, or etl lake compact.");
        output.WriteLine($"Warehouse: {Escaped.Value(summary.Warehouse)}{(summary.IsPublished ? "" : " (left as it was)")}");
    }

    private static Table Table(string first, params string[] numbers)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn(first));
        foreach (var number in numbers)
            table.AddColumn(new TableColumn(number) { Alignment = Justify.Right });
        return table;
    }

    private static void AddRow(Table table, string first, params long[] numbers) => table.AddRow(
        [new Text(Escaped.Value(first)), .. numbers.Select(number => new Text(number.ToString("N0", CultureInfo.InvariantCulture)))]);

    private static void WriteLines(TextWriter output, RefreshSummary summary)
    {
        Line("refresh_id", summary.RefreshId);
        foreach (var source in summary.Sources)
            Line("source", source);
        Line("lake", summary.Lake);
        Line("warehouse", summary.Warehouse);
        if (summary.MergeFailure is { } failure)
            Line("not_merged", failure);
        Line("published", summary.IsPublished ? "yes" : "no");
        Line("started_at", summary.StartedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        Line("elapsed_seconds", summary.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        Line("listed", summary.Listed);
        Line("loaded", summary.Loaded);
        Line("unchanged", summary.Unchanged);
        Line("sampled_out", summary.SampledOut);
        Line("quarantined", summary.Quarantined);
        Line("gone", summary.Gone);
        Line("rows", summary.Rows);
        Line("bytes_read", summary.BytesRead);
        Line("header_bytes", summary.HeaderBytes);
        if (summary.Remote is { } remote)
        {
            Line("bucket list_requests", remote.ListRequests);
            Line("bucket first_reads", remote.FirstReads);
            Line("bucket further_reads", remote.FurtherReads);
            Line("bucket other_requests", remote.OtherRequests);
            Line("bucket retries", remote.Retries);
            Line("bucket reads_per_object", remote.ReadsPerObject.ToString("0.000", CultureInfo.InvariantCulture));
            Line("bucket bytes_per_object", remote.BytesPerObject.ToString("0.0", CultureInfo.InvariantCulture));
            Line("bucket latency_ms", string.Create(
                CultureInfo.InvariantCulture,
                $"p50={remote.LatencyMedian.TotalMilliseconds:0.0} p95={remote.Latency95.TotalMilliseconds:0.0} p99={remote.Latency99.TotalMilliseconds:0.0}"));
            Line("bucket request_dollars_per_million_objects", remote.DollarsPerMillionObjects.ToString("0.000", CultureInfo.InvariantCulture));
        }

        Line("parts", summary.Parts);
        Line("lake_version", summary.LakeVersion);
        Line("peak_memory_bytes", summary.PeakMemoryBytes);
        foreach (var (stage, time) in summary.Stages)
            Line($"seconds {stage}", time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        foreach (var counts in summary.Modalities)
        {
            Line(
                $"modality {counts.Modality ?? "(none)"}",
                $"patients={counts.Patients} studies={counts.Studies} series={counts.Series} instances={counts.Instances}");
        }

        foreach (var (reason, count) in summary.QuarantinedByReason)
            Line($"quarantined {reason}", count);

        void Line(string key, object value) =>
            output.WriteLine($"{Escaped.Value(key)}: {Escaped.Value(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}");
    }
}
