using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>Rows by the object's path below its source, without what depends on where it is stored.</summary>
internal static class BucketRows
{
    internal static SortedDictionary<string, string> Of(Lake lake, string source)
    {
        var rows = RowDigest.Of(lake, "source_uri", "source_etag", "source_modified_at");
        return new SortedDictionary<string, string>(rows.ToDictionary(r => Path(r.Key, source), r => r.Value), StringComparer.Ordinal);
    }

    /// <summary>Objects in quarantine by their path, with the reason.</summary>
    internal static List<string> Quarantined(Lake lake, string source) =>
        [.. lake.Rows("select source_uri, reason_code from quarantine").Select(r => $"{Path((string)r[0]!, source)} {r[1]}").Order(StringComparer.Ordinal)];

    private static string Path(string uri, string source)
    {
        var path = uri.StartsWith("file://", StringComparison.Ordinal) ? Uri.UnescapeDataString(uri["file://".Length..]) : uri;
        Assert.StartsWith(source, path, StringComparison.Ordinal);
        return path[source.Length..].TrimStart('/');
    }
}
