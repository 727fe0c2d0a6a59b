namespace Etl.Bench;

/// <summary>
/// How time, memory and space grow with the archive: one refresh each of 10,000, 100,000 and 1,000,000 instances, and one more in which nothing
/// changed; and how that compares with pydicom that reads the same files, of large archives every so many.
/// </summary>
internal static class GrowthBench
{
    private const int MostForPydicom = 10_000;

    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var rows = new List<string[]>();
        var first = 0.0;
        foreach (var instances in Sizes.Where(s => s <= Math.Max(options.Instances, Sizes[0])))
        {
            // Two archives of a million files do not fit into the page cache of a small machine.
            using var smaller = instances == options.Instances ? null : new BenchArchive(options with { Instances = instances, Folder = null });
            var files = smaller ?? archive;
            var lake = Directory.CreateTempSubdirectory("etl-bench-lake-").FullName;
            var refresh = EtlProgram.Refresh(files.Folder, lake);
            var size = LakeSize.Of(lake);
            var again = EtlProgram.Refresh(files.Folder, lake);
            Directory.Delete(lake, recursive: true);
            var pydicom = Peers.SecondsAHeader(files.Files, MostForPydicom);
            var each = refresh.Wall / files.Files.Count;
            first = first == 0 ? each : first;
            rows.Add(
            [
                $"{files.Files.Count:N0}", $"{refresh.Wall:F1}", $"{refresh.Cpu:F1}", $"{files.Files.Count / refresh.Wall:N0}", $"{each / first:F2}",
                pydicom is { } header ? $"{1 / header:N0}" : "", pydicom is { } other ? $"{other / each:F1}" : "",
                $"{refresh.PeakBytes / 1048576.0:N0}", $"{size.LakeBytes / files.Files.Count:N0}", $"{size.WarehouseBytes / files.Files.Count:N0}",
                $"{again.Wall:F1}", $"{again.PeakBytes / 1048576.0:N0}",
            ]);
        }

        report.Table(
            $"Growth, one refresh each ({Environment.ProcessorCount} cores)",
            [
                "files", "wall s", "CPU s", "instances/s", "seconds an instance against the first", "pydicom's headers/s", "times as fast", "peak MiB", "lake B/instance", "warehouse B/instance",
                "no-change refresh s", "its peak MiB",
            ],
            rows);
        report.Note($"pydicom: every value decoded, one core, {MostForPydicom:N0} files spread over the archive.");
        if (options.Instances < Sizes[^1])
            report.Note($"Larger archives: --instances {Sizes[^1]}.");
    }
}
