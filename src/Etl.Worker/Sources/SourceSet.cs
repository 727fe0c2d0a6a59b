namespace Etl.Worker.Sources;

/// <summary>The sources of a refresh, opened.</summary>
public sealed class SourceSet : IDisposable
{
    private SourceSet(IReadOnlyList<ISource> sources) => All = sources;

    public IReadOnlyList<ISource> All { get; }

    /// <summary>
    /// Opens each source. One that is given twice, or that lies within another, by its own name or behind a link, is left out: an object
    /// has one URI and counts once. Of two names for one folder the first in the order of characters stays, whichever was given first.
    /// </summary>
    /// <param name="addresses">Paths.</param>
    /// <param name="lake">A folder that is no part of any source.</param>
    /// <param name="cancel">Ends waiting for a source.</param>
    /// <exception cref="IOException">A source does not exist or cannot be reached: an error, never "everything is gone".</exception>
    public static SourceSet Open(IEnumerable<string> addresses, string lake, CancellationToken cancel) =>
        new([.. Folders(addresses, lake)]);

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

    private static IEnumerable<LocalFolder> Folders(IEnumerable<string> paths, string lake)
    {
        var folders = paths.Select(p => new LocalFolder(p, lake)).DistinctBy(f => f.Root)
            .OrderBy(f => f.Root, StringComparer.Ordinal)
            .Select(f => (Folder: f, Real: Real(f.Root)))
            .DistinctBy(f => f.Real).ToList();
        return folders.Where(f => !folders.Exists(outer => outer != f && IsWithin(f.Real, outer.Real))).Select(f => f.Folder);
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
