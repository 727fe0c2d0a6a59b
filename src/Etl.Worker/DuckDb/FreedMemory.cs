using System.Runtime.InteropServices;

namespace Etl.Worker.DuckDb;

/// <summary>
/// What DuckDB has freed besides its buffers: glibc keeps it for later, in an arena a thread, so that a process seems to need all that its
/// threads ever needed, one after the other.
/// </summary>
internal static partial class FreedMemory
{
    /// <summary>Gives it back to the system, where the C library can.</summary>
    internal static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc.
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
