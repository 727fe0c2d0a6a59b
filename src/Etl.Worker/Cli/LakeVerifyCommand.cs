using System.Text.Json;
using Etl.Worker.Lake.Upkeep;

namespace Etl.Worker.Cli;

/// <summary><c>etl lake verify</c>: whether the lake is as its log says.</summary>
internal static class LakeVerifyCommand
{
    public static EtlCommand Create(LakeOperations operations)
    {
        var lake = CommandOptions.Lake();
        var json = CommandOptions.Json("One JSON document with tables, problems and left-over files");
        return new EtlCommand("verify", "Compare the lake with its log: every part, its hash, rows and schema; no row twice; no object lost.",
            ["etl lake verify --lake ./lake", "etl lake verify --json"])
        {
            Notes =
            [
                "Answers 1 when there is a problem. Left-over files of killed work are reported and are no problem; etl lake vacuum removes them",
                "when they are old enough. Every byte of every part is read.",
            ],
            Options = { lake, json },
            ReportFailure = LakeOptions.Report(json),
            Run = (parse, terminal, cancel) =>
            {
                var report = operations.Verify(LakeOptions.Existing(parse.GetValue(lake)!), cancel);
                if (parse.GetValue(json))
                    JsonLines.Write(terminal.Data, "lake_verify", writer => WriteJson(writer, report));
                else
                    WriteText(terminal, report);
                if (report.Problems.Count == 0)
                    return ExitCode.Done;
                terminal.SayError($"The lake is not as its log says: {report.Problems.Count:N0} problem{(report.Problems.Count == 1 ? "" : "s")}.");
                return ExitCode.Failed;
            },
        };
    }

    private static void WriteText(Terminal terminal, VerifyReport report)
    {
        foreach (var problem in report.Problems)
        {
            var place = problem.Part is null ? "" : $" {Escaped.Value(problem.Part)}";
            terminal.Out.WriteLine($"{problem.Code} {problem.Table} version {problem.Version}{place}: {Escaped.Value(problem.Message)}");
        }

        if (terminal.Verbosity == Verbosity.Quiet)
            return;
        foreach (var table in report.Tables)
        {
            terminal.Out.WriteLine(
                $"{table.Table}: version {table.Version}, {table.Parts:N0} parts ({table.Hashed:N0} by hash), {table.Rows:N0} rows, {Amounts.Bytes(table.Bytes)}");
        }

        if (report.LeftOvers.Count > 0)
            terminal.Out.WriteLine($"left over: {report.LeftOvers.Count:N0} files, {Amounts.Bytes(report.LeftOvers.Sum(f => f.Bytes))}");
        if (report.Problems.Count == 0)
            terminal.Out.WriteLine("no problems");
    }

    private static void WriteJson(Utf8JsonWriter writer, VerifyReport report)
    {
        writer.WriteBoolean("sound", report.Problems.Count == 0);
        writer.WriteStartArray("tables");
        foreach (var table in report.Tables)
        {
            writer.WriteStartObject();
            writer.WriteString("table", table.Table);
            writer.WriteNumber("version", table.Version);
            writer.WriteNumber("parts", table.Parts);
            writer.WriteNumber("hashed", table.Hashed);
            writer.WriteNumber("rows", table.Rows);
            writer.WriteNumber("bytes", table.Bytes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            writer.WriteStartObject();
            writer.WriteString("code", problem.Code);
            writer.WriteString("table", problem.Table);
            writer.WriteNumber("version", problem.Version);
            writer.WriteString("part", problem.Part);
            writer.WriteString("message", problem.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("left_over");
        foreach (var file in report.LeftOvers)
        {
            writer.WriteStartObject();
            writer.WriteString("file", file.File);
            writer.WriteNumber("bytes", file.Bytes);
            writer.WriteString("modified_at", file.Modified.UtcDateTime);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
