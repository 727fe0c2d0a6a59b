using System.Diagnostics;
using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Sources;

namespace Etl.Bench;

/// <summary>
/// The comparison of a listing of 1,000,000 objects with a lake that holds them all: synthetic names in one folder of 500 objects each,
/// synthetic rows of the two columns that are compared. No file is opened but the parts.
/// </summary>
internal static class NoChangeBench
{
    private const int Objects = 1_000_000;
    private const int PartRows = 50_000;
    private static readonly DateTime Written = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var folder = Directory.CreateTempSubdirectory("etl-bench-nochange-").FullName;
        try
        {
            var parts = WriteParts(folder);
            var rows = new List<string[]>();
            for (var round = 0; round < options.Rounds; round++)
                rows.Add(Compare(folder, parts));
            report.Table($"A listing of {Objects:N0} objects of which nothing changed, in memory", ["list s", "load s", "compare s", "load and compare: CPU s", "peak MiB"], rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Compare(string folder, List<string> parts)
    {
        ForgetPeak();
        using var source = new Listing();
        using var diff = new ObjectDiff([source], Path.Combine(folder, "spill"));
        var watch = Stopwatch.StartNew();
        diff.LoadListed(source.List(default), default);
        var (listed, cpu) = (watch.Elapsed.TotalSeconds, Process.GetCurrentProcess().TotalProcessorTime);
        diff.LoadKnown(parts, [], []);
        var loaded = watch.Elapsed.TotalSeconds;
        var found = diff.Compare(DateTimeOffset.UtcNow, default).Single();
        if (found is not { Listed: Objects, Unchanged: Objects, Known: Objects, Gone: 0 })
            throw new InvalidOperationException($"Of {Objects} objects that are the same {found.Unchanged} were taken for it.");
        var process = Process.GetCurrentProcess();
        return
        [
            $"{listed:F2}", $"{loaded - listed:F2}", $"{watch.Elapsed.TotalSeconds - loaded:F2}",
            $"{(process.TotalProcessorTime - cpu).TotalSeconds:F2}", $"{process.PeakWorkingSet64 / 1048576.0:N0}",
        ];
    }

    private static List<string> WriteParts(string folder)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var source = new Listing();
        var parts = new List<string>();
        foreach (var part in source.List(default).SelectMany(chunk => chunk).Chunk(PartRows))
        {
            parts.Add(Path.Combine(folder, $"{parts.Count}.parquet"));
            var next = 0;
            using var rows = connection.OpenTableSource([new("source_uri", DuckDbType.Varchar), new("source_etag", DuckDbType.Varchar)], chunk =>
            {
                var row = 0;
                for (; row < DataChunkWriter.Capacity && next < part.Length; row++, next++)
                {
                    chunk[0].SetString(row, part[next].Uri);
                    chunk[1].SetString(row, part[next].Etag);
                }

                return row;
            });
            connection.Execute($"copy (select *, '01a216c4-f025-756f-a32c-953d53c699f4' as refresh_id from {rows.Sql}) to {DuckDbSql.Literal(parts[^1])} (format parquet, compression zstd)");
        }

        return parts;
    }

    /// <summary>Linux keeps the peak until it is told not to; elsewhere it is that of the whole process.</summary>
    private static void ForgetPeak()
    {
        GC.Collect();
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private sealed class Listing : ISource
    {
        public SourceKind Kind => SourceKind.Folder;

        public string Uri => "file:///archive/";

        public string UriOf(string key) => FileUri.FromPath(key);

        public IEnumerable<ObjectInfo[]> List(CancellationToken cancel) =>
            Enumerable.Range(0, Objects)
                .Select(i => new ObjectInfo(
                    this, $"/archive/hospital/2024/{i / 500:D6}/series-1/IM{i:D8}.dcm", 500_000 + i % 1000, Written.AddTicks(i * 1_000_003L)))
                .Chunk(64);

        public IObjectReader OpenReader() => throw new NotSupportedException();

        public void RequireReachable(CancellationToken cancel)
        {
        }

        public void Dispose()
        {
        }
    }
}
