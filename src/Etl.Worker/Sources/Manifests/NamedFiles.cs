namespace Etl.Worker.Sources.Manifests;

/// <summary>The files that a list names. What the list says of their size and state is not heeded: the file itself tells.</summary>
internal sealed class NamedFiles(INamedList list) : ISource
{
    private const int ChunkObjects = 64;

    public SourceKind Kind => SourceKind.Named;

    public string Uri => "file:///";

    public ListingExtent? Extent => list.Extent;

    public string UriOf(string key) => FileUri.FromPath(key);

    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel)
    {
        foreach (var chunk in list.Read(cancel).Where(n => n.Bucket is null).Chunk(ChunkObjects))
            yield return [.. chunk.Select(n => Look(n.Key))];
    }

    public void RequireReachable(CancellationToken cancel)
    {
        // A file that is not there is that file's own trouble.
    }

    public IObjectReader OpenReader() => new HeaderFile();

    public void Dispose()
    {
        // Nothing is held open.
    }

    private ObjectInfo Look(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target)
            file = target;
        return file.Exists ? new ObjectInfo(this, path, file.Length, file.LastWriteTimeUtc)
            : Directory.Exists(path) ? new ObjectInfo(this, path, 0, default, "A folder stands where a file was named.")
            : new ObjectInfo(this, path, ObjectInfo.UnknownSize, default);
    }
}
