using System.Globalization;
using System.Text.Json;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>A file as DCMTK reads it: <c>dcm2json</c>, file meta information included, text converted to UTF-8.</summary>
internal static class DcmtkReading
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096, AllowTrailingCommas = true };

    /// <summary>Null where dcm2json fails before the pixel data.</summary>
    public static DcmtkFile? Read(string path)
    {
        var finished = Finished.Run("dcm2json", ["-q", "-fc", "+m", Path.Combine(SharedFolder.Files, path)]);
        if (!IsReading(finished))
            return null;
        try
        {
            using var json = JsonDocument.Parse(finished.Output, Deep);
            var creators = new Dictionary<string, long>();
            var elements = DataSet(json.RootElement, creators);
            return new DcmtkFile(elements, creators) { PrivateValues = PrivateValues(json.RootElement) };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>dcm2json stops at compressed pixel data, as it cannot write it; everything before stands, with a comma too many.</summary>
    private static bool IsReading(Finished finished) =>
        finished.ExitCode == 0 || finished.Errors.Contains("not supported for compressed pixel data", StringComparison.Ordinal);

    private static OracleDataSet DataSet(JsonElement json, Dictionary<string, long>? creators)
    {
        var elements = new OracleDataSet();
        foreach (var element in json.EnumerateObject())
        {
            var tag = new Tag(uint.Parse(element.Name, NumberStyles.HexNumber));
            if (tag.Group >= 0x7FE0 || tag.Element == 0)
                continue;
            if (tag.IsPrivate)
            {
                if (creators is not null && !tag.IsPrivateCreator)
                    Count(json, tag, creators);
                continue;
            }

            elements[DataDictionary.ColumnName(tag) ?? element.Name] = Attribute(element.Value, creators);
        }

        return elements;
    }

    private static Dictionary<string, IReadOnlyList<string?>> PrivateValues(JsonElement json) => json.EnumerateObject()
        .Where(e => new Tag(uint.Parse(e.Name, NumberStyles.HexNumber)).IsPrivate)
        .Select(e => (e.Name, Attribute(e.Value, null).Values))
        .Where(e => e.Values.Count > 0).ToDictionary(e => e.Name, e => e.Values);

    private static void Count(JsonElement dataSet, Tag tag, Dictionary<string, long> creators)
    {
        var block = $"{tag.Group:X4}{tag.Element >> 8:X4}";
        var creator = dataSet.TryGetProperty(block, out var element) && element.TryGetProperty("Value", out var value) ? Text(value[0]) : "";
        creators[creator] = creators.GetValueOrDefault(creator) + 1;
    }

    private static OracleAttribute Attribute(JsonElement json, Dictionary<string, long>? creators)
    {
        var vr = json.GetProperty("vr").GetString()!;
        if (json.TryGetProperty("InlineBinary", out var binary))
            return new OracleAttribute(vr) { Bytes = binary.ValueKind == JsonValueKind.String ? binary.GetBytesFromBase64().Length : 0 };
        var values = json.TryGetProperty("Value", out var list) ? list.EnumerateArray().ToArray() : [];
        return vr == "SQ"
            ? new OracleAttribute(vr) { Items = [.. values.Select(item => DataSet(item, creators))] }
            : new OracleAttribute(vr) { Values = [.. values.Select(Text)] };
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        // An empty one of several values, or one of nothing but padding.
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Object => Name(value),
        _ => value.GetRawText(),
    };

    /// <summary>A person's name: up to three groups, joined as the file has them.</summary>
    private static string Name(JsonElement value)
    {
        var groups = new[] { "Alphabetic", "Ideographic", "Phonetic" }
            .Select(group => value.TryGetProperty(group, out var text) ? text.GetString() : "");
        return string.Join('=', groups).TrimEnd('=');
    }
}

/// <param name="Elements">Public attributes.</param>
/// <param name="PrivateCounts">Private elements outside private sequences by their creator, without the creators themselves.</param>
internal sealed record DcmtkFile(OracleDataSet Elements, IReadOnlyDictionary<string, long> PrivateCounts)
{
    /// <summary>Values of the data set's own private elements, by GGGGEEEE.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string?>> PrivateValues { get; init; } = new Dictionary<string, IReadOnlyList<string?>>();
}
