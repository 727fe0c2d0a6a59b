using System.Diagnostics;
using Etl.Schema.Columns;
using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Lake.Upkeep;
using Etl.Worker.Sources;

namespace Etl.Bench;

/// <summary>
/// What many small refreshes leave: the same objects written at once, and twenty at a time through the real writer and log (listing and
/// publishing left out), as they are, with the compaction that each refresh does, and after <c>etl lake compact</c>.
/// </summary>
internal static class CompactionBench
{
    private const int ObjectsOfRefresh = 20;
    private const long BatchBytes = 320L << 20;

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var root = Directory.CreateTempSubdirectory("etl-bench-compaction-").FullName;
        using var source = new LocalFolder(archive.Folder);
        var objects = archive.Files.Order(StringComparer.Ordinal)
            .Select(f => new FileInfo(f)).Select(f => new ObjectInfo(source, f.FullName, f.Length, f.LastWriteTimeUtc)).ToArray();
        var refreshes = objects.Chunk(ObjectsOfRefresh).ToList();
        try
        {
            var rows = new List<Row>();
            var once = new LakeFolder(Path.Combine(root, "once"), TimeProvider.System);
            rows.Add(Measure("written at once", once, Write(once, [objects], Environment.ProcessorCount, compact: false), options));
            var each = new LakeFolder(Path.Combine(root, "each"), TimeProvider.System);
            rows.Add(Measure($"{refreshes.Count} refreshes, compacted as they do", each, Write(each, refreshes, 1, compact: true), options));
            rows.Add(Measure("  then etl lake compact", each, Compact(each), options));
            var raw = new LakeFolder(Path.Combine(root, "raw"), TimeProvider.System);
            rows.Add(Measure($"{refreshes.Count} refreshes, never compacted", raw, Write(raw, refreshes, 1, compact: false), options with { Rounds = 1 }));
            rows.Add(Measure("  then etl lake compact", raw, Compact(raw), options));
            Print(rows, objects.Length, options, report);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static TimeSpan Write(LakeFolder lake, IReadOnlyList<ObjectInfo[]> refreshes, int threads, bool compact)
    {
        var watch = Stopwatch.StartNew();
        var snapshot = lake.Instances.OpenOrCreate();
        foreach (var objects in refreshes)
        {
            var id = Guid.CreateVersion7().ToString();
            CrawlWorker NewWorker() => new(
                new PartWriter(lake.Instances.Directory, TimeProvider.System), new InstanceBatches(id, new ColumnBudget(), false),
                BatchBytes / threads, new CrawlCounters());
            var crawl = new Crawler(NewWorker).Run(objects.Chunk(64), threads, mayDefer: false, default);
            var plan = PartCommit.Plan(snapshot, crawl.Parts, [], id, DateTimeOffset.UtcNow);
            snapshot = lake.Instances.Commit(snapshot, plan, default).Snapshot;
            if (compact)
                snapshot = new LakeCompaction(lake, TimeProvider.System).AfterRefresh(snapshot, _ => { }, _ => { }, default);
        }

        return watch.Elapsed;
    }

    private static TimeSpan Compact(LakeFolder lake)
    {
        var watch = Stopwatch.StartNew();
        new LakeCompaction(lake, TimeProvider.System).Run(default);
        return watch.Elapsed;
    }

    private static Row Measure(string name, LakeFolder lake, TimeSpan took, BenchOptions options)
    {
        var snapshot = lake.Instances.Log.LoadSnapshot();
        var files = lake.Instances.Parts(snapshot).Select(p => p.File).ToList();
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        connection.Execute("set enable_progress_bar = false");
        var relation = ParquetFiles.Read(files);
        double Scan(string select)
        {
            var times = new List<double>();
            for (var round = 0; round < options.Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                connection.Execute($"select {select} from {relation}");
                times.Add(watch.Elapsed.TotalSeconds);
            }

            return times.Order().ElementAt(times.Count / 2);
        }

        Console.Error.WriteLine($"{name}: {took.TotalSeconds:F0} s, {files.Count} parts");
        var few = Scan("count(*), count(distinct SeriesInstanceUID), sum(source_size), max(StudyDate)");
        return new Row(name, took, snapshot.Version, files.Count, snapshot.Files.Values.Sum(f => f.Size), few, Scan("count(columns(*))"));
    }

    private static void Print(List<Row> rows, int objects, BenchOptions options, Report report) => report.Table(
        $"Scans of {objects:N0} rows (medians of {options.Rounds}; of the lake never compacted, one)",
        ["lake", "took s", "version", "parts", "MB", "four columns s", "ratio", "every column s", "ratio"],
        [
            .. rows.Select(row => new[]
            {
                row.Name, $"{row.Took.TotalSeconds:F0}", $"{row.Version}", $"{row.Parts}", $"{row.Bytes / 1e6:F1}",
                $"{row.Few:F3}", $"{row.Few / rows[0].Few:F2}", $"{row.All:F2}", $"{row.All / rows[0].All:F2}",
            }),
        ]);

    private sealed record Row(string Name, TimeSpan Took, long Version, int Parts, long Bytes, double Few, double All);
}
