using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Etl.Worker.Lake.Delta;

/// <summary>One column of DuckDB's <c>RETURN_STATS</c>: its path as DuckDB quotes it, and the texts of its map.</summary>
public sealed record ColumnStatistics(string Path, string? Min, string? Max, long? NullCount, bool HasNan = false);

/// <summary>
/// The <c>stats</c> of an add action (Delta protocol, "Per-file Statistics"). Readers skip files by them and some count rows by them, so a bound
/// is exact or too wide, and left out where neither is certain.
/// </summary>
public static class PartStatistics
{
    /// <param name="rows">Rows of the part, exactly.</param>
    /// <param name="columns">What DuckDB returned for the part.</param>
    /// <param name="schema">The table's schema: it decides how a text is a value.</param>
    /// <param name="keys">The columns to write, as <c>Name</c> or <c>Struct.Name</c>; the rest would make the log grow and help nobody.</param>
    public static string ToJson(long rows, IEnumerable<ColumnStatistics> columns, DeltaStruct schema, IEnumerable<string> keys)
    {
        var byPath = new Dictionary<string, ColumnStatistics>(StringComparer.Ordinal);
        foreach (var column in columns)
            byPath[PlainPath(column.Path)] = column;
        var min = new Node();
        var max = new Node();
        var nulls = new Node();
        foreach (var key in keys)
        {
            if (!byPath.TryGetValue(key, out var column) || Leaf(schema, key) is not { } type)
                continue;
            if (column.NullCount is { } count)
                nulls.Set(key, count.ToString(CultureInfo.InvariantCulture));
            if (column.HasNan || column.NullCount == rows)
                continue;
            if (column.Min is not null && StatisticsBound.Lower(type, column.Min) is { } lower)
                min.Set(key, lower);
            if (column.Max is not null && StatisticsBound.Upper(type, column.Max) is { } upper)
                max.Set(key, upper);
        }
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, SchemaJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords"u8, rows);
            json.WritePropertyName("minValues"u8);
            min.Write(json);
            json.WritePropertyName("maxValues"u8);
            max.Write(json);
            json.WritePropertyName("nullCount"u8);
            nulls.Write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The number of rows that statistics tell; null when they do not.</summary>
    public static long? RowsOf(string? stats)
    {
        if (stats is null)
            return null;
        try
        {
            using var document = JsonDocument.Parse(stats);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("numRecords"u8, out var rows) && rows.TryGetInt64(out var count) ? count : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Statistics of another writer; readers ignore what they cannot read.
            return null;
        }
    }

    /// <summary><c>"S"."x"</c> to <c>S.x</c>. Names of the lake hold neither dots nor quotes.</summary>
    private static string PlainPath(string path) =>
        path.StartsWith('"') ? path.Trim('"').Replace("\".\"", ".", StringComparison.Ordinal) : path;

    /// <summary>The primitive type at a path of structs; null for anything else, below a list in particular.</summary>
    private static DeltaType? Leaf(DeltaStruct schema, string key)
    {
        DeltaType? type = schema;
        foreach (var name in key.Split('.'))
            type = (type as DeltaStruct)?.Find(name)?.Type;
        return type is DeltaPrimitive or DeltaDecimal ? type : null;
    }

    /// <summary>An object of the statistics: JSON values by name, structs nested.</summary>
    private sealed class Node
    {
        private readonly List<(string Name, object Value)> members = [];

        public void Set(string key, string json)
        {
            var node = this;
            var names = key.Split('.');
            foreach (var name in names[..^1])
            {
                var child = node.members.Where(member => member.Name == name).Select(member => (Node)member.Value).FirstOrDefault();
                if (child is null)
                    node.members.Add((name, child = new Node()));
                node = child;
            }
            node.members.Add((names[^1], json));
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                if (value is Node child)
                    child.Write(json);
                else
                    json.WriteRawValue((string)value);
            }
            json.WriteEndObject();
        }
    }
}
