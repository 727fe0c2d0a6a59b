namespace Etl.Bench;

/// <summary>The whole refresh by the program itself, publish included, against pydicom that only reads.</summary>
internal static class RefreshBench
{
    internal static void Run(BenchArchive archive, BenchOptions options)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "etl.dll");
        var lake = Directory.CreateTempSubdirectory("etl-bench-lake-").FullName;
        var ours = new List<Timing>();
        var pydicom = new List<Timing>();
        var lakeBytes = 0L;
        var warehouseBytes = 0L;
        for (var round = 0; round < options.Rounds; round++)
        {
            Directory.Delete(lake, recursive: true);
            ours.Add(Machine.Measure("dotnet", program, "refresh", "-q", "--source", archive.Folder, "--lake", lake));
            pydicom.Add(Pydicom.Read(archive.Folder));
            warehouseBytes = new FileInfo(Path.Combine(lake, "warehouse.duckdb")).Length;
            lakeBytes = Directory.EnumerateFiles(Path.Combine(lake, "instances"), "*.parquet", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        }

        Directory.Delete(lake, recursive: true);
        var (us, py) = (Timing.Median(ours), Timing.Median(pydicom));
        Console.WriteLine($"whole refresh, publish included (medians of {options.Rounds}); {Environment.ProcessorCount} cores for etl, pydicom on one\n");
        Console.WriteLine("| program | wall s | CPU s | instances/s | ratio of wall |");
        Console.WriteLine("|---|---|---|---|---|");
        Row("etl refresh", us);
        Row("pydicom dcmread", py);
        Console.WriteLine(
            $"\npeak memory {us.PeakBytes / 1e6:N0} MB; lake {lakeBytes / archive.Files.Count:N0} bytes and warehouse {warehouseBytes / archive.Files.Count:N0} bytes an instance\n");

        void Row(string name, Timing timing) => Console.WriteLine(
            $"| {name} | {timing.Wall:F1} | {timing.Cpu:F1} | {archive.Files.Count / timing.Wall:N0} | {timing.Wall / us.Wall:F1} |");
    }
}
