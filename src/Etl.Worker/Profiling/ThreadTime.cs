using System.Runtime.InteropServices;

namespace Etl.Worker.Profiling;

/// <summary>Processor time of the current thread.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3;

    /// <summary>Zero where the system does not tell.</summary>
    internal static TimeSpan Now =>
        OperatingSystem.IsLinux() && clock_gettime(ThreadClock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
            : TimeSpan.Zero;

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
