using System.Globalization;
using System.Net;

namespace Etl.Worker.Sources.Manifests;

/// <summary>Rows of an inventory in CSV: gzipped, without a header, keys encoded as in forms of web pages.</summary>
internal static class InventoryCsv
{
    internal static IEnumerable<InventoryRow> Rows(InventoryManifest about, IReadOnlyList<ListFile> files, CancellationToken cancel)
    {
        foreach (var (i, file) in files.Index())
        {
            using var lines = new ListLines(file.Read());
            while (Next(lines, i + 1) is { } line)
            {
                if (lines.Number % 4096 == 0)
                    cancel.ThrowIfCancellationRequested();
                if (line.Length > 0)
                    yield return Row(about, line, lines.IsCut, $"file {i + 1}, line {lines.Number}");
            }
        }
    }

    private static string? Next(ListLines lines, int file)
    {
        try
        {
            return lines.Read();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"has a file, number {file}, that cannot be decompressed: it is damaged.", e);
        }
    }

    private static InventoryRow Row(InventoryManifest about, string line, bool isCut, string place)
    {
        if (isCut || CsvLine.Split(line) is not { } fields)
            return new InventoryRow(default, true, isCut ? "it is too long" : "a quote is not closed", place);
        if (fields.Count != about.Columns.Count)
            return new InventoryRow(default, true, $"it has {fields.Count} fields where the schema has {about.Columns.Count}", place);
        string? Field(string name)
        {
            for (var i = 0; i < fields.Count; i++)
            {
                if (about.Columns[i] == name)
                    return fields[i].Length > 0 ? fields[i] : null;
            }

            return null;
        }

        if (Field("bucket") is { } bucket && bucket != about.Bucket)
            return new InventoryRow(default, true, "its bucket is not the inventory's", place);
        if (WebUtility.UrlDecode(Field("key")) is not { Length: > 0 } key)
            return new InventoryRow(default, true, "it has no key", place);
        if (IsFalse(Field("islatest")) || IsTrue(Field("isdeletemarker")))
            return new InventoryRow(default, false);
        var size = ObjectInfo.UnknownSize;
        if (Field("size") is { } text && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size))
            return new InventoryRow(default, true, "its size is no number", place);
        DateTimeOffset time = default;
        if (Field("lastmodifieddate") is { } instant && !DateTimeOffset.TryParse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
            return new InventoryRow(default, true, "its time is no time", place);
        return Of(about.Bucket, key, size, time.UtcDateTime, Field("etag"));
    }

    /// <summary>An object, without what is not certain without an etag; no object where it is a folder's mark.</summary>
    internal static InventoryRow Of(string bucket, string key, long size, DateTime modifiedAt, string? etag)
    {
        if (key.EndsWith('/') && size <= 0)
            return new InventoryRow(default, false);
        var named = new NamedObject(bucket, key);
        return new InventoryRow(etag?.Trim('"') is { Length: > 0 } tag ? named with { Size = size, ModifiedAt = modifiedAt, Tag = tag } : named, true);
    }

    private static bool IsTrue(string? text) => "true".Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsFalse(string? text) => "false".Equals(text, StringComparison.OrdinalIgnoreCase);
}
