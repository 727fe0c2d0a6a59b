using System.Runtime.InteropServices;
using System.Text;

namespace Etl.Worker.Sources.Folders;

/// <summary>
/// System calls of Linux for files and folders. What they say by -1 or null, <see cref="Marshal.GetLastPInvokeError"/> explains.
/// </summary>
internal static unsafe partial class FileCalls
{
    internal const int NotPermitted = 1, NoEntry = 2, AccessDenied = 13, NotDirectory = 20, NameTooLong = 36;

    /// <summary>Instead of a folder's descriptor: paths are absolute, or begin at the current folder.</summary>
    internal const int CurrentFolder = -100;

    /// <summary>Flags of opening: for reading; only to find other files by.</summary>
    internal const int ReadOnly = 0x80000, PathOnly = 0x280000;

    private const int Interrupted = 4;
    private const int NoFollow = 0x100, NoAutomount = 0x800, Itself = 0x1000;
    private const uint TypeSizeAndModified = 0x1 | 0x200 | 0x40;

    /// <summary>Folders can be read by these calls: their structures are those of 64 bits, and a C library or a container may lack statx.</summary>
    internal static bool CanList { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess && HasState();

    /// <summary>Opens a file, relative to a folder.</summary>
    /// <returns>Its descriptor, or -1.</returns>
    internal static int OpenAt(int folder, ReadOnlySpan<char> path, int flags)
    {
        Span<byte> name = path.Length <= 170 ? stackalloc byte[512] : new byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        name[Encoding.UTF8.GetBytes(path, name)] = 0;
        fixed (byte* start = name)
        {
            while (true)
            {
                var descriptor = OpenAt(folder, start, flags);
                if (descriptor >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
                    return descriptor;
            }
        }
    }

    /// <summary>Reads bytes from an offset on.</summary>
    /// <returns>How many, 0 at the end, or -1.</returns>
    internal static int Read(int descriptor, Span<byte> target, long offset)
    {
        fixed (byte* start = target)
        {
            while (true)
            {
                var count = PRead(descriptor, start, target.Length, offset);
                if (count >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
                    return (int)count;
            }
        }
    }

    /// <summary>What is known of a file, relative to a folder.</summary>
    /// <param name="folder">Its descriptor.</param>
    /// <param name="name">Ended by a zero.</param>
    /// <param name="follow">Of a link: of what it leads to.</param>
    /// <param name="state">Type, size and time of modification.</param>
    internal static bool TryState(int folder, byte* name, bool follow, out FileState state) =>
        StateAt(folder, name, NoAutomount | (follow ? 0 : NoFollow), TypeSizeAndModified, out state) == 0;

    /// <summary>What is known of an open file.</summary>
    internal static bool TryState(int descriptor, out FileState state)
    {
        fixed (byte* nothing = "\0"u8)
            return StateAt(descriptor, nothing, Itself, TypeSizeAndModified, out state) == 0;
    }

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    /// <summary>Opens a folder to list it.</summary>
    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OpenFolder(string path);

    [LibraryImport("libc", EntryPoint = "dirfd")]
    internal static partial int DescriptorOf(nint folder);

    /// <summary>The next entry; null at the end, with 0 as the last error, and where the folder cannot be read on.</summary>
    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    internal static partial DirectoryEntry* NextEntry(nint folder);

    [LibraryImport("libc", EntryPoint = "closedir")]
    internal static partial int CloseFolder(nint folder);

    private static bool HasState()
    {
        try
        {
            fixed (byte* root = "/\0"u8)
                return TryState(CurrentFolder, root, follow: false, out _);
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint PRead(int descriptor, byte* target, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StateAt(int folder, byte* name, int flags, uint mask, out FileState state);
}

/// <summary><c>struct dirent</c> of 64 bits, up to the name, which a zero ends.</summary>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct DirectoryEntry
{
    [FieldOffset(18)]
    internal byte Type;

    [FieldOffset(19)]
    internal fixed byte Name[1];
}

/// <summary><c>struct statx</c>, as far as it is asked for. It is the same for all processors.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileState
{
    private const int TypeMask = 0xF000, Folder = 0x4000, Link = 0xA000;

    [FieldOffset(28)]
    private ushort mode;

    [FieldOffset(40)]
    internal long Size;

    [FieldOffset(112)]
    private long modifiedSeconds;

    [FieldOffset(120)]
    private uint modifiedNanoseconds;

    internal readonly bool IsFolder => (mode & TypeMask) == Folder;

    internal readonly bool IsLink => (mode & TypeMask) == Link;

    /// <summary>UTC; a time that no <see cref="DateTime"/> has is the nearest one.</summary>
    internal readonly DateTime ModifiedAt
    {
        get
        {
            const long Least = -62_135_596_800, Most = 253_402_300_799;
            return DateTime.UnixEpoch.AddTicks(
                Math.Clamp(modifiedSeconds, Least, Most) * TimeSpan.TicksPerSecond + modifiedNanoseconds / TimeSpan.NanosecondsPerTick);
        }
    }
}
