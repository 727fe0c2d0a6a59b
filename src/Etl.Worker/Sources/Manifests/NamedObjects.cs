using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Sources.Manifests;

/// <summary>The objects of one bucket that a list names. Their URIs are those that a listing of the bucket gives them.</summary>
internal sealed class NamedObjects(INamedList list, Bucket bucket) : IRemoteSource
{
    private const int ChunkObjects = 256;
    private const int Probes = 16;

    /// <summary>Folders listed together.</summary>
    private const int FoldersAtOnce = 1_000;

    private List<string>? probes;

    public SourceKind Kind => SourceKind.Named;

    public string Uri => bucket.UriOf("");

    public ListingExtent? Extent => list.Extent;

    public Traffic Traffic => bucket.Traffic;

    public string UriOf(string key) => bucket.UriOf(key);

    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel)
    {
        foreach (var chunk in Named(cancel).Where(n => !n.IsFolder).Chunk(ChunkObjects))
            yield return [.. chunk.Select(n => new ObjectInfo(this, n.Key, n.Size, n.ModifiedAt) { Tag = n.Tag })];
        foreach (var folders in Named(cancel).Where(n => n.IsFolder).Select(n => n.Key).Distinct().Chunk(FoldersAtOnce))
        {
            var empty = folders.ToHashSet(StringComparer.Ordinal);
            foreach (var chunk in bucket.List(folders, cancel))
            {
                foreach (var item in chunk)
                    empty.RemoveWhere(f => item.Key.StartsWith(f, StringComparison.Ordinal));
                yield return [.. chunk.Select(o => o with { Source = this })];
            }

            if (empty.Count > 0)
                yield return [.. empty.Order(StringComparer.Ordinal).Select(f => new ObjectInfo(this, f, 0, default, "Nothing is there."))];
        }
    }

    /// <exception cref="SourceUnreachableException">The objects cannot be read.</exception>
    public void RequireReachable(CancellationToken cancel)
    {
        probes ??= [.. Named(cancel).Where(n => !n.IsFolder).Take(Probes).Select(n => n.Key)];
        if (probes.Count == 0)
            probes = [.. Named(cancel).Where(n => n.IsFolder).Take(1).SelectMany(n => bucket.FirstKeys(n.Key, Probes, cancel))];
        bucket.RequireReadable(probes, cancel);
    }

    public IObjectReader OpenReader() => new RemoteReader(this);

    public Task ReadAsync(ObjectInfo item, long offset, Memory<byte> target, CancellationToken cancel) => bucket.ReadAsync(item, offset, target, cancel);

    public Task<(ObjectInfo Now, int Count)> ReadFirstAsync(ObjectInfo item, Memory<byte> target, CancellationToken cancel) =>
        bucket.ReadFirstAsync(item, target, cancel);

    public Task<ObjectInfo?> LookAgainAsync(ObjectInfo item, CancellationToken cancel) => bucket.LookAgainAsync(item, cancel);

    public void Dispose() => bucket.Dispose();

    private IEnumerable<NamedObject> Named(CancellationToken cancel) => list.Read(cancel).Where(n => n.Bucket == bucket.Name);
}
