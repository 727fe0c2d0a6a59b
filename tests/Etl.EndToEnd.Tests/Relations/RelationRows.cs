using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Relations;

/// <summary>Rows of relations as text, one line a row: those of a warehouse by <c>queries.sql</c>, and those that <c>oracle.py</c> expects.</summary>
internal static partial class RelationRows
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Relations");

    /// <summary>The query of each relation whose rows are compared.</summary>
    public static IReadOnlyDictionary<string, string> Queries { get; } =
        SectionStart().Split(File.ReadAllText(Path.Combine(Folder, "queries.sql"))).Skip(1)
            .Select(section => section.Split('\n', 2)).ToDictionary(s => s[0].Trim(), s => s[1].Trim().TrimEnd(';'));

    public static ILookup<string, string> Expected() =>
        Expected(Path.Combine(Folder, "oracle.py"), SharedFolder.Expected, SharedFolder.Repository);

    /// <summary>Rows that a Python script works out from pydicom's reading of the corpus, by the name that each begins with.</summary>
    public static ILookup<string, string> Expected(string script, params string[] arguments)
    {
        var finished = Finished.Run("/usr/bin/python3", ["-B", script, .. arguments]);
        Assert.True(finished.ExitCode == 0, $"{Path.GetFileName(script)} answered {finished.ExitCode}: {finished.Errors}");
        return finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.EnumerateArray().ToList())
            .ToLookup(row => row[0].GetString()!, row => string.Join('|', row.Skip(1).Select(Text)));
    }

    public static List<string> Actual(DuckDbConnection connection, string query)
    {
        using var result = connection.Query(query);
        return [.. result.Rows().Select(row => string.Join('|', row.Select(Text)))];
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "∅",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => Number(value.GetDouble()),
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Text))}]",
        _ => value.GetString()!,
    };

    private static string Text(object? value) => value switch
    {
        null => "∅",
        bool truth => truth ? "true" : "false",
        string uri when uri.StartsWith("file:///", StringComparison.Ordinal) => CorpusLake.PathOf(uri),
        string text => text,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        object?[] list => $"[{string.Join(", ", list.Select(Text))}]",
        OrderedDictionary<string, object?> fields => $"[{string.Join(", ", fields.Values.Select(Text))}]",
        IConvertible number => Number(number.ToDouble(CultureInfo.InvariantCulture)),
        _ => value.ToString()!,
    };

    /// <summary>To ten digits: sums of the same numbers in another order differ behind them.</summary>
    private static string Number(double value) => value == 0 ? "0" : value.ToString("g10", CultureInfo.InvariantCulture);

    [GeneratedRegex("^-- ", RegexOptions.Multiline)]
    private static partial Regex SectionStart();
}
