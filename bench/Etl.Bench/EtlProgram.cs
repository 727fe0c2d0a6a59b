namespace Etl.Bench;

/// <summary>The program as a user starts it.</summary>
internal static class EtlProgram
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "etl.dll");

    internal static Timing Refresh(string folder, string lake) => Run("refresh", "-q", "--source", folder, "--lake", lake);

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
