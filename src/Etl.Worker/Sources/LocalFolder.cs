using System.IO.Enumeration;

namespace Etl.Worker.Sources;

/// <summary>
/// A folder (or one file) as a source. Every regular file is listed, whatever its name. Links to files are followed; links to folders
/// too, unless they lead back into what is listed anyway. A folder below the source that cannot be listed is reported as one object with
/// its error; when that befalls the source itself, it is unreachable, which is never "everything is gone".
/// </summary>
public sealed class LocalFolder : ISource
{
    private const int ChunkSize = 64;

    /// <summary>Objects of a folder that are put in order.</summary>
    private const int MostSorted = 64 << 10;

    private readonly string[] excluded;

    /// <param name="root">An existing folder or file.</param>
    /// <param name="excluded">Folders that are no part of the source, such as the lake itself.</param>
    /// <exception cref="DirectoryNotFoundException">There is nothing at <paramref name="root"/>.</exception>
    public LocalFolder(string root, params string[] excluded)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        this.excluded = [.. excluded.Select(p => Path.TrimEndingDirectorySeparator(Path.GetFullPath(p)))];
        if (!Directory.Exists(Root) && !File.Exists(Root))
            throw new DirectoryNotFoundException($"The source {Root} does not exist or cannot be reached.");
    }

    /// <summary>Absolute path.</summary>
    public string Root { get; }

    public SourceKind Kind => SourceKind.Folder;

    public string Uri => Directory.Exists(Root) ? FileUri.FromPath(Root).TrimEnd('/') + "/" : FileUri.FromPath(Root);

    public string UriOf(string key) => FileUri.FromPath(key);

    public IObjectReader OpenReader() => new HeaderFile();

    public void Dispose()
    {
        // Nothing is held open.
    }

    public void RequireReachable(CancellationToken cancel)
    {
        if (!Directory.Exists(Root) && !File.Exists(Root))
            throw new IOException($"The source {Root} cannot be reached any more.");
    }

    /// <summary>Objects in chunks of one folder each, by name: most often the order in which they were made, and that of the slices.</summary>
    /// <exception cref="IOException">The source itself cannot be listed.</exception>
    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel)
    {
        if (File.Exists(Root))
        {
            var file = new FileInfo(Root);
            yield return [new ObjectInfo(this, Root, file.Length, file.LastWriteTimeUtc)];
            yield break;
        }

        var folders = new Stack<string>();
        folders.Push(Root);
        var found = new List<ObjectInfo>();
        while (folders.TryPop(out var folder))
        {
            var below = new List<string>();
            using var entries = Enumerate(folder, below, out var error);
            RequireRoot(folder, error);
            if (error is not null)
            {
                yield return [new ObjectInfo(this, folder, 0, default, error)];
                continue;
            }

            while (TryNext(entries, out var entry, out error))
            {
                found.Add(entry);
                if (found.Count < MostSorted)
                    continue;
                foreach (var chunk in Sorted(found))
                    yield return chunk;
            }

            RequireRoot(folder, error);
            if (error is not null)
                found.Add(new ObjectInfo(this, folder, 0, default, error));
            foreach (var chunk in Sorted(found))
                yield return chunk;
            below.Sort(StringComparer.Ordinal);
            for (var i = below.Count - 1; i >= 0; i--)
                folders.Push(below[i]);
        }
    }

    /// <summary>Empties the list.</summary>
    private static IEnumerable<ObjectInfo[]> Sorted(List<ObjectInfo> found)
    {
        found.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var from = 0; from < found.Count; from += ChunkSize)
            yield return [.. found[from..Math.Min(from + ChunkSize, found.Count)]];
        found.Clear();
    }

    private void RequireRoot(string folder, string? error)
    {
        if (error is not null && folder == Root)
            throw new IOException($"The source {Root} cannot be listed ({error}).");
    }

    private IEnumerator<ObjectInfo>? Enumerate(string folder, List<string> below, out string? error)
    {
        error = null;
        try
        {
            var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };
            var entries = new FileSystemEnumerable<ObjectInfo>(folder, Describe, options)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                {
                    if (!entry.IsDirectory)
                        return true;
                    var path = entry.ToFullPath();
                    if (IsPartOfSource(path, entry.Attributes))
                        below.Add(path);
                    return false;
                },
            };
            return entries.GetEnumerator();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = e.GetType().Name;
            return null;
        }
    }

    private static bool TryNext(IEnumerator<ObjectInfo>? entries, out ObjectInfo entry, out string? error)
    {
        error = null;
        entry = default;
        try
        {
            if (entries is null || !entries.MoveNext())
                return false;
            entry = entries.Current;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = e.GetType().Name;
            return false;
        }
    }

    private ObjectInfo Describe(ref FileSystemEntry entry)
    {
        if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
            return new ObjectInfo(this, entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime);
        var path = entry.ToFullPath();
        var target = new FileInfo(path);
        return File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo { Exists: true } file
            ? new ObjectInfo(this, path, file.Length, file.LastWriteTimeUtc)
            : new ObjectInfo(this, path, 0, target.LastWriteTimeUtc, "BrokenLink");
    }

    private bool IsPartOfSource(string path, FileAttributes attributes)
    {
        if (excluded.Contains(path, StringComparer.Ordinal))
            return false;
        if ((attributes & FileAttributes.ReparsePoint) == 0)
            return true;
        var target = Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        return target is not null && Directory.Exists(target) && !IsWithin(target, Root) && !IsWithin(Root, target);
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);
}
