using Etl.Worker.Sources.Buckets;

namespace Etl.Worker.Sources;

/// <summary>The sources of a refresh, opened.</summary>
public sealed class SourceSet : IDisposable
{
    private SourceSet(IReadOnlyList<ISource> sources, IReadOnlyList<SourceOptions> options, Traffic traffic)
    {
        All = sources;
        Traffic = traffic;
        Filters = [.. sources.Select(s => SourceFilter.Of(s, options.FirstOrDefault(o => IsOf(o, s))))];
    }

    public IReadOnlyList<ISource> All { get; }

    /// <summary>Which objects of each source are meant; null: all of them.</summary>
    public IReadOnlyList<SourceFilter?> Filters { get; }

    /// <summary>The objects of all sources that are meant, in chunks.</summary>
    /// <exception cref="IOException">A source cannot be listed.</exception>
    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel)
    {
        for (var i = 0; i < All.Count; i++)
        {
            var filter = Filters[i];
            foreach (var chunk in All[i].List(cancel))
                yield return filter is null ? chunk : Array.FindAll(chunk, item => filter.Matches(item));
        }
    }

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
        return new([.. Folders(all.Where(s => !s.IsBucket).Select(s => s.Uri), lake), .. Buckets(all.Where(s => s.IsBucket), traffic, cancel)], all, traffic);
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

    private static bool IsOf(SourceOptions options, ISource source) => source is LocalFolder folder
        ? !options.IsBucket && Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Uri)) == folder.Root
        : options.IsBucket && BucketAddress.TryParse(options.Uri, out var address) && address!.Uri == source.Uri;

    private static IEnumerable<LocalFolder> Folders(IEnumerable<string> paths, string lake)
    {
        var folders = paths.Select(p => new LocalFolder(p, lake)).DistinctBy(f => f.Root)
            .OrderBy(f => f.Root, StringComparer.Ordinal)
            .Select(f => (Folder: f, Real: Real(f.Root)))
            .DistinctBy(f => f.Real).ToList();
        return folders.Where(f => !folders.Exists(outer => outer != f && IsWithin(f.Real, outer.Real))).Select(f => f.Folder);
    }

    private static IEnumerable<Bucket> Buckets(IEnumerable<SourceOptions> sources, Traffic traffic, CancellationToken cancel)
    {
        var buckets = new List<Bucket>();
        try
        {
            foreach (var source in sources)
            {
                buckets.Add(new Bucket(source, traffic));
                buckets[^1].Open(cancel);
            }
        }
        catch
        {
            buckets.ForEach(b => b.Dispose());
            throw;
        }

        return buckets.DistinctBy(b => b.Uri).Where(b => !buckets.Exists(outer =>
            outer.Uri != b.Uri && outer.Uri.EndsWith('/') && b.Uri.StartsWith(outer.Uri, StringComparison.Ordinal)));
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
