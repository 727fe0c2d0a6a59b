namespace Etl.Worker.Lake;

/// <summary>
/// A file that one process has for itself; the system lets go of it when the process dies. The file is never deleted: its name would then
/// guard two files.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    /// <summary>Null when another has it.</summary>
    internal static FileLock? TryTake(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException) && IsTaken(e))
        {
            return null;
        }
    }

    /// <summary>Waits until the others are done.</summary>
    internal static FileLock Take(string path, CancellationToken cancel)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            cancel.WaitHandle.WaitOne(LookAgain);
            cancel.ThrowIfCancellationRequested();
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION; a full or broken disk is not that.</summary>
    private static bool IsTaken(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) == 32 : e.HResult is 11 or 35;
}
