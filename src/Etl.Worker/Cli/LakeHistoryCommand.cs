using System.Globalization;
using System.Text.Json;
using Etl.Worker.Lake.History;

namespace Etl.Worker.Cli;

/// <summary><c>etl lake history</c>: the versions of a table.</summary>
internal static class LakeHistoryCommand
{
    private static readonly ResultColumn[] Columns =
    [
        new("version", "BIGINT"), new("time", "VARCHAR"), new("operation", "VARCHAR"), new("refresh_id", "VARCHAR"),
        new("rows_added", "BIGINT"), new("rows_removed", "BIGINT"), new("parts_added", "INTEGER"), new("parts_removed", "INTEGER"),
        new("bytes_added", "BIGINT"), new("rows", "BIGINT"), new("parts", "INTEGER"), new("retained", "BOOLEAN"),
    ];

    public static EtlCommand Create(LakeOperations operations)
    {
        var lake = CommandOptions.Lake();
        var table = CommandOptions.Choice("--table", "Whose versions", "instances", "instances", "quarantine", "refreshes");
        var json = CommandOptions.Json("One JSON document with every version");
        return new EtlCommand("history", "Show the versions of the lake: when, by which refresh, what they added and removed.",
            ["etl lake history --lake ./lake", "etl lake history --json"])
        {
            Notes = ["A retained version can be asked: etl query --as-of VERSION. The others have lost parts to a vacuum."],
            Options = { lake, table, json },
            ReportFailure = LakeOptions.Report(json),
            Run = (parse, terminal, _) =>
            {
                var name = parse.GetValue(table)!;
                var versions = operations.History(LakeOptions.Existing(parse.GetValue(lake)!), name);
                if (parse.GetValue(json))
                    JsonLines.Write(terminal.Data, "lake_history", writer => WriteJson(writer, name, versions));
                else
                    TableFormat.Write(new ResultTable(Columns, versions.Select(Row)), terminal, terminal.Out, 0, terminal.OutIsTerminal, terminal.OutHasColor);
                return ExitCode.Done;
            },
        };
    }

    private static object?[] Row(LakeVersion v) =>
    [
        v.Version, v.Timestamp.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), v.Operation, v.RefreshId,
        v.RowsAdded, v.RowsRemoved, v.PartsAdded, v.PartsRemoved, v.BytesAdded, v.Rows, v.Parts, v.IsRetained,
    ];

    private static void WriteJson(Utf8JsonWriter writer, string table, IReadOnlyList<LakeVersion> versions)
    {
        writer.WriteString("table", table);
        writer.WriteStartArray("versions");
        foreach (var v in versions)
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", v.Version);
            writer.WriteString("timestamp", v.Timestamp.UtcDateTime);
            writer.WriteString("operation", v.Operation);
            writer.WriteString("refresh_id", v.RefreshId);
            Number("rows_added", v.RowsAdded);
            Number("rows_removed", v.RowsRemoved);
            Number("parts_added", v.PartsAdded);
            Number("parts_removed", v.PartsRemoved);
            Number("bytes_added", v.BytesAdded);
            Number("bytes_removed", v.BytesRemoved);
            Number("rows", v.Rows);
            Number("parts", v.Parts);
            Number("bytes", v.Bytes);
            writer.WriteBoolean("retained", v.IsRetained);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();

        void Number(string name, long? value)
        {
            if (value is { } number)
                writer.WriteNumber(name, number);
            else
                writer.WriteNull(name);
        }
    }
}
