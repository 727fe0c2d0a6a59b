using System.CommandLine;
using System.Text.Json;
using Etl.Worker.Lake.Upkeep;

namespace Etl.Worker.Cli;

/// <summary><c>etl lake vacuum</c>: deletes what no retained version needs.</summary>
internal static class LakeVacuumCommand
{
    public static EtlCommand Create(LakeOperations operations)
    {
        var lake = CommandOptions.Lake();
        var retain = LakeOptions.Duration("--retain", "Keep versions usable that were the newest within this time (default: as the table says, 7d)");
        var safeAge = LakeOptions.Duration("--safe-age", "Files that no version names go when they are older (default: 1d)");
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be deleted, and delete nothing" };
        var json = CommandOptions.Json("One JSON document with every file");
        return new EtlCommand("vacuum", "Delete parts that no retained version needs, and what killed work left behind.",
            ["etl lake vacuum --lake ./lake --dry-run", "etl lake vacuum --retain 30d"])
        {
            Notes =
            [
                "May run beside a refresh: what it has not committed yet is younger than the safe age or than the refresh itself.",
                "A --retain shorter than the longest query of another engine takes its parts away under it.",
            ],
            Options = { lake, retain, safeAge, dryRun, json },
            ReportFailure = LakeOptions.Report(json),
            Run = (parse, terminal, cancel) =>
            {
                var options = new VacuumOptions(parse.GetValue(retain), parse.GetValue(safeAge) ?? VacuumOptions.DefaultSafeAge, parse.GetValue(dryRun));
                var files = operations.Vacuum(LakeOptions.Existing(parse.GetValue(lake)!), options, cancel);
                if (parse.GetValue(json))
                    JsonLines.Write(terminal.Data, "lake_vacuum", writer => WriteJson(writer, options, files));
                else
                    WriteText(terminal, options, files);
                return ExitCode.Done;
            },
        };
    }

    private static void WriteText(Terminal terminal, VacuumOptions options, IReadOnlyList<VacuumedFile> files)
    {
        if (options.DryRun || terminal.Verbosity >= Verbosity.Detailed)
        {
            foreach (var file in files)
                terminal.Out.WriteLine($"{Escaped.Value($"{file.Table}/{file.File}")}  {Amounts.Bytes(file.Bytes)}{(file.IsUnnamed ? "  (of no version)" : "")}");
        }

        if (terminal.Verbosity > Verbosity.Quiet)
            terminal.Out.WriteLine($"{files.Count:N0} files, {Amounts.Bytes(files.Sum(f => f.Bytes))} {(options.DryRun ? "would be deleted" : "deleted")}");
    }

    private static void WriteJson(Utf8JsonWriter writer, VacuumOptions options, IReadOnlyList<VacuumedFile> files)
    {
        writer.WriteBoolean("dry_run", options.DryRun);
        writer.WriteNumber("bytes", files.Sum(f => f.Bytes));
        writer.WriteStartArray("files");
        foreach (var file in files)
        {
            writer.WriteStartObject();
            writer.WriteString("table", file.Table);
            writer.WriteString("file", file.File);
            writer.WriteNumber("bytes", file.Bytes);
            writer.WriteBoolean("of_no_version", file.IsUnnamed);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
