using Etl.Worker.Crawl;

namespace Etl.Worker.Cli;

/// <summary>Entries of the quarantine, as a table for people or as JSON lines.</summary>
internal static class QuarantineOutput
{
    private static readonly ResultColumn[] Columns =
    [
        new("reason_code", "VARCHAR"), new("attempts", "INTEGER"), new("last_seen_at", "TIMESTAMP WITH TIME ZONE"),
        new("next_attempt_at", "TIMESTAMP WITH TIME ZONE"), new("source_uri", "VARCHAR"), new("message", "VARCHAR"),
    ];

    public static void WriteTable(Terminal terminal, IReadOnlyList<QuarantinedObject> entries, long total)
    {
        var rows = entries.Select(e => new object?[] { e.Reason, e.Attempts, e.LastSeenAt, e.NextAttemptAt, e.Uri, e.Message });
        TableFormat.Write(
            new ResultTable(Columns, rows), terminal, terminal.Out, rows: 0, terminal.OutIsTerminal, terminal.OutHasColor);
        if (total > entries.Count)
            terminal.Out.WriteLine($"({entries.Count:N0} of {total:N0} entries; --limit 0 shows all)");
        terminal.Flush();
    }

    public static void WriteJson(Terminal terminal, IReadOnlyList<QuarantinedObject> entries, long total)
    {
        foreach (var entry in entries)
        {
            JsonLines.Write(terminal.Data, "quarantined", writer =>
            {
                writer.WriteString("source_uri", entry.Uri);
                writer.WriteString("source_etag", entry.Etag);
                writer.WriteNumber("source_size", entry.Size);
                writer.WriteString("stage", entry.Stage);
                writer.WriteString("reason_code", entry.Reason);
                writer.WriteString("message", entry.Message);
                writer.WriteNumber("attempts", entry.Attempts);
                writer.WriteString("first_seen_at", entry.FirstSeenAt.UtcDateTime);
                writer.WriteString("last_seen_at", entry.LastSeenAt.UtcDateTime);
                WriteInstant(entry.NextAttemptAt, "next_attempt_at");
                WriteInstant(entry.GoneAt, "gone_at");

                void WriteInstant(DateTimeOffset? instant, string name)
                {
                    if (instant is { } known)
                        writer.WriteString(name, known.UtcDateTime);
                    else
                        writer.WriteNull(name);
                }
            });
        }

        JsonLines.Write(terminal.Data, "quarantine", writer =>
        {
            writer.WriteNumber("total", total);
            writer.WriteNumber("listed", entries.Count);
        });
    }
}
