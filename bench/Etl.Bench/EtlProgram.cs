using System.Diagnostics;

namespace Etl.Bench;

/// <summary>The program as a user starts it.</summary>
internal static class EtlProgram
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "etl.dll");

    internal static Timing Refresh(string folder, string lake) => Run("refresh", "-q", "--source", folder, "--lake", lake);

    /// <summary>Runs it to its end, and gives the lines of its standard output.</summary>
    internal static IReadOnlyList<string> Lines(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    internal static Timing Run(params string[] arguments) => Machine.Measure("dotnet", [Program, .. arguments]);
}

/// <param name="LakeBytes">Parts of instances.</param>
/// <param name="WarehouseBytes">The published file.</param>
internal readonly record struct LakeSize(long LakeBytes, long WarehouseBytes)
{
    internal static LakeSize Of(string lake) => new(
        Directory.EnumerateFiles(Path.Combine(lake, "instances"), "*.parquet", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length),
        new FileInfo(Path.Combine(lake, "warehouse.duckdb")).Length);
}
