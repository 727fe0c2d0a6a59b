using System.Runtime.InteropServices;
using Etl.Worker.Sources.Folders;
using Microsoft.Win32.SafeHandles;

namespace Etl.Worker.Sources;

/// <summary>
/// A file that is opened, read once or twice and closed again. On Linux the system calls are made directly: what
/// <see cref="File.OpenHandle"/> asks for besides (type, length, locks) takes longer than the header's read. The folder of the file stays
/// open for the next one, which is then found in it rather than from the root on.
/// </summary>
internal sealed class HeaderFile : IObjectReader
{
    /// <summary>
    /// Files that are opened in a folder before it is itself looked up again: one that takes another's place meanwhile, at the same path,
    /// is seen a little later, as if it had come a little later.
    /// </summary>
    private const int MostOfFolder = 256;

    private int descriptor = -1;
    private SafeFileHandle? handle;
    private int folder = -1;
    private string folderPath = "";
    private int ofFolder;

    public void Open(in ObjectInfo item) => Open(item.Key);

    /// <summary>Opens a file; one that was open is closed.</summary>
    /// <exception cref="IOException">It is gone or cannot be opened. The message has no path.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal void Open(string path)
    {
        CloseFile();
        if (!OperatingSystem.IsLinux())
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return;
        }

        var nameAt = path.LastIndexOf('/') + 1;
        descriptor = FileCalls.OpenAt(FolderOf(path, nameAt), path.AsSpan(nameAt), FileCalls.ReadOnly);
        if (descriptor < 0)
            throw Failure(Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// The object with the size and the time of the open file; where it could not be opened, with those that its path has; as it is, where
    /// nothing is there.
    /// </summary>
    internal ObjectInfo Known(in ObjectInfo item)
    {
        if (descriptor >= 0 && FileCalls.TryState(descriptor, out var state))
            return item with { Size = state.Size, ModifiedAt = state.ModifiedAt };
        var file = new FileInfo(item.Key);
        return file.Exists ? item with { Size = file.Length, ModifiedAt = file.LastWriteTimeUtc } : item;
    }

    /// <summary>Reads bytes from an offset on; 0 at the end.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public int Read(Span<byte> target, long offset)
    {
        if (handle is not null)
            return RandomAccess.Read(handle, target, offset);
        var count = FileCalls.Read(descriptor, target, offset);
        return count >= 0 ? count : throw Failure(Marshal.GetLastPInvokeError());
    }

    public void Dispose()
    {
        CloseFile();
        CloseFolder();
    }

    private int FolderOf(string path, int nameAt)
    {
        if (nameAt == 0)
            return FileCalls.CurrentFolder;
        if (folder >= 0 && ++ofFolder < MostOfFolder && path.AsSpan(0, nameAt).SequenceEqual(folderPath))
            return folder;
        CloseFolder();
        folder = FileCalls.OpenAt(FileCalls.CurrentFolder, path.AsSpan(0, nameAt), FileCalls.PathOnly);
        if (folder < 0)
            throw Failure(Marshal.GetLastPInvokeError());
        (folderPath, ofFolder) = (path[..nameAt], 0);
        return folder;
    }

    private void CloseFile()
    {
        handle?.Dispose();
        handle = null;
        if (descriptor >= 0)
            _ = FileCalls.Close(descriptor);
        descriptor = -1;
    }

    private void CloseFolder()
    {
        if (folder >= 0)
            _ = FileCalls.Close(folder);
        folder = -1;
    }

    private static Exception Failure(int error) => error switch
    {
        FileCalls.NoEntry or FileCalls.NotDirectory => new FileNotFoundException("The file is not there any more."),
        FileCalls.AccessDenied or FileCalls.NotPermitted => new UnauthorizedAccessException("The file may not be read."),
        _ => new IOException($"The file cannot be read: {Marshal.GetPInvokeErrorMessage(error)}."),
    };
}
