using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Etl.Worker.Sample;

namespace Etl.Bench;

/// <summary>
/// A crawl of a bucket against a bare loop of ranged GETs of the same objects, 64 at a time, on the same server in the same run; requests
/// and bytes an instance; memory. The server is the one that AWS_ENDPOINT_URL_S3 and the keys of the environment name.
/// </summary>
internal static class BucketsBench
{
    private const int InFlight = 64;
    private const int RangeBytes = 8 << 10;
    private const int PixelBytes = 200_000;
    private const int MostBig = 5_000;

    private static readonly string[] Columns =
        ["archive", "round", "bare GETs/s", "etl objects/s", "steady", "steady / bare", "GETs an object", "bytes an object", "bytes / header bytes", "largest resident MB"];

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        if (Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_S3") is not { Length: > 0 } endpoint)
        {
            report.Note("buckets: AWS_ENDPOINT_URL_S3 names no S3 server; left out.");
            return;
        }

        using var client = new AmazonS3Client(new EnvironmentVariablesAWSCredentials(), new AmazonS3Config
        {
            ServiceURL = endpoint,
            ForcePathStyle = true,
            AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxConnectionsPerServer = 2 * InFlight,
        });
        var rows = new List<IReadOnlyList<string>>();
        Measure("sample, small pixel data", archive.Folder, client, options, options.Bucket, rows);
        var big = Directory.CreateTempSubdirectory("etl-bench-big-").FullName;
        try
        {
            SampleArchive.Write(new SampleOptions(big, Math.Min(options.Instances, MostBig)) { PixelBytes = PixelBytes });
            Measure($"sample, {PixelBytes / 1000} kB of pixel data each", big, client, options, null, rows);
        }
        finally
        {
            Directory.Delete(big, recursive: true);
        }

        report.Table($"buckets: first refresh without publishing, against a loop of GETs of {RangeBytes} bytes, {InFlight} at a time", Columns, rows);
    }

    private static void Measure(string name, string folder, AmazonS3Client client, BenchOptions options, string? kept, List<IReadOnlyList<string>> rows)
    {
        var bucket = kept ?? $"etl-bench-{Guid.NewGuid():N}";
        client.PutBucketAsync(bucket).GetAwaiter().GetResult();
        var isThere = kept is not null && client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 }).GetAwaiter().GetResult().KeyCount > 0;
        var keys = new ConcurrentBag<(string Key, long Size)>();
        Each(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), async file =>
        {
            var (key, size) = (Path.GetRelativePath(folder, file).Replace('\\', '/'), new FileInfo(file).Length);
            if (!isThere)
            {
                var bytes = new MemoryStream(await File.ReadAllBytesAsync(file));
                await client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = bytes, UseChunkEncoding = false });
            }

            if (size > 0)
                keys.Add((key, size));
        });
        for (var round = 1; round <= options.Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            Each(keys, async item =>
            {
                using var response = await client.GetObjectAsync(new GetObjectRequest
                {
                    BucketName = bucket,
                    Key = item.Key,
                    ByteRange = new ByteRange(0, Math.Min(item.Size, RangeBytes) - 1),
                });
                await response.ResponseStream.CopyToAsync(Stream.Null);
            });
            rows.Add(Row(name, round, keys.Count / watch.Elapsed.TotalSeconds, Crawl(bucket)));
        }
    }

    /// <summary>In a process of its own, or the loop's memory would be counted.</summary>
    private static (RefreshFigures Figures, double Steady) Crawl(string bucket)
    {
        var lake = Directory.CreateTempSubdirectory("etl-bench-lake-").FullName;
        try
        {
            var lines = EtlProgram.Lines("refresh", "--json", "--source", $"s3://{bucket}", "--lake", lake, "--no-publish");
            return (RefreshFigures.Of(lake), Steady(lines));
        }
        finally
        {
            Directory.Delete(lake, recursive: true);
        }
    }

    /// <summary>
    /// Objects a second once objects come, and while there are more to be read: without the start of the program, the first page of the listing
    /// and the last parts, which weigh the more the fewer objects there are. From the state that the program tells each second.
    /// </summary>
    private static double Steady(IEnumerable<string> lines)
    {
        List<(double Seconds, long Done)> states = [.. lines.Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.GetProperty("type").GetString() == "status" && l.GetProperty("stage").GetString() == "read")
            .Select(l => (Seconds: l.GetProperty("elapsed_seconds").GetDouble(), Done: l.GetProperty("done").GetInt64(), Listed: l.GetProperty("listed").GetInt64()))
            .Where(s => s.Done > 0 && s.Done < s.Listed)
            .Select(s => (s.Seconds, s.Done))];
        return states.Count < 2 ? double.NaN : (states[^1].Done - states[0].Done) / (states[^1].Seconds - states[0].Seconds);
    }

    private static IReadOnlyList<string> Row(string name, int round, double bare, (RefreshFigures Figures, double Steady) crawl)
    {
        var f = crawl.Figures;
        var rate = f.Listed / f.ReadSeconds;
        return
        [
            name, $"{round}", $"{bare:N0}", $"{rate:N0}", $"{crawl.Steady:N0}", Text(crawl.Steady / bare), Text((double)f.Reads / f.Listed), $"{f.BytesRead / f.Listed:N0}",
            Text((double)f.BytesRead / f.HeaderBytes), $"{f.PeakBytes / 1e6:N0}",
        ];
    }

    private static string Text(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static void Each<T>(IEnumerable<T> items, Func<T, Task> work) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (item, _) => await work(item)).GetAwaiter().GetResult();
}
