using System.IO.Enumeration;

namespace Etl.Worker.Sources.Folders;

/// <summary>What a folder holds under a name. Size and time are those of a link's target.</summary>
/// <param name="Path">The folder's path and the name.</param>
internal readonly record struct FolderEntry(string Path)
{
    /// <summary>The error of a link that leads nowhere.</summary>
    internal const string BrokenLink = "BrokenLink";

    /// <summary>A folder, or a link to one. Its size and time are not asked for.</summary>
    internal bool IsFolder { get; init; }

    internal bool IsLink { get; init; }

    /// <summary>Bytes; <see cref="ObjectInfo.UnknownSize"/> where it was not asked for, nor the time.</summary>
    internal long Size { get; init; }

    /// <summary>UTC.</summary>
    internal DateTime ModifiedAt { get; init; }

    /// <summary>Why no more is known of it; null for all but a few.</summary>
    internal string? Error { get; init; }

    /// <summary>The entries of a folder, in no order; each is asked for its state as it is reached.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="isToOpen">Files that will be opened anyway need not be asked before.</param>
    /// <exception cref="IOException">Thrown by the enumeration: the folder cannot be listed, or not to its end.</exception>
    /// <exception cref="UnauthorizedAccessException">As before: it may not be listed.</exception>
    internal static IEnumerable<FolderEntry> Of(string folder, bool isToOpen = false) =>
        FileCalls.CanList ? LinuxFolder.Entries(folder, isToOpen) : Portable(folder);

    /// <summary>The same by the means of every system.</summary>
    internal static IEnumerable<FolderEntry> Portable(string folder)
    {
        var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };
        foreach (var entry in new FileSystemEnumerable<FolderEntry>(folder, Describe, options))
            yield return entry;
    }

    private static FolderEntry Describe(ref FileSystemEntry entry)
    {
        var path = entry.ToFullPath();
        var isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
        if (entry.IsDirectory)
            return new FolderEntry(path) { IsFolder = true, IsLink = isLink };
        if (!isLink)
            return new FolderEntry(path) { Size = entry.Length, ModifiedAt = entry.LastWriteTimeUtc.UtcDateTime };
        return Target(path) is { } file
            ? new FolderEntry(path) { IsLink = true, Size = file.Length, ModifiedAt = file.LastWriteTimeUtc }
            : new FolderEntry(path) { IsLink = true, ModifiedAt = entry.LastWriteTimeUtc.UtcDateTime, Error = BrokenLink };
    }

    /// <summary>The file that a link leads to; null where there is none.</summary>
    private static FileInfo? Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: true) is FileInfo { Exists: true } file ? file : null;
        }
        catch (IOException)
        {
            // Links that lead in a circle.
            return null;
        }
    }
}
