using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Etl.Worker.Sources.Folders;

/// <summary>
/// A folder of Linux that is being listed: files are asked for their state relative to the open folder, which spares the kernel the way
/// to each of them.
/// </summary>
internal sealed unsafe class LinuxFolder : IDisposable
{
    private const byte FolderType = 4, FileType = 8;

    /// <summary>Names take 255 bytes at most; what a file system gives beyond that is decoded too.</summary>
    private const int UsualName = 256;

    private readonly string prefix;
    private readonly nint stream;
    private readonly int descriptor;
    private readonly bool isToOpen;

    /// <exception cref="IOException">It cannot be listed. The message has no path.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    private LinuxFolder(string path, bool isToOpen)
    {
        this.isToOpen = isToOpen;
        prefix = path.EndsWith('/') ? path : path + '/';
        stream = FileCalls.OpenFolder(path);
        if (stream == 0)
            throw Failure(Marshal.GetLastPInvokeError());
        descriptor = FileCalls.DescriptorOf(stream);
    }

    /// <inheritdoc cref="FolderEntry.Of"/>
    internal static IEnumerable<FolderEntry> Entries(string path, bool isToOpen)
    {
        using var folder = new LinuxFolder(path, isToOpen);
        while (folder.TryNext(out var entry))
            yield return entry;
    }

    public void Dispose() => _ = FileCalls.CloseFolder(stream);

    private bool TryNext(out FolderEntry entry)
    {
        DirectoryEntry* next;
        do
            next = FileCalls.NextEntry(stream);
        while (next is not null && IsSpecial(next->Name));
        var error = next is null ? Marshal.GetLastPInvokeError() : 0;
        if (error != 0)
            throw Failure(error);
        entry = next is null ? default : Describe(next->Name, next->Type);
        return next is not null;
    }

    private FolderEntry Describe(byte* name, byte type)
    {
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        var path = PathOf(bytes);
        // Its path names no file: nobody could open it again by what the lake keeps.
        if (!Utf8.IsValid(bytes))
            return new FolderEntry(path) { Error = "NameNotUtf8" };
        if (type == FolderType)
            return new FolderEntry(path) { IsFolder = true };
        if (type == FileType && isToOpen)
            return new FolderEntry(path) { Size = ObjectInfo.UnknownSize };
        if (!FileCalls.TryState(descriptor, name, follow: false, out var state))
            return new FolderEntry(path) { Error = NameOf(Marshal.GetLastPInvokeError(), nameof(FileNotFoundException)) };
        if (!state.IsLink)
            return Of(path, state);
        return FileCalls.TryState(descriptor, name, follow: true, out var target)
            ? Of(path, target) with { IsLink = true }
            : new FolderEntry(path) { IsLink = true, ModifiedAt = state.ModifiedAt, Error = FolderEntry.BrokenLink };
    }

    private static FolderEntry Of(string path, in FileState state) => state.IsFolder
        ? new FolderEntry(path) { IsFolder = true }
        : new FolderEntry(path) { Size = state.Size, ModifiedAt = state.ModifiedAt };

    private string PathOf(ReadOnlySpan<byte> name)
    {
        Span<char> text = name.Length <= UsualName ? stackalloc char[UsualName] : new char[name.Length];
        return string.Concat(prefix, text[..Encoding.UTF8.GetChars(name, text)]);
    }

    private static bool IsSpecial(byte* name) => name[0] == '.' && (name[1] == 0 || name[1] == '.' && name[2] == 0);

    private static Exception Failure(int error) => error switch
    {
        FileCalls.NoEntry or FileCalls.NotDirectory => new DirectoryNotFoundException("The folder is not there any more."),
        FileCalls.AccessDenied or FileCalls.NotPermitted => new UnauthorizedAccessException("The folder may not be listed."),
        FileCalls.NameTooLong => new PathTooLongException("The folder's path is too long."),
        _ => new IOException($"The folder cannot be listed: {Marshal.GetPInvokeErrorMessage(error)}."),
    };

    private static string NameOf(int error, string ofNoEntry) =>
        error == FileCalls.NoEntry ? ofNoEntry : Failure(error).GetType().Name;
}
