using System.Diagnostics;
using System.Text.Json;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;
using Etl.Worker.Lake;
using Etl.Worker.Warehouse;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>
/// Rounds of: a day's work on an archive, a refresh that is killed, a plain refresh; after each the lake and the warehouse are compared
/// with those of a lake that nobody disturbs. Instants are spread over the run's duration, and some wait for a file to appear: those
/// that fall between two commits are too short to be met by chance.
/// </summary>
internal sealed class KillRounds : IDisposable
{
    /// <summary>A part has been noted by work that is no refresh of its own.</summary>
    private const string Compaction = "compaction";

    private static readonly string[] Moments =
    [
        "instances/_delta_log/*", Compaction, "refreshes/_delta_log/*", "instances/*.parquet", "quarantine/_delta_log/*", ".warehouse.*.building",
        "warehouse.duckdb",
    ];

    private readonly TinyArchive archive;
    private readonly Random random;
    private readonly int rounds;
    private readonly string undisturbed;
    private TimeSpan longest;

    public KillRounds(int rounds, int seed)
    {
        this.rounds = rounds;
        random = new Random(seed);
        archive = new TinyArchive(40, seed);
        undisturbed = archive["undisturbed"];
    }

    /// <summary>Runs that were killed before they ended, and runs that were faster.</summary>
    public int Killed { get; private set; }

    public int Survived { get; private set; }

    /// <summary>Killed runs by the stage of the last sign of life that they left.</summary>
    public SortedDictionary<string, int> KilledIn { get; } = new(StringComparer.Ordinal);

    public void Run()
    {
        var watch = Stopwatch.StartNew();
        EtlProgram.Refresh(archive.Source, archive.Lake, "--threads", "2");
        longest = watch.Elapsed;
        RefreshUndisturbed();
        for (var round = 0; round < rounds; round++)
        {
            archive.Work();
            KillOne(round);
            var summary = EtlProgram.Refresh(archive.Source, archive.Lake, "--threads", "2", "--allow-mass-removal");
            RefreshUndisturbed();
            LakeState.RequireEqual(undisturbed, archive.Lake);
            LakeState.RequireVerified(archive.Lake);
            LakeState.RequireNothingLeftOver(archive.Lake);
            RequireWarehouse(summary, isLast: round == rounds - 1);
        }
    }

    public void Dispose() => archive.Dispose();

    private void RefreshUndisturbed() => TinyArchive.Refresh(archive.Options(undisturbed) with { AllowMassRemoval = true });

    private void KillOne(int round)
    {
        var moment = round % 3 == 2 ? Moments[round / 3 % Moments.Length] : null;
        // As many parts as objects are enough for a merge.
        var commitEvery = moment == Compaction ? 1 : random.Next(2, 20);
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "etl.dll"), "refresh", "--source", archive.Source, "--lake", archive.Lake,
                "--threads", "2", "--commit-every", $"{commitEvery}", "--allow-mass-removal", "--quiet",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var before = moment is null ? [] : Find(moment);
        // Half of them while the lake is written, which takes but a small part of the time.
        var delay = longest * (round % 3 == 0 ? random.NextDouble() : 0.1 + 0.25 * random.NextDouble());
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        var watch = Stopwatch.StartNew();
        while (!process.HasExited && (moment is null ? watch.Elapsed < delay : Find(moment).SetEquals(before)))
            Thread.Sleep(1);
        process.Kill();
        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            Survived++;
            return;
        }

        Assert.Equal(128 + 9, process.ExitCode);
        Killed++;
        var stage = Directory.Exists(Path.Combine(archive.Lake, "_work")) ? moment ?? "by time" : "outside";
        KilledIn[stage] = KilledIn.GetValueOrDefault(stage) + 1;
    }

    private HashSet<string> Find(string pattern)
    {
        if (pattern == Compaction)
            return FindMerges();
        var folder = Path.Combine(archive.Lake, Path.GetDirectoryName(pattern)!);
        return Directory.Exists(folder)
            ? [.. new DirectoryInfo(folder).EnumerateFiles(Path.GetFileName(pattern), pattern.Contains("_delta_log", StringComparison.Ordinal) ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories)
                .Select(f => $"{f.FullName} {f.LastWriteTimeUtc.Ticks}")]
            : [];
    }

    private HashSet<string> FindMerges()
    {
        var work = Path.Combine(archive.Lake, "_work");
        return Directory.Exists(work)
            ? [.. Directory.EnumerateDirectories(work).Where(f => !File.Exists(Path.Combine(f, "refresh.json")) && File.Exists(Path.Combine(f, "parts")))]
            : [];
    }

    /// <summary>The published warehouse is of the last refresh, and of the lake as it is; at the end every table of it, row by row.</summary>
    private void RequireWarehouse(JsonElement summary, bool isLast)
    {
        using var lake = new Lake(archive.Lake);
        lake.Connection.Execute($"attach '{archive.Lake}/warehouse.duckdb' as warehouse (read_only)");
        // Killed after it had published, and everything committed: there was nothing left to do.
        var refreshId = summary.GetProperty("refresh_id").GetString()!;
        if (summary.GetProperty("published").GetBoolean())
            Assert.Equal("done", lake.Connection.QueryScalar<string>($"select outcome from warehouse.refreshes where refresh_id = '{refreshId}'"));
        Assert.Equal(
            lake.Rows("select source_uri, source_etag, header_hash, refresh_id from instances order by all"),
            lake.Rows("select source_uri, source_etag, header_hash, refresh_id from warehouse.dicom_all order by all"));
        Assert.Equal(
            lake.Rows("select source_uri, source_etag, reason_code from quarantine order by all"),
            lake.Rows("select source_uri, source_etag, reason_code from warehouse.quarantine order by all"));
        Assert.Equal(0, lake.Connection.QueryScalar<long>("select count(*) from warehouse.refreshes where unaccounted <> 0"));
        Assert.Equal(0, lake.Connection.QueryScalar<long>("select count(*) from (select refresh_id from refreshes group by all having count(*) > 1)"));
        if (!isLast)
            return;
        LakeWarehouse.Publish(new LakeFolder(undisturbed, TimeProvider.System), new PublishOptions(), CancellationToken.None);
        Assert.Equal(
            WarehouseDigest.Of(Path.Combine(undisturbed, "warehouse.duckdb")),
            WarehouseDigest.Of(Path.Combine(archive.Lake, "warehouse.duckdb")));
    }
}
