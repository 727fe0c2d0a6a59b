using System.Text.Json;

namespace Etl.Worker.Sources.Manifests;

/// <summary>What an S3 Inventory's <c>manifest.json</c> says.</summary>
/// <param name="Bucket">The bucket that was listed.</param>
/// <param name="CreatedAt">When its listing began.</param>
/// <param name="IsParquet">The lists are Parquet; else gzipped CSV without a header.</param>
/// <param name="Columns">Names of the columns of CSV, in lower case.</param>
/// <param name="Files">The lists, in the bucket that the manifest itself is in.</param>
internal sealed record InventoryManifest(
    string Bucket, DateTimeOffset CreatedAt, bool IsParquet, IReadOnlyList<string> Columns, IReadOnlyList<InventoryFile> Files)
{
    /// <exception cref="InvalidDataException">It is none; the message ends a sentence that began with its name.</exception>
    internal static InventoryManifest Read(Stream json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var format = Text(root, "fileFormat");
            if (format.ToUpperInvariant() is not ("CSV" or "PARQUET"))
                throw new InvalidDataException($"has the format {(format.Length < 20 ? format : "")}; CSV or Parquet was expected.");
            var isParquet = format.Equals("parquet", StringComparison.OrdinalIgnoreCase);
            List<string> columns = isParquet ? [] : [.. Text(root, "fileSchema").Split(',').Select(c => c.Trim().ToLowerInvariant())];
            if (!isParquet && !columns.Contains("key"))
                throw new InvalidDataException("has no column Key in its fileSchema.");
            var created = root.TryGetProperty("creationTimestamp", out var at) && long.TryParse(at.ToString(), out var milliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : throw new InvalidDataException("has no creationTimestamp in milliseconds.");
            return new InventoryManifest(Text(root, "sourceBucket"), created, isParquet, columns, [.. FilesOf(root)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("is no manifest.json of an S3 Inventory.", e);
        }
    }

    private static IEnumerable<InventoryFile> FilesOf(JsonElement root)
    {
        if (!root.TryGetProperty("files", out var files))
            throw new InvalidDataException("names no files.");
        foreach (var file in files.EnumerateArray())
            yield return new InventoryFile(Text(file, "key"), file.TryGetProperty("MD5checksum", out var hash) ? hash.GetString() : null);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : throw new InvalidDataException($"has no {name}.");
}

/// <param name="Key">Of the object in the bucket of the manifest.</param>
/// <param name="Md5">Of its bytes, in hexadecimal; null where the manifest has none.</param>
internal sealed record InventoryFile(string Key, string? Md5);
