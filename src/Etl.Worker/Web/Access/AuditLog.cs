using System.Globalization;
using System.Text.Json;

namespace Etl.Worker.Web.Access;

/// <summary>
/// Who looked at rows, signed in, was refused, or changed something: a JSON line each, appended to one file a month in the server's folder.
/// It holds ids and names of routes, never a value of a patient.
/// </summary>
public sealed class AuditLog(ServeFolder folder, TimeProvider time)
{
    private readonly Lock writing = new();

    public void Write(AuditEvent happened)
    {
        var now = time.GetUtcNow();
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString("at", now.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            writer.WriteString("who", happened.Principal?.Id);
            writer.WriteString("name", happened.Principal?.Name);
            writer.WriteString("role", happened.Principal?.Role.ToString().ToLowerInvariant());
            writer.WriteString("from", happened.From);
            writer.WriteString("method", happened.Method);
            writer.WriteString("route", happened.Route);
            writer.WriteString("subject", happened.Subject);
            writer.WriteNumber("status", happened.Status);
            if (happened.Rows is { } rows)
                writer.WriteNumber("rows", rows);
            writer.WriteString("version", happened.Version);
            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        lock (writing)
        {
            folder.Create();
            using var file = folder.OpenOwned(
                Path.Combine(folder.Path, string.Create(CultureInfo.InvariantCulture, $"audit-{now:yyyy-MM}.jsonl")), FileMode.Append);
            file.Write(line.GetBuffer(), 0, (int)line.Length);
        }
    }
}

/// <param name="Principal">Who; null for nobody that is known.</param>
/// <param name="From">The client's address.</param>
/// <param name="Method">GET or POST.</param>
/// <param name="Route">The pattern of the route.</param>
/// <param name="Subject">What was asked about, as the route tells it.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Rows">Rows handed out, where they were counted.</param>
/// <param name="Version">The version of the data.</param>
public sealed record AuditEvent(
    Principal? Principal, string From, string Method, string Route, string? Subject, int Status, long? Rows, string? Version);
