namespace Etl.Worker.Sources;

/// <summary>The sources of a refresh.</summary>
public static class SourceFolders
{
    /// <summary>
    /// Opens each source. One that is given twice, or that lies within another, by its own name or behind a link, is left out: an object
    /// has one URI and counts once. Of two names for one folder the first in the order of characters stays, whichever was given first.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">A source does not exist: an error, never "everything is gone".</exception>
    public static List<LocalFolder> Open(IEnumerable<string> paths, string lake)
    {
        var folders = paths.Select(p => new LocalFolder(p, lake)).DistinctBy(f => f.Root)
            .OrderBy(f => f.Root, StringComparer.Ordinal)
            .Select(f => (Folder: f, Real: Real(f.Root)))
            .DistinctBy(f => f.Real).ToList();
        return [.. folders.Where(f => !folders.Exists(outer => outer != f && IsWithin(f.Real, outer.Real))).Select(f => f.Folder)];
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
