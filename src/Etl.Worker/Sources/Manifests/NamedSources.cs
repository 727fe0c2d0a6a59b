using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Sources.Manifests;

/// <summary>What a manifest or an inventory names, as sources: one for each bucket, one for the files, and the list itself.</summary>
internal static class NamedSources
{
    /// <exception cref="IOException">The list is none, or what it names cannot be reached.</exception>
    internal static void Open(SourceOptions options, List<OpenedSource> opened, Traffic traffic, CancellationToken cancel)
    {
        var list = OpenList(options, traffic, cancel);
        opened.Add(new OpenedSource(new ListItself(list), options));
        foreach (var name in list.Buckets)
        {
            var source = new NamedObjects(list, new Bucket(options with { Uri = new BucketAddress(name, "").Uri }, traffic));
            opened.Add(new OpenedSource(source, options));
            source.RequireReachable(cancel);
        }

        if (list.HasFiles)
            opened.Add(new OpenedSource(new NamedFiles(list), options));
    }

    internal static INamedList OpenList(SourceOptions options, Traffic traffic, CancellationToken cancel) =>
        options.ManifestAddress is not null ? Manifest.Open(options, traffic, cancel) : Inventory.Open(options, traffic, cancel);
}
