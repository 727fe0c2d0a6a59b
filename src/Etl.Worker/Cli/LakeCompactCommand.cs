using System.Text.Json;
using Etl.Worker.Lake.Upkeep;

namespace Etl.Worker.Cli;

/// <summary><c>etl lake compact</c>: merges small parts.</summary>
internal static class LakeCompactCommand
{
    public static EtlCommand Create(LakeOperations operations)
    {
        var lake = CommandOptions.Lake();
        var json = CommandOptions.Json("One JSON document with what became of each table");
        return new EtlCommand("compact", "Merge the small parts of each partition into well-sized ones, the same rows in their order.",
            ["etl lake compact --lake ./lake"])
        {
            Notes = ["The parts merged stay on disk for older versions until etl lake vacuum. A refresh does this by itself where it is worth it."],
            Options = { lake, json },
            ReportFailure = LakeOptions.Report(json),
            Run = (parse, terminal, cancel) =>
            {
                var results = operations.Compact(LakeOptions.Existing(parse.GetValue(lake)!), cancel);
                if (parse.GetValue(json))
                    JsonLines.Write(terminal.Data, "lake_compact", writer => WriteJson(writer, results));
                else if (terminal.Verbosity > Verbosity.Quiet)
                    WriteText(terminal, results);
                return ExitCode.Done;
            },
        };
    }

    private static void WriteText(Terminal terminal, IReadOnlyList<CompactionResult> results)
    {
        foreach (var result in results)
        {
            terminal.Out.WriteLine(result.PartsBefore == 0
                ? $"{result.Table}: nothing to merge"
                : $"{result.Table}: {result.PartsBefore:N0} parts became {result.PartsAfter:N0}, {result.Rows:N0} rows, " +
                $"{Amounts.Bytes(result.BytesBefore)} became {Amounts.Bytes(result.BytesAfter)}, version {result.Version}");
            if (result.Lost > 0)
                terminal.Say($"{result.Table}: {result.Lost:N0} merges were given up because a refresh changed their parts; run it again later.");
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, IReadOnlyList<CompactionResult> results)
    {
        writer.WriteStartArray("tables");
        foreach (var result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("table", result.Table);
            writer.WriteNumber("parts_before", result.PartsBefore);
            writer.WriteNumber("parts_after", result.PartsAfter);
            writer.WriteNumber("rows", result.Rows);
            writer.WriteNumber("bytes_before", result.BytesBefore);
            writer.WriteNumber("bytes_after", result.BytesAfter);
            writer.WriteNumber("given_up", result.Lost);
            writer.WriteNumber("version", result.Version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
