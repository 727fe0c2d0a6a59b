using Etl.Worker.DuckDb;

namespace Etl.Bench;

/// <summary>The whole refresh by the program itself, publish included, against programs that only read, or that index.</summary>
internal static class RefreshBench
{
    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var lake = Directory.CreateTempSubdirectory("etl-bench-lake-").FullName;
        var (ours, again, bare, values, rows, orthanc) =
            (new List<Timing>(), new List<Timing>(), new List<Timing>(), new List<Timing>(), new List<Timing>(), new List<Timing>());
        var peers = Peers.Installed(report).Take(2).ToList();
        var sizes = default(LakeSize);
        for (var round = 0; round < options.Rounds; round++)
        {
            Directory.Delete(lake, recursive: true);
            ours.Add(EtlProgram.Refresh(archive.Folder, lake));
            sizes = LakeSize.Of(lake);
            again.Add(EtlProgram.Refresh(archive.Folder, lake));
            bare.Add(peers[0].Read(archive.Folder));
            values.Add(peers[1].Read(archive.Folder));
            rows.Add(RowsToParquet(archive.Folder));
            if (OrthancPeer.IsInstalled)
                orthanc.Add(OrthancPeer.Index(archive.Files));
        }

        if (!OrthancPeer.IsInstalled)
            report.Note("Orthanc is missing (Debian's package orthanc): left out.");
        Directory.Delete(lake, recursive: true);
        var us = Median(ours);
        (string Name, List<Timing> Timings)[] programs =
        [
            ("etl refresh into an empty lake", ours), ("etl refresh, nothing changed", again), ("pydicom dcmread, values not decoded", bare),
            ("pydicom dcmread, every value decoded", values), ("pydicom → rows → Parquet (DuckDB)", rows), ("Orthanc, two at a time", orthanc),
        ];
        report.Table(
            $"Whole refresh, publish included (medians of {options.Rounds}); {Environment.ProcessorCount} cores for etl, DuckDB and Orthanc, pydicom on one. " +
            $"Lake {sizes.LakeBytes / archive.Files.Count:N0} and warehouse {sizes.WarehouseBytes / archive.Files.Count:N0} bytes an instance.",
            ["program", "wall s", "CPU s", "instances/s", "wall against etl", "peak MB"],
            [.. programs.Where(p => p.Timings.Count > 0).Select(p => Row(p.Name, Median(p.Timings)))]);

        string[] Row(string name, Timing timing) =>
        [
            name, $"{timing.Wall:F1}", $"{timing.Cpu:F1}", $"{archive.Files.Count / timing.Wall:N0}", $"{timing.Wall / us.Wall:F1}",
            $"{timing.PeakBytes / 1e6:N0}",
        ];
    }

    private static Timing Median(List<Timing> timings) => timings.OrderBy(t => t.Wall).ElementAt(timings.Count / 2);

    /// <summary>What a user would write: a dictionary an instance by pydicom, lines of JSON, one Parquet file by DuckDB.</summary>
    private static Timing RowsToParquet(string folder)
    {
        var work = Directory.CreateTempSubdirectory("etl-bench-rows-").FullName;
        var lines = Path.Combine(work, "rows.ndjson");
        var reading = Peers.WriteRows(folder, lines);
        var writing = Machine.Here(() =>
        {
            using var database = DuckDbDatabase.Open();
            using var connection = database.Connect();
            connection.Execute("set enable_progress_bar = false");
            connection.Execute(
                $"copy (from read_ndjson({DuckDbSql.Literal(lines)}, union_by_name = true, sample_size = -1, maximum_object_size = 100000000, map_inference_threshold = -1)) " +
                $"to {DuckDbSql.Literal(Path.Combine(work, "rows.parquet"))} (format parquet, compression zstd)");
        });
        Directory.Delete(work, recursive: true);
        return new Timing(reading.Wall + writing.Wall, reading.Cpu + writing.Cpu, reading.PeakBytes);
    }
}
