using System.Globalization;
using System.Text.Json;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.ClickHouse;

/// <summary>Rows of the ClickHouse engine beside those of DuckDB. In a statement for the engine, <c>from lake</c> is the table of instances.</summary>
internal static class EngineComparison
{
    private static readonly DateOnly FirstDay = new(1900, 1, 1);

    public static void RequireSame(Lake lake, string folder, string theirs, string ours)
    {
        var expected = lake.Rows(ours).Select(r => string.Join(" | ", r.Select(Plain))).ToList();
        var found = Rows(folder, theirs).Select(r => string.Join(" | ", JsonDocument.Parse(r).RootElement.EnumerateArray().Select(Plain))).ToList();
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], found[i]);
    }

    /// <param name="folder">The lake.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="settings">More of the engine's settings.</param>
    public static List<string> Rows(string folder, string sql, string settings = "") => Engine.Rows(
        folder,
        sql.Replace("from lake", $"from deltaLakeLocal('{folder}/instances')", StringComparison.Ordinal)
        + $" settings date_time_overflow_behavior = 'saturate', output_format_json_quote_64bit_integers = 0{settings}");

    /// <summary>ClickHouse's arrays are never null, and its days begin in 1900.</summary>
    private static string Plain(object? value) => value switch
    {
        null or object?[] { Length: 0 } => "∅",
        object?[] list => $"[{string.Join(", ", list.Select(Plain))}]",
        DateOnly date => (date < FirstDay ? FirstDay : date).ToString("yyyy-MM-dd"),
        float or double or int or long => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R"),
        _ => value.ToString()!,
    };

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "∅",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "∅" : $"[{string.Join(", ", value.EnumerateArray().Select(Plain))}]",
        JsonValueKind.Number => value.GetDouble().ToString("R"),
        _ => value.GetString()!,
    };
}
