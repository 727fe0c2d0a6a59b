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
        $"{FirstLine("/usr/bin/python3", "-c", "import pydicom; print('pydicom', pydicom.__version__)")}, {FirstLine("dcmdump", "--version")}";

    /// <summary>CPU and wall seconds of a child process; its output is thrown away.</summary>
    internal static Timing Measure(string program, params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Start(program, arguments);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var peak = 0L;
        while (!process.WaitForExit(50))
        {
            process.Refresh();
            peak = Math.Max(peak, process.PeakWorkingSet64);
        }

        process.WaitForExit();
        return new Timing(watch.Elapsed.TotalSeconds, process.TotalProcessorTime.TotalSeconds, peak);
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
