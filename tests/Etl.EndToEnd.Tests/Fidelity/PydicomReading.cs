using System.IO.Compression;
using System.Text.Json;
using Etl.EndToEnd.Tests.Corpus;

namespace Etl.EndToEnd.Tests.Fidelity;

/// <summary>The corpus as pydicom reads it: <c>expected.ndjson.gz</c>, in the form that <c>oracle.py</c> explains.</summary>
internal static class PydicomReading
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 4096 };

    public static IEnumerable<OracleReading> All()
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(SharedFolder.Expected), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line, Deep);
            var file = json.RootElement;
            yield return new OracleReading(
                file.GetProperty("path").GetString()!, file.GetProperty("readable").GetBoolean(), DataSet(file.GetProperty("elements")))
            {
                TransferSyntax = file.GetProperty("transfer_syntax").GetString(),
                PrivateElements = file.GetProperty("private").GetInt32(),
            };
        }
    }

    private static OracleDataSet DataSet(JsonElement json)
    {
        var elements = new OracleDataSet();
        foreach (var element in json.EnumerateObject())
            elements.Add(element.Name, Attribute(element.Value.GetProperty("vr").GetString()!, element.Value.GetProperty("value")));
        return elements;
    }

    private static OracleAttribute Attribute(string vr, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.TryGetProperty("bytes", out var bytes)
                ? new OracleAttribute(vr) { Bytes = bytes.GetInt64() }
                : new OracleAttribute(vr) { Error = value.GetProperty("error").GetString() };
        }

        if (vr == "SQ")
            return new OracleAttribute(vr) { Items = [.. value.EnumerateArray().Select(DataSet)] };
        return new OracleAttribute(vr) { Values = [.. value.EnumerateArray().Select(Text)] };
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
