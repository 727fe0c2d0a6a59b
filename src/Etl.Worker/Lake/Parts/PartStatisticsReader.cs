using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>Reads the one row that <c>COPY … (RETURN_STATS)</c> gives for a file.</summary>
internal static class PartStatisticsReader
{
    internal static IReadOnlyList<ColumnStatistics> Read(DuckDbResult result, out long rows, out long bytes)
    {
        var names = result.Columns.Select(c => c.Name).ToList();
        var row = result.Rows().Single();
        rows = Convert.ToInt64(row[names.IndexOf("count")]);
        bytes = Convert.ToInt64(row[names.IndexOf("file_size_bytes")]);
        var columns = new List<ColumnStatistics>();
        foreach (var (path, values) in Entries(row[names.IndexOf("column_statistics")]))
        {
            var texts = Entries(values).ToDictionary(e => (string)e.Key, e => e.Value as string);
            columns.Add(new ColumnStatistics(
                (string)path, texts.GetValueOrDefault("min"), texts.GetValueOrDefault("max"),
                texts.TryGetValue("null_count", out var nulls) && nulls is not null ? long.Parse(nulls) : null,
                texts.GetValueOrDefault("has_nan") == "true"));
        }

        return columns;
    }

    private static IEnumerable<(object Key, object? Value)> Entries(object? map) => map switch
    {
        IEnumerable<KeyValuePair<object, object?>> pairs => pairs.Select(p => (p.Key, p.Value)),
        IEnumerable<KeyValuePair<string, object?>> pairs => pairs.Select(p => ((object)p.Key, p.Value)),
        null => [],
        _ => throw new InvalidOperationException($"A map was expected in COPY's statistics; found {map.GetType().Name}."),
    };
}
