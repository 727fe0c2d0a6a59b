namespace Etl.Worker.Sources.Buckets;

/// <summary>A bucket and what is meant of it.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Prefix">Empty, a folder with its slash, or the key of one object.</param>
public sealed record BucketAddress(string Bucket, string Prefix)
{
    internal const string Scheme = "s3://";

    /// <summary>The key as it is, but for <c>#</c>, behind which stands a member of an archive, and for the percent sign that escapes it.</summary>
    internal string UriOf(string key) =>
        $"{Scheme}{Bucket}/" + (key.AsSpan().IndexOfAny('#', '%') < 0 ? key : key.Replace("%", "%25", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal));

    /// <summary>The key behind what <see cref="UriOf"/> made of it.</summary>
    internal static string Unescape(string key) =>
        key.Replace("%23", "#", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);

    internal string Uri => UriOf(Prefix);

    internal static bool TryParse(string uri, out BucketAddress? address)
    {
        var rest = uri.StartsWith(Scheme, StringComparison.Ordinal) ? uri[Scheme.Length..] : "";
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        var isName = bucket.Length is >= 3 and <= 255 && bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':');
        address = isName ? new BucketAddress(bucket, slash < 0 ? "" : rest[(slash + 1)..]) : null;
        return isName;
    }

    /// <summary>From <c>s3://bucket</c>, <c>s3://bucket/folder/</c>, or without the last slash, when it may be a folder or an object.</summary>
    /// <exception cref="ArgumentException">It is nothing of the kind.</exception>
    public static BucketAddress Parse(string uri) =>
        TryParse(uri, out var address) ? address! : throw new ArgumentException($"'{uri}' names no bucket; s3://bucket/prefix was expected.");
}
