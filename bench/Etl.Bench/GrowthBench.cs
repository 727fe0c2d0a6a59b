namespace Etl.Bench;

/// <summary>How time, memory and space grow with the archive: one refresh each of 10,000, 100,000 and 1,000,000 instances, and one more in which nothing changed.</summary>
internal static class GrowthBench
{
    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var rows = new List<string[]>();
        var first = 0.0;
        foreach (var instances in Sizes.Where(s => s <= Math.Max(options.Instances, Sizes[0])))
        {
            using var files = new BenchArchive(options with { Instances = instances, Folder = null });
            var lake = Directory.CreateTempSubdirectory("etl-bench-lake-").FullName;
            var refresh = EtlProgram.Refresh(files.Folder, lake);
            var size = LakeSize.Of(lake);
            var again = EtlProgram.Refresh(files.Folder, lake);
            Directory.Delete(lake, recursive: true);
            var each = refresh.Wall / files.Files.Count;
            first = first == 0 ? each : first;
            rows.Add(
            [
                $"{files.Files.Count:N0}", $"{refresh.Wall:F1}", $"{refresh.Cpu:F1}", $"{files.Files.Count / refresh.Wall:N0}", $"{each / first:F2}",
                $"{refresh.PeakBytes / 1048576.0:N0}", $"{size.LakeBytes / files.Files.Count:N0}", $"{size.WarehouseBytes / files.Files.Count:N0}",
                $"{again.Wall:F1}", $"{again.PeakBytes / 1048576.0:N0}",
            ]);
        }

        report.Table(
            $"Growth, one refresh each ({Environment.ProcessorCount} cores)",
            [
                "files", "wall s", "CPU s", "instances/s", "seconds an instance against the first", "peak MiB", "lake B/instance", "warehouse B/instance",
                "no-change refresh s", "its peak MiB",
            ],
            rows);
        if (options.Instances < Sizes[^1])
            report.Note($"Larger archives: --instances {Sizes[^1]}.");
    }
}
