using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Etl.Worker.Lake.Delta;

/// <summary>
/// Brings files and directory entries to the disk. A commit names data files, so those and their directories must be there first:
/// after a power cut a log that names a missing or empty file is a broken table.
/// </summary>
public static partial class Durable
{
    /// <summary>Flushes a file that another writer (DuckDB's COPY) has closed.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    public static void FlushFile(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(handle);
            return;
        }

        // .NET's own flush says nothing when the disk answers with an error.
        Flush(path);
    }

    /// <summary>Flushes the entries of a directory: the names of files created, linked, renamed or deleted in it. Windows does that itself.</summary>
    public static void FlushDirectory(string path)
    {
        if (!OperatingSystem.IsWindows())
            Flush(path);
    }

    /// <summary>Creates a directory and every missing one above it, each on disk before it is used.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(Path.GetFullPath(path));
        if (parent is not null)
            CreateDirectory(parent);
        Directory.CreateDirectory(path);
        if (parent is not null)
            FlushDirectory(parent);
    }

    /// <summary>Writes a whole file and flushes it; the name must be new.</summary>
    internal static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0))
            file.Write(content);
        FlushFile(path);
    }

    internal static IOException Failure(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} failed on '{path}': {new Win32Exception(error).Message} ({error}).");
    }

    private static void Flush(string path)
    {
        var descriptor = Native.Open(path, Native.ReadOnly);
        if (descriptor < 0)
            throw Failure("open", path);
        try
        {
            if (Native.FSync(descriptor) != 0 && Marshal.GetLastPInvokeError() is not (Native.InvalidArgument or Native.NotSupported))
                throw Failure("fsync", path);
        }
        finally
        {
            _ = Native.Close(descriptor);
        }
    }

    internal static partial class Native
    {
        public const int ReadOnly = 0;
        public const int NotPermitted = 1;
        public const int Exists = 17;
        public const int CrossDevice = 18;
        public const int InvalidArgument = 22;
        public const int TooManyLinks = 31;
        public static readonly int NotImplemented = OperatingSystem.IsMacOS() ? 78 : 38;

        /// <summary>ENOTSUP of Linux; macOS has 45 for it, and 102 for sockets.</summary>
        public const int NotSupported = 95;
        public const int NotSupportedOnMac = 45;

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        public static partial int FSync(int descriptor);

        [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
        public static partial int Close(int descriptor);

        [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Link(string existing, string created);
    }
}
