using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Parts;

namespace Etl.Bench;

/// <summary>
/// What a small change costs in a large archive: refreshes in which nothing, 100 neighbours, and 100 objects scattered over the archive
/// changed (written again, so that their time of modification is another), by the program itself. Publishing is left out but for the last.
/// </summary>
internal static class ChangeBench
{
    private const int Changed = 100;

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var lake = Directory.CreateTempSubdirectory("etl-bench-change-").FullName;
        var files = archive.Files.Order(StringComparer.Ordinal).ToList();
        try
        {
            var rows = new List<string[]>
            {
                Measure("everything is new", archive, lake, "--no-publish"),
                Measure("nothing changed", archive, lake, "--no-publish"),
                Measure("nothing changed, again", archive, lake, "--no-publish"),
            };
            Touch(files.Skip(files.Count / 3).Take(Changed));
            rows.Add(Measure($"{Changed} neighbours changed", archive, lake, "--no-publish"));
            Touch(Enumerable.Range(0, Changed).Select(i => files[(int)((long)i * files.Count / Changed)]));
            rows.Add(Measure($"{Changed} scattered ones changed", archive, lake, "--no-publish"));
            rows.Add(Measure("nothing changed, and published", archive, lake));
            rows.Add(Measure("nothing changed, published before", archive, lake));
            Touch(files.Skip(files.Count / 3).Take(Changed));
            rows.Add(Measure($"{Changed} neighbours changed, published", archive, lake));
            report.Table(
                $"Refreshes of {files.Count:N0} files ({Environment.ProcessorCount} cores)",
                ["what", "wall s", "CPU s", "peak MiB", "stages s", "parts written", "parts removed", "MB written to the lake", "of MB"], rows);
        }
        finally
        {
            Directory.Delete(lake, recursive: true);
        }
    }

    private static void Touch(IEnumerable<string> files)
    {
        foreach (var file in files)
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
    }

    private static string[] Measure(string what, BenchArchive archive, string lake, params string[] more)
    {
        var folder = new LakeFolder(lake, TimeProvider.System);
        var before = folder.Tables.ToDictionary(t => t.Name, t => t.Exists ? t.Log.LoadSnapshot().Version : -1);
        var timing = EtlProgram.Run(["refresh", "-q", "--source", archive.Folder, "--lake", lake, .. more]);
        var written = folder.Tables
            .SelectMany(t => LakeHistory(t).Where(v => v.Version > before[t.Name]).Select(v => (Table: t.Name, v.PartsAdded, v.PartsRemoved, v.BytesAdded)))
            .ToList();
        var instances = written.Where(w => w.Table == folder.Instances.Name).ToList();
        var size = folder.Instances.Log.LoadSnapshot().Files.Values.Sum(f => f.Size);
        return
        [
            what, $"{timing.Wall:F1}", $"{timing.Cpu:F1}", $"{timing.PeakBytes / 1048576.0:N0}", Stages(folder),
            $"{instances.Sum(w => w.PartsAdded)}", $"{instances.Sum(w => w.PartsRemoved)}", $"{written.Sum(w => w.BytesAdded) / 1e6:F1}", $"{size / 1e6:F1}",
        ];
    }

    private static IReadOnlyList<Etl.Worker.Lake.History.LakeVersion> LakeHistory(LakeTable table) => Etl.Worker.Lake.History.LakeHistory.Read(table);

    /// <summary>Those of the newest row of <c>refreshes</c>.</summary>
    private static string Stages(LakeFolder lake)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var parts = lake.Refreshes.Parts(lake.Refreshes.Log.LoadSnapshot()).Select(p => p.File);
        return connection.QueryScalar<string>($"""
            with last as (from {ParquetFiles.Read(parts)} order by started_at desc limit 1),
            stage as (select unnest(stages, recursive := true) from last)
            select if((select outcome from last) = 'done', '', error('The refresh failed.')) || string_agg(stage || ' ' || round(seconds, 2), ', ') from stage
            """)!;
    }
}
