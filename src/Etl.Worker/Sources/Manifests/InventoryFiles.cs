using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Sources.Manifests;

/// <summary>The files of an inventory: where they are, and that they are what the manifest says.</summary>
internal static class InventoryFiles
{
    /// <summary>The manifest, checked against the manifest.checksum beside it, if there is one.</summary>
    /// <exception cref="IOException">It is not there, or its checksum is another.</exception>
    internal static ListFile OpenManifest(SourceOptions options, Traffic traffic, CancellationToken cancel)
    {
        var address = options.InventoryAddress!;
        var manifest = ListFile.Open(address, options, traffic, cancel);
        try
        {
            if (Checksum(address, options, traffic, cancel) is { } checksum && !checksum.Equals(manifest.Md5(), StringComparison.OrdinalIgnoreCase))
                throw new IOException($"The inventory {manifest.Uri} does not have the MD5 that the manifest.checksum beside it states. Fetch it again, or the one before.");
            return manifest;
        }
        catch
        {
            manifest.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">One is not there, or its checksum is another.</exception>
    internal static List<ListFile> Open(
        InventoryManifest inventory, ListFile manifest, SourceOptions options, Traffic traffic, CancellationToken cancel)
    {
        var files = new List<ListFile>();
        try
        {
            foreach (var (i, file) in inventory.Files.Index())
            {
                files.Add(ListFile.Open(AddressOf(file.Key, manifest), options, traffic, cancel));
                if (file.Md5 is { } hash && !hash.Equals(files[^1].Md5(), StringComparison.OrdinalIgnoreCase))
                    throw new IOException($"File {i + 1} of the inventory {manifest.Uri} does not have the MD5 that the inventory states: it is damaged or another one.");
            }

            return files;
        }
        catch
        {
            files.ForEach(f => f.Dispose());
            throw;
        }
    }

    private static string? Checksum(string address, SourceOptions options, Traffic traffic, CancellationToken cancel)
    {
        var beside = (address.EndsWith(".json", StringComparison.Ordinal) ? address[..^".json".Length] : address) + ".checksum";
        try
        {
            using var file = ListFile.Open(beside, options, traffic, cancel);
            return File.ReadAllText(file.Path).Trim();
        }
        catch (Exception e) when (e is FileNotFoundException or SourceUnreachableException { InnerException: RemoteException { Failure: RemoteFailure.Gone or RemoteFailure.Denied } })
        {
            return null;
        }
    }

    /// <summary>In the manifest's bucket under the key. A copy of a bucket may begin at any folder above the manifest; or the files lie beside it.</summary>
    private static string AddressOf(string key, ListFile manifest)
    {
        if (manifest.Folder is not { } folder)
            return $"{BucketAddress.Scheme}{BucketAddress.Parse(manifest.Uri).Bucket}/{key}";
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Path.Combine(above, key) is var path && File.Exists(path))
                return path;
        }

        return Path.Combine(folder, key[(key.LastIndexOf('/') + 1)..]);
    }
}
