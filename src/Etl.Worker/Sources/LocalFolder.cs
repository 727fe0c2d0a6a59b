using System.Runtime.InteropServices;
using Etl.Worker.Sources.Folders;

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
    public IEnumerable<ObjectInfo[]> List(CancellationToken cancel) => List(isToOpen: false);

    public IEnumerable<ObjectInfo[]> ListToOpen(CancellationToken cancel) => List(isToOpen: true);

    private IEnumerable<ObjectInfo[]> List(bool isToOpen)
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
        var below = new List<string>();
        while (folders.TryPop(out var folder))
        {
            using var entries = FolderEntry.Of(folder, isToOpen).GetEnumerator();
            string? error;
            while (TryNext(entries, below, out var file, out error))
            {
                found.Add(file);
                if (found.Count < MostSorted)
                    continue;
                foreach (var chunk in Sorted(found))
                    yield return chunk;
            }

            if (error is not null && folder == Root)
                throw new IOException($"The source {Root} cannot be listed ({error}).");
            if (error is not null)
                found.Add(new ObjectInfo(this, folder, 0, default, error));
            foreach (var chunk in Sorted(found))
                yield return chunk;
            below.Sort(StringComparer.Ordinal);
            for (var i = below.Count - 1; i >= 0; i--)
                folders.Push(below[i]);
            below.Clear();
        }
    }

    /// <summary>Empties the list.</summary>
    private static IEnumerable<ObjectInfo[]> Sorted(List<ObjectInfo> found)
    {
        found.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (var from = 0; from < found.Count; from += ChunkSize)
            yield return CollectionsMarshal.AsSpan(found).Slice(from, Math.Min(ChunkSize, found.Count - from)).ToArray();
        found.Clear();
    }

    /// <summary>The next file; folders on the way to it are noted.</summary>
    private bool TryNext(IEnumerator<FolderEntry> entries, List<string> below, out ObjectInfo file, out string? error)
    {
        (file, error) = (default, null);
        try
        {
            while (entries.MoveNext())
            {
                var entry = entries.Current;
                if (!entry.IsFolder)
                {
                    file = new ObjectInfo(this, entry.Path, entry.Size, entry.ModifiedAt, entry.Error);
                    return true;
                }

                if (IsPartOfSource(entry))
                    below.Add(entry.Path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = e.GetType().Name;
        }

        return false;
    }

    private bool IsPartOfSource(in FolderEntry entry)
    {
        if (excluded.Contains(entry.Path, StringComparer.Ordinal))
            return false;
        if (!entry.IsLink)
            return true;
        var target = Directory.ResolveLinkTarget(entry.Path, returnFinalTarget: true)?.FullName;
        return target is not null && Directory.Exists(target) && !IsWithin(target, Root) && !IsWithin(Root, target);
    }

    private static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);
}
