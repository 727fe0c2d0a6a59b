using System.Diagnostics;
using System.Runtime.InteropServices;
using Etl.Worker.DuckDb;

namespace Etl.Bench;

/// <summary>What is measured on, and how.</summary>
internal static class Machine
{
    internal static string Describe() =>
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, " +
        $"{RuntimeInformation.FrameworkDescription}, DuckDB {DuckDbDatabase.LibraryVersion}, " +
        $"{FirstLine("/usr/bin/python3", "-c", "import pydicom; print('pydicom', pydicom.__version__)")}, {FirstLine("dcmdump", "--version").Trim('$', ' ')}";

    /// <summary>CPU and wall seconds of a child process; its output is thrown away.</summary>
    internal static Timing Measure(string program, params string[] arguments) => Measure(program, arguments, children: false);

    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="children">It starts others, whose time counts too: the user and system time of all that ended under this process (Linux).</param>
    internal static Timing Measure(string program, string[] arguments, bool children)
    {
        var watch = Stopwatch.StartNew();
        var before = children ? EndedChildren() : 0;
        using var process = Start(program, arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var (peak, cpu) = (0L, TimeSpan.Zero);
        while (!process.WaitForExit(20))
        {
            try
            {
                process.Refresh();
                (peak, cpu) = (Math.Max(peak, process.PeakWorkingSet64), process.TotalProcessorTime);
            }
            catch (InvalidOperationException)
            {
                // It ended between the two: what was seen last, at most 20 ms ago, counts.
            }
        }

        return new Timing(watch.Elapsed.TotalSeconds, children ? EndedChildren() - before : cpu.TotalSeconds, peak);
    }

    /// <summary>CPU seconds of all processes that ended under this one: fields 16 and 17 of /proc/self/stat, in hundredths.</summary>
    private static double EndedChildren()
    {
        var text = File.ReadAllText("/proc/self/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13]) + long.Parse(fields[14])) / 100.0;
    }

    /// <summary>Wall and CPU seconds of something that this process does.</summary>
    internal static Timing Here(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        action();
        return new Timing(watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    internal static bool Has(string program)
    {
        try
        {
            return FirstLine(program, "--version").Length > 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string FirstLine(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(program, arguments);
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text.Split('\n')[0].Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"{program} is missing";
        }
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}

/// <param name="Wall">Seconds.</param>
/// <param name="Cpu">Seconds, user and system, all threads.</param>
/// <param name="PeakBytes">Largest resident memory seen, or 0.</param>
internal readonly record struct Timing(double Wall, double Cpu, long PeakBytes = 0)
{
    internal static Timing Median(IEnumerable<Timing> timings)
    {
        var sorted = timings.OrderBy(t => t.Cpu).ToList();
        return sorted[sorted.Count / 2];
    }
}
