namespace Etl.Worker.Sources.Manifests;

/// <summary>A list as an object of its own: one with an error where lines of it name nothing, so that it stands in quarantine and nothing is dropped unseen.</summary>
internal sealed class ListItself(INamedList list) : ISource
{
    public SourceKind Kind => SourceKind.List;

    internal INamedList Content => list;

    public string Uri => list.Uri;

    public string UriOf(string key) => list.Uri;

    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel)
    {
        if (list.Problem is { } problem)
            yield return [new ObjectInfo(this, "", 0, default, problem)];
    }

    public void RequireReachable(CancellationToken cancel)
    {
        // It has been read.
    }

    public IObjectReader OpenReader() => throw new NotSupportedException("A list is no object to be read.");

    public void Dispose() => list.Dispose();
}
