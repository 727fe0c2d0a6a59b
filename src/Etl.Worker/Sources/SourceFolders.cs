namespace Etl.Worker.Sources;

/// <summary>The sources of a refresh.</summary>
public static class SourceFolders
{
    /// <summary>Opens each source; one that lies within another is left out, so that an object counts once.</summary>
    /// <exception cref="DirectoryNotFoundException">A source does not exist: an error, never "everything is gone".</exception>
    public static List<LocalFolder> Open(IEnumerable<string> paths, string lake)
    {
        var folders = paths.Select(p => new LocalFolder(p, lake)).DistinctBy(f => f.Root).ToList();
        return [.. folders.Where(f => !folders.Exists(outer => outer != f && outer.Uri.EndsWith('/') && f.Uri.StartsWith(outer.Uri, StringComparison.Ordinal)))];
    }
}
