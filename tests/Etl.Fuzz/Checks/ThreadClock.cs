using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Etl.Fuzz.Checks;

/// <summary>CPU time of the calling thread, so that a busy machine makes no findings; the wall clock where there is no such clock.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    public static TimeSpan Now
    {
        get
        {
            if (!OperatingSystem.IsLinux() || ReadClock(ThreadCpuTime, out var time) != 0)
                return Stopwatch.GetElapsedTime(0);
            return new TimeSpan(time.Seconds * TimeSpan.TicksPerSecond + time.Nanoseconds / 100);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
