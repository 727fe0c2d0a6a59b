using Etl.Worker.Sources.Buckets;
using Etl.Worker.Sources.Manifests;

namespace Etl.Worker.Sources;

/// <summary>The sources of a refresh, opened.</summary>
public sealed class SourceSet : IDisposable
{
    private SourceSet(IReadOnlyList<OpenedSource> sources, Traffic traffic)
    {
        All = [.. sources.Select(s => s.Source)];
        Traffic = traffic;
        Filters = [.. sources.Select(s => s.Source.Kind == SourceKind.List ? null : SourceFilter.Of(s.Source, s.Options))];
    }

    public IReadOnlyList<ISource> All { get; }

    /// <summary>Which objects of each source are meant; null: all of them.</summary>
    public IReadOnlyList<SourceFilter?> Filters { get; }

    /// <summary>The objects of all sources that are meant, in chunks.</summary>
    /// <exception cref="IOException">A source cannot be listed.</exception>
    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel) => List(isToOpen: false, cancel);

    /// <summary>The same where all of them will be opened, see <see cref="ISource.ListToOpen"/>.</summary>
    /// <exception cref="IOException">A source cannot be listed.</exception>
    public IEnumerable<ObjectInfo[]> ListToOpen(CancellationToken cancel) => List(isToOpen: true, cancel);

    private IEnumerable<ObjectInfo[]> List(bool isToOpen, CancellationToken cancel)
    {
        for (var i = 0; i < All.Count; i++)
        {
            var filter = Filters[i];
            // What was modified when decides whether it is opened.
            foreach (var chunk in isToOpen && filter?.ModifiedSince is null ? All[i].ListToOpen(cancel) : All[i].List(cancel))
                yield return filter is null ? chunk : Array.FindAll(chunk, item => filter.Matches(item));
        }
    }

    /// <summary>All objects are read over a network.</summary>
    public bool IsRemote => All.All(s => s is IRemoteSource || s.Kind == SourceKind.List);

    /// <summary>What the remote ones among them were asked for.</summary>
    public Traffic Traffic { get; }

    /// <summary>
    /// Opens each source. One that is given twice, or that lies within another, by its own name or behind a link, is left out: an object
    /// has one URI and counts once. Of two names for one folder the first in the order of characters stays, whichever was given first.
    /// </summary>
    /// <param name="addresses">Paths and addresses of buckets.</param>
    /// <param name="options">How those are reached that need to be told; of the others the defaults hold.</param>
    /// <param name="lake">A folder that is no part of any source.</param>
    /// <param name="cancel">Ends waiting for a source.</param>
    /// <exception cref="IOException">A source does not exist or cannot be reached: an error, never "everything is gone".</exception>
    public static SourceSet Open(IEnumerable<string> addresses, IReadOnlyList<SourceOptions> options, string lake, CancellationToken cancel)
    {
        var all = addresses.Distinct().Select(a => options.FirstOrDefault(o => o.Uri == a) ?? new SourceOptions { Uri = a }).ToList();
        var traffic = new Traffic();
        var opened = new List<OpenedSource>();
        try
        {
            opened.AddRange(Folders(all.Where(s => s is { IsBucket: false, IsList: false }), lake));
            OpenBuckets(all.Where(s => s.IsBucket), opened, traffic, cancel);
            foreach (var list in all.Where(s => s.IsList))
                NamedSources.Open(list, opened, traffic, cancel);
            return new(opened, traffic);
        }
        catch
        {
            opened.ForEach(o => o.Source.Dispose());
            throw;
        }
    }

    /// <exception cref="IOException">One of them cannot be reached any more.</exception>
    public void RequireReachable(CancellationToken cancel)
    {
        foreach (var source in All)
            source.RequireReachable(cancel);
    }

    public void Dispose()
    {
        foreach (var source in All)
            source.Dispose();
    }

    private static IEnumerable<OpenedSource> Folders(IEnumerable<SourceOptions> sources, string lake)
    {
        var folders = sources.Select(s => (Folder: new LocalFolder(s.Uri, lake), Options: s)).DistinctBy(f => f.Folder.Root)
            .OrderBy(f => f.Folder.Root, StringComparer.Ordinal)
            .Select(f => (f.Folder, f.Options, Real: Real(f.Folder.Root)))
            .DistinctBy(f => f.Real).ToList();
        return folders.Where(f => !folders.Exists(outer => outer != f && IsWithin(f.Real, outer.Real)))
            .Select(f => new OpenedSource(f.Folder, f.Options));
    }

    private static void OpenBuckets(IEnumerable<SourceOptions> sources, List<OpenedSource> opened, Traffic traffic, CancellationToken cancel)
    {
        var from = opened.Count;
        foreach (var source in sources)
        {
            var bucket = new Bucket(source, traffic);
            opened.Add(new OpenedSource(bucket, source));
            bucket.Open(cancel);
        }

        var buckets = opened[from..];
        opened.RemoveRange(from, buckets.Count);
        var kept = buckets.DistinctBy(b => b.Source.Uri).Where(b => !buckets.Exists(outer => outer.Source.Uri != b.Source.Uri
            && outer.Source.Uri.EndsWith('/') && b.Source.Uri.StartsWith(outer.Source.Uri, StringComparison.Ordinal))).ToList();
        opened.AddRange(kept);
        foreach (var left in buckets.Except(kept))
            left.Source.Dispose();
    }

    /// <summary>The path without links, in whichever of its folders they are.</summary>
    private static string Real(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var here = Path.Combine(Real(parent), Path.GetFileName(path));
        FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        return entry.LinkTarget is null ? here : Path.TrimEndingDirectorySeparator(entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here);
    }

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <param name="Source">Opened.</param>
/// <param name="Options">As it was asked for.</param>
internal sealed record OpenedSource(ISource Source, SourceOptions Options);
