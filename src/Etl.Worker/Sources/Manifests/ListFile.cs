using System.Security.Cryptography;
using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Sources.Manifests;

/// <summary>A file that a list consists of: one of this machine, or a copy of an object, which goes when it is no longer needed.</summary>
internal sealed class ListFile : IDisposable
{
    private readonly bool isCopy;

    private ListFile(string uri, string path, bool isCopy)
    {
        Uri = uri;
        Path = path;
        this.isCopy = isCopy;
    }

    internal string Uri { get; }

    internal string Path { get; }

    /// <summary>The folder that relative paths are from; null where the list is an object.</summary>
    internal string? Folder => isCopy ? null : System.IO.Path.GetDirectoryName(Path);

    /// <param name="address">A path, or <c>s3://bucket/key</c>.</param>
    /// <param name="options">How buckets are reached.</param>
    /// <param name="traffic">Told of requests.</param>
    /// <param name="cancel">Ends the copying.</param>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    internal static ListFile Open(string address, SourceOptions options, Traffic traffic, CancellationToken cancel)
    {
        if (!address.StartsWith(BucketAddress.Scheme, StringComparison.Ordinal))
        {
            var path = System.IO.Path.GetFullPath(address.StartsWith("file:///", StringComparison.Ordinal) ? FileUri.ToPath(address) : address);
            return File.Exists(path) ? new ListFile(FileUri.FromPath(path), path, isCopy: false)
                : throw new FileNotFoundException($"The list {address} does not exist.");
        }

        using var bucket = new Bucket(options with { Uri = address }, traffic);
        var copy = new ListFile(bucket.Uri, System.IO.Path.Combine(Directory.CreateTempSubdirectory("etl-list-").FullName, "copy"), isCopy: true);
        try
        {
            bucket.Copy(BucketAddress.Parse(address).Prefix, copy.Path, cancel);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    internal FileStream Read() => new(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10);

#pragma warning disable CA5351 // MD5 is what inventories state; it tells copies that were cut short, not forgeries.
    /// <summary>MD5 of the bytes, in lower-case hexadecimal.</summary>
    internal string Md5()
    {
        using var file = Read();
        return Convert.ToHexStringLower(MD5.HashData(file));
    }
#pragma warning restore CA5351

    public void Dispose()
    {
        if (isCopy && System.IO.Path.GetDirectoryName(Path) is { } folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
