using System.Collections.Concurrent;
using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.Sandbox;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;

namespace Etl.Worker.Web.Console;

/// <summary>What a statement answered, as far as it is shown.</summary>
public sealed record ConsoleAnswer(SandboxOutcome Outcome, IReadOnlyList<ResultColumn> Columns, IReadOnlyList<JsonElement[]> Rows)
{
    /// <summary>A cell as text; null for NULL.</summary>
    public static string? Text(JsonElement cell) => cell.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => cell.GetString(),
        _ => cell.GetRawText(),
    };

    /// <summary>Runs a statement on a version of the warehouse.</summary>
    public static async Task<ConsoleAnswer> RunAsync(WebServices services, WarehouseSnapshot data, string sql, string user, CancellationToken cancel)
    {
        IReadOnlyList<ResultColumn> columns = [];
        var rows = new List<JsonElement[]>();
        var outcome = await services.Sandbox.RunAsync(
            new SandboxQuery(data.File, sql, user) { Limits = Limits(services) with { Rows = services.Options.Config.Console.Rows } },
            found =>
            {
                columns = found;
                return ValueTask.CompletedTask;
            },
            row =>
            {
                rows.Add([.. row.EnumerateArray().Select(cell => cell.Clone())]);
                return ValueTask.CompletedTask;
            }, cancel).ConfigureAwait(false);
        return new ConsoleAnswer(outcome, columns, rows);
    }

    /// <summary>Rows of this program's own SQL as the answer to a statement.</summary>
    public static ConsoleAnswer Of(RowSet rows) => new(
        new SandboxOutcome(SandboxStatus.Done, "", rows.Count, false, TimeSpan.Zero), rows.Columns, [.. rows.Select(row => row.Values.Select(Element).ToArray())]);

    public static SandboxLimits Limits(WebServices services) => new()
    {
        Time = services.Options.Config.Console.TimeLimit,
        MemoryBytes = (long)services.Options.Config.Console.MemoryMib << 20,
    };

    private static JsonElement Element(object? value)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
            CellJson.Write(writer, value);
        using var document = JsonDocument.Parse(json.ToArray());
        return document.RootElement.Clone();
    }
}

/// <summary>Answers of the last minute, so that a page that is asked for after its statement ran does not run it again.</summary>
public sealed class ConsoleAnswers(TimeProvider time)
{
    private const int Most = 32;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Id, string Version), (DateTimeOffset At, ConsoleAnswer Answer)> answers = [];

    public ConsoleAnswer? Find(string id, string version) =>
        answers.TryGetValue((id, version), out var kept) && time.GetUtcNow() - kept.At < Life ? kept.Answer : null;

    public void Keep(string id, string version, ConsoleAnswer answer)
    {
        if (answer.Outcome.Status != SandboxStatus.Done)
            return;
        answers[(id, version)] = (time.GetUtcNow(), answer);
        foreach (var (key, _) in answers.OrderByDescending(a => a.Value.At).Skip(Most))
            answers.TryRemove(key, out _);
    }
}
