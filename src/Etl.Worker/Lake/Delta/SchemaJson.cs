using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Etl.Worker.Lake.Delta;

/// <summary>schemaString of a metaData action: to JSON and back (Delta protocol, "Schema Serialization Format").</summary>
internal static class SchemaJson
{
    /// <summary>Comments may hold any letter; readers take UTF-8, so only what JSON demands is escaped.</summary>
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A nested sequence costs four levels of JSON; the default depth of 64 would end at fifteen of them.</summary>
    private static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = 512 };

    public static string Write(DeltaStruct schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
            WriteType(json, schema);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteType(Utf8JsonWriter json, DeltaType type)
    {
        switch (type)
        {
            case DeltaPrimitive primitive:
                json.WriteStringValue(primitive.Name);
                return;
            case DeltaDecimal number:
                json.WriteStringValue($"decimal({number.Precision},{number.Scale})");
                return;
        }
        json.WriteStartObject();
        switch (type)
        {
            case DeltaArray array:
                json.WriteString("type"u8, "array"u8);
                json.WritePropertyName("elementType"u8);
                WriteType(json, array.Element);
                json.WriteBoolean("containsNull"u8, array.ContainsNull);
                break;
            case DeltaMap map:
                json.WriteString("type"u8, "map"u8);
                json.WritePropertyName("keyType"u8);
                WriteType(json, map.Key);
                json.WritePropertyName("valueType"u8);
                WriteType(json, map.Value);
                json.WriteBoolean("valueContainsNull"u8, map.ValueContainsNull);
                break;
            case DeltaStruct nested:
                json.WriteString("type"u8, "struct"u8);
                json.WriteStartArray("fields"u8);
                foreach (var field in nested.Fields)
                    WriteField(json, field);
                json.WriteEndArray();
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, DeltaField field)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, field.Name);
        json.WritePropertyName("type"u8);
        WriteType(json, field.Type);
        json.WriteBoolean("nullable"u8, field.Nullable);
        json.WriteStartObject("metadata"u8);
        if (field.Comment is not null)
            json.WriteString("comment"u8, field.Comment);
        if (field.OtherMetadata is not null)
        {
            using var other = JsonDocument.Parse(field.OtherMetadata);
            foreach (var member in other.RootElement.EnumerateObject())
                member.WriteTo(json);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static DeltaStruct Parse(string schemaString)
    {
        try
        {
            using var document = JsonDocument.Parse(schemaString, ParseOptions);
            return ParseType(document.RootElement, "(root)") as DeltaStruct
                ?? throw new DeltaException("schemaString is not a struct.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DeltaException("schemaString is not a schema: a member is missing or of the wrong kind.", e);
        }
    }

    private static DeltaType ParseType(JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.String)
            return ParsePrimitive(element.GetString()!, path);
        return element.GetProperty("type"u8).GetString() switch
        {
            "struct" => new DeltaStruct([.. element.GetProperty("fields"u8).EnumerateArray().Select(field => ParseField(field, path))]),
            "array" => new DeltaArray(
                ParseType(element.GetProperty("elementType"u8), path + ".element"),
                Flag(element, "containsNull"u8)),
            "map" => new DeltaMap(
                ParseType(element.GetProperty("keyType"u8), path + ".key"),
                ParseType(element.GetProperty("valueType"u8), path + ".value"),
                Flag(element, "valueContainsNull"u8)),
            var other => throw new DeltaException($"Type '{other}' of field {path} is not supported."),
        };
    }

    private static DeltaField ParseField(JsonElement element, string parent)
    {
        var name = element.GetProperty("name"u8).GetString()!;
        var field = new DeltaField(name, ParseType(element.GetProperty("type"u8), $"{parent}.{name}"), Flag(element, "nullable"u8));
        if (!element.TryGetProperty("metadata"u8, out var metadata) || metadata.ValueKind != JsonValueKind.Object)
            return field;
        string? comment = null;
        var other = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(other, WriterOptions);
        json.WriteStartObject();
        var empty = true;
        foreach (var member in metadata.EnumerateObject())
        {
            if (member.NameEquals("comment"u8) && member.Value.ValueKind == JsonValueKind.String)
            {
                comment = member.Value.GetString();
                continue;
            }
            member.WriteTo(json);
            empty = false;
        }
        json.WriteEndObject();
        json.Flush();
        return field with { Comment = comment, OtherMetadata = empty ? null : Encoding.UTF8.GetString(other.WrittenSpan) };
    }

    private static DeltaType ParsePrimitive(string name, string path)
    {
        foreach (var primitive in DeltaType.Primitives)
        {
            if (primitive.Name == name)
                return primitive;
        }
        if (name.StartsWith("decimal(", StringComparison.Ordinal) && name.EndsWith(')'))
        {
            var parts = name["decimal(".Length..^1].Split(',', StringSplitOptions.TrimEntries);
            if (parts.Length == 2
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var precision)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var scale))
                return new DeltaDecimal(precision, scale);
        }
        throw new DeltaException($"Type '{name}' of field {path} is not supported.");
    }

    private static bool Flag(JsonElement element, ReadOnlySpan<byte> name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.False;
}
