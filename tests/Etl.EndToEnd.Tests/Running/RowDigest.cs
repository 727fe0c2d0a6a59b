using System.Text;

namespace Etl.EndToEnd.Tests.Running;

/// <summary>All that a lake's instances say, without the refresh that said it: equal digests mean equal rows, whatever their order, parts and columns' order.</summary>
internal static class RowDigest
{
    /// <param name="lake">The lake.</param>
    /// <param name="columns">Columns left out besides refresh_id.</param>
    public static SortedDictionary<string, string> Of(Lake lake, params string[] columns)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in lake.Modalities.SelectMany(lake.Instances))
        {
            var text = new StringBuilder();
            foreach (var (name, value) in row.Where(c => c.Key != "refresh_id" && !columns.Contains(c.Key)).OrderBy(c => c.Key, StringComparer.Ordinal))
                Append(text, name, value);
            rows.Add((string)row["source_uri"]!, text.ToString());
        }

        return rows;
    }

    /// <summary>Fails with the objects whose rows differ, and never with their values.</summary>
    public static void RequireEqual(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual)
    {
        var different = expected.Keys.Union(actual.Keys)
            .Where(uri => expected.GetValueOrDefault(uri) != actual.GetValueOrDefault(uri)).Order(StringComparer.Ordinal).ToList();
        Assert.True(different.Count == 0, $"{different.Count} of {expected.Count} rows differ:\n{string.Join('\n', different.Take(20))}");
    }

    private static string Sorted(object? item)
    {
        var text = new StringBuilder();
        Append(text, "", item);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, object? value)
    {
        // Absent is absent: another lake may not have the column at all.
        if (value is null)
            return;
        text.Append(name).Append('=');
        switch (value)
        {
            case OrderedDictionary<string, object?> fields:
                text.Append('{');
                foreach (var (field, inner) in fields.OrderBy(f => f.Key, StringComparer.Ordinal))
                    Append(text, field, inner);
                text.Append('}');
                break;
            case object?[] list:
                text.Append('[');
                // Creators stand in the order of their first appearance, which counting alone does not see inside private sequences.
                foreach (var item in name == "PrivateTags" ? list.OrderBy(Sorted, StringComparer.Ordinal) : list.AsEnumerable())
                    Append(text, "", item ?? "null");
                text.Append(']');
                break;
            default:
                text.Append(value).Append(';');
                break;
        }
    }
}
