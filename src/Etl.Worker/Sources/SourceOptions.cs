namespace Etl.Worker.Sources;

/// <summary>
/// How one source is reached and what of it is read. What is not given is looked up where the AWS SDK and its command line look:
/// <c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_ENDPOINT_URL</c>, <c>AWS_REGION</c>, <c>AWS_PROFILE</c>, <c>AWS_ACCESS_KEY_ID</c> and its
/// companions, <c>~/.aws</c>. There is no member for a key: secrets stay where those keep them.
/// </summary>
public sealed record SourceOptions
{
    private const string ManifestScheme = "manifest:", InventoryScheme = "inventory:";

    /// <summary>
    /// A path, <c>s3://bucket/prefix</c>, or a list of objects: <c>manifest:</c> or <c>inventory:</c> before a path or <c>s3://bucket/key</c>.
    /// </summary>
    public required string Uri { get; init; }

    /// <summary>Address of a server other than AWS, such as <c>http://127.0.0.1:9000</c>.</summary>
    public string? Endpoint { get; init; }

    public string? Region { get; init; }

    /// <summary>The bucket stands in the path, not in the host name. Null: yes, whenever the endpoint is not AWS.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Requests are not signed.</summary>
    public bool Anonymous { get; init; }

    /// <summary>A profile of <c>~/.aws</c>.</summary>
    public string? Profile { get; init; }

    /// <summary>The requests are paid for by who makes them.</summary>
    public bool RequesterPays { get; init; }

    /// <summary>Globs of which an object's path below the source must fit one; none: all objects.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Globs of which it must fit none.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Objects that were modified before are no part of the source.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }

    /// <summary>Where the manifest is that the source consists of; null where it does not.</summary>
    public string? ManifestAddress => After(ManifestScheme);

    /// <summary>Where the manifest.json of the S3 Inventory is that the source consists of; null where it does not.</summary>
    public string? InventoryAddress => After(InventoryScheme);

    /// <summary>Whether the source is a list of objects.</summary>
    public bool IsList => ManifestAddress is not null || InventoryAddress is not null;

    /// <summary>Whether the source is a bucket.</summary>
    public bool IsBucket => Uri.StartsWith(Buckets.BucketAddress.Scheme, StringComparison.Ordinal);

    /// <summary>The address of a source whose path is meant from a folder, also where it is that of a list.</summary>
    internal static string WithFullPath(string address, string folder)
    {
        var scheme = new[] { ManifestScheme, InventoryScheme }.FirstOrDefault(s => address.StartsWith(s, StringComparison.Ordinal)) ?? "";
        var path = address[scheme.Length..];
        return path.Length == 0 || path.Contains("://", StringComparison.Ordinal) ? address : scheme + Path.GetFullPath(path, folder);
    }

    private string? After(string scheme) => Uri.StartsWith(scheme, StringComparison.Ordinal) ? Uri[scheme.Length..] : null;
}
