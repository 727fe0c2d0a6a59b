using System.Globalization;
using System.Runtime.InteropServices;

namespace Etl.Worker.Sandbox;

/// <summary>Limits of this process that the kernel keeps and that it cannot raise again (setrlimit). On systems other than Linux nothing.</summary>
internal static unsafe partial class ProcessLimits
{
    private const int Cpu = 0, FileSize = 1, Core = 4, OpenFiles = 7, AddressSpace = 9;

    /// <param name="cpuSeconds">Processor time of all threads; then the kernel ends the process.</param>
    /// <param name="memoryBytes">Address space beyond what is mapped now.</param>
    /// <exception cref="InvalidOperationException">The kernel refused.</exception>
    internal static void Apply(long cpuSeconds, long memoryBytes)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Set(Core, 0);
        Set(FileSize, 0);
        Set(OpenFiles, 256);
        Set(Cpu, cpuSeconds);
        Set(AddressSpace, MappedBytes() + memoryBytes);
    }

    private static long MappedBytes()
    {
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[0];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    private static void Set(int resource, long value)
    {
        var limit = stackalloc ulong[2] { (ulong)value, (ulong)value };
        if (setrlimit(resource, limit) != 0)
            throw new InvalidOperationException($"setrlimit({resource}) was refused, error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, ulong* limit);
}
