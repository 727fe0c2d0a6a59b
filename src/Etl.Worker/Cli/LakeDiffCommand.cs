using System.CommandLine;
using System.Text.Json;
using Etl.Worker.Lake.History;

namespace Etl.Worker.Cli;

/// <summary><c>etl lake diff</c>: which instances two versions differ in.</summary>
internal static class LakeDiffCommand
{
    public static EtlCommand Create(LakeOperations operations)
    {
        var before = LakeOptions.AsOfArgument("V1", "The older version, by number or time");
        var after = LakeOptions.AsOfArgument("V2", "The newer version (default: the newest)", isOptional: true);
        var lake = CommandOptions.Lake();
        var list = new Option<bool>("--list") { Description = "A line for every instance that differs: kind, source_uri, SOPInstanceUID" };
        var json = CommandOptions.Json("JSON lines: lake_change for every instance that differs, then lake_diff with the counts");
        return new EtlCommand("diff", "Show which instances were added, removed or changed between two versions.",
            ["etl lake diff 3 5 --lake ./lake", "etl lake diff 2026-05-01 --list"])
        {
            Notes =
            [
                LakeOptions.VersionHelp,
                "changed: another header under the same source_uri. touched: the same header under another etag. Only parts that differ are read.",
            ],
            Arguments = { before, after },
            Options = { lake, list, json },
            ReportFailure = LakeOptions.Report(json),
            Run = (parse, terminal, cancel) =>
            {
                var asJson = parse.GetValue(json);
                Action<InstanceChange>? each = asJson ? change => JsonLines.Write(terminal.Data, "lake_change", writer => WriteJson(writer, change))
                    : parse.GetValue(list) ? change => WriteLine(terminal, change)
                    : null;
                var summary = operations.Diff(
                    LakeOptions.Existing(parse.GetValue(lake)!), parse.GetValue(before)!.Value, parse.GetValue(after) ?? AsOf.Newest, each, cancel);
                if (asJson)
                    JsonLines.Write(terminal.Data, "lake_diff", writer => WriteJson(writer, summary));
                else
                    WriteText(terminal, summary);
                return ExitCode.Done;
            },
        };
    }

    private static void WriteLine(Terminal terminal, InstanceChange change) =>
        terminal.Out.WriteLine($"{change.Kind}\t{Escaped.Value(change.SourceUri)}\t{Escaped.Value(change.SopInstanceUid ?? "")}");

    private static void WriteText(Terminal terminal, DiffSummary summary)
    {
        if (terminal.Verbosity == Verbosity.Quiet)
            return;
        terminal.Out.WriteLine($"version {summary.VersionBefore} to {summary.VersionAfter}: " +
            string.Join(", ", DiffSummary.Kinds.Select(kind => $"{summary.Count(kind):N0} {kind}")));
        foreach (var modality in summary.Counts.GroupBy(c => c.Modality))
        {
            terminal.Out.WriteLine($"  {Escaped.Value(modality.Key ?? "no modality")}: " +
                string.Join(", ", modality.Select(c => $"{c.Count:N0} {c.Kind}")));
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, InstanceChange change)
    {
        writer.WriteString("kind", change.Kind);
        writer.WriteString("source_uri", change.SourceUri);
        writer.WriteString("sop_instance_uid", change.SopInstanceUid);
        writer.WriteString("modality", change.Modality);
        writer.WriteString("header_hash_before", change.HeaderHashBefore);
        writer.WriteString("header_hash_after", change.HeaderHashAfter);
    }

    private static void WriteJson(Utf8JsonWriter writer, DiffSummary summary)
    {
        writer.WriteNumber("version_before", summary.VersionBefore);
        writer.WriteNumber("version_after", summary.VersionAfter);
        writer.WriteNumber("parts_read", summary.PartsRead);
        foreach (var kind in DiffSummary.Kinds)
            writer.WriteNumber(kind, summary.Count(kind));
        writer.WriteStartArray("modalities");
        foreach (var (modality, kind, count) in summary.Counts)
        {
            writer.WriteStartObject();
            writer.WriteString("modality", modality);
            writer.WriteString("kind", kind);
            writer.WriteNumber("instances", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
