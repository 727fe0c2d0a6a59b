using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Etl.Worker.Sources;

/// <summary>
/// A file that is opened, read once or twice and closed again. On Linux the three system calls are made directly: what
/// <see cref="File.OpenHandle"/> asks for besides (type, length, locks) takes longer than the header's read.
/// </summary>
internal sealed partial class HeaderFile : IObjectReader
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int NoEntry = 2, Interrupted = 4, AccessDenied = 13, NotPermitted = 1, NotDirectory = 20;
    private int descriptor = -1;
    private SafeFileHandle? handle;

    public void Open(in ObjectInfo item) => Open(item.Key);

    /// <summary>Opens a file; one that was open is closed.</summary>
    /// <exception cref="IOException">It is gone or cannot be opened. The message has no path.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal void Open(string path)
    {
        Dispose();
        if (!OperatingSystem.IsLinux())
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return;
        }

        var name = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(path.Length) + 1);
        var end = Encoding.UTF8.GetBytes(path, name);
        name[end] = 0;
        do
            descriptor = open(name, ReadOnlyCloseOnExec);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        ArrayPool<byte>.Shared.Return(name);
        if (descriptor < 0)
            throw Failure(Marshal.GetLastPInvokeError());
    }

    /// <summary>Reads bytes from an offset on; 0 at the end.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public unsafe int Read(Span<byte> target, long offset)
    {
        if (handle is not null)
            return RandomAccess.Read(handle, target, offset);
        fixed (byte* start = target)
        {
            while (true)
            {
                var count = pread(descriptor, start, target.Length, offset);
                if (count >= 0)
                    return (int)count;
                if (Marshal.GetLastPInvokeError() != Interrupted)
                    throw Failure(Marshal.GetLastPInvokeError());
            }
        }
    }

    public void Dispose()
    {
        handle?.Dispose();
        handle = null;
        if (descriptor >= 0)
            _ = close(descriptor);
        descriptor = -1;
    }

    private static Exception Failure(int error) => error switch
    {
        NoEntry or NotDirectory => new FileNotFoundException("The file is not there any more."),
        AccessDenied or NotPermitted => new UnauthorizedAccessException("The file may not be read."),
        _ => new IOException($"The file cannot be read: {Marshal.GetPInvokeErrorMessage(error)}."),
    };

#pragma warning disable SYSLIB1054, CA5392, IDE1006 // Names and plain signatures of the C library.
    [DllImport("libc", SetLastError = true)]
    private static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern unsafe nint pread(int descriptor, byte* target, nint count, long offset);

    [DllImport("libc")]
    private static extern int close(int descriptor);
#pragma warning restore SYSLIB1054, CA5392, IDE1006
}
