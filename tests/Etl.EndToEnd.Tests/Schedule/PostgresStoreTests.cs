using System.Collections.Concurrent;
using Etl.EndToEnd.Tests.Reliability;
using Etl.Worker.Configuration;
using Etl.Worker.Crawl;
using Etl.Worker.Jobs;
using Npgsql;

namespace Etl.EndToEnd.Tests.Schedule;

/// <summary>Two programs that share one schedule in a real PostgreSQL.</summary>
public sealed class PostgresStoreTests
{
    private static readonly ScheduleConfig Often = new() { Name = "often", Cron = "*/2 * * * * *", Misfire = Misfire.Skip };

    [PostgresFact]
    public async Task EachTime_IsRunByOneOfThem_AndTheNextIsKeptWhenTheyEnd()
    {
        using var postgres = new PostgresServer();
        var store = new JobStoreConfig { Kind = JobStoreKind.Postgresql, Connection = postgres.ConnectionString };
        var ran = new ConcurrentQueue<(int Program, DateTimeOffset Slot)>();
        using var one = new Program(1, ran);
        using var two = new Program(2, ran);
        using var stop = new CancellationTokenSource();

        await using (await QuartzClock.StartAsync(one.Schedules, store, _ => null, TimeProvider.System, _ => { }, stop.Token))
        await using (await QuartzClock.StartAsync(two.Schedules, store, _ => null, TimeProvider.System, _ => { }, stop.Token))
        {
            for (var i = 0; i < 600 && ran.Count < 5; i++)
                await Task.Delay(100);
            await stop.CancelAsync();
        }

        var slots = ran.Select(r => r.Slot).ToList();
        Assert.True(slots.Count >= 5);
        Assert.Equal(slots.Distinct().Count(), slots.Count);
        using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        using var count = new NpgsqlCommand("select count(*) from qrtz_triggers where trigger_group = 'often'", connection);
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public void StoreThatIsAway_IsToldInOneLine_WithoutThePassword()
    {
        using var archive = new TinyArchive(1);

        var finished = Running.EtlProgram.Run("serve", "--lake", archive.Lake, "--listen", "127.0.0.1:0", "--set", "sources.0.name=a", "--set", $"sources.0.uri={archive.Source}",
            "--set", "schedules.0.name=n", "--set", "schedules.0.cron=0 2 * * *", "--set", "job_store.kind=postgresql",
            "--set", "job_store.connection=Host=127.0.0.1;Port=1;Username=etl;Password=geheim;Database=etl");

        Assert.Equal(1, finished.ExitCode);
        Assert.StartsWith("etl: The job store in PostgreSQL does not answer as it should: ", finished.Errors);
        Assert.Single(finished.Errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("geheim", finished.Errors);
    }

    [PostgresFact]
    public async Task TwoServersOfOneLake_RunEachTimeOnce_AndOneGoesOnWhenTheOtherIsKilled()
    {
        using var postgres = new PostgresServer();
        using var archive = new TinyArchive(10);
        File.WriteAllText(archive["connection"], postgres.ConnectionString + "\n");
        File.WriteAllText(archive["etl.json"], $$"""
            {
              "lake": "{{archive.Lake}}",
              "sources": [{ "name": "archive", "uri": "{{archive.Source}}" }],
              "schedules": [{ "name": "often", "cron": "*/3 * * * * *", "misfire": "skip" }],
              "job_store": { "kind": "postgresql", "connection_file": "connection" },
              "serve": { "listen": "127.0.0.1:0" }
            }
            """);
        using var one = new ServeProcess("--config", archive["etl.json"], "-v");
        using var two = new ServeProcess("--config", archive["etl.json"], "-v");

        await Until(() => Slots(one, two).Count >= 5, one, two);
        var runs = Slots(one, two).Count;
        one.Kill();
        var until = Slots(two).Count + 3;
        await Until(() => Slots(two).Count >= until, two);
        Assert.Equal(0, two.Stop());

        var slots = Slots(one, two);
        Assert.Equal(slots.Distinct().Count(), slots.Count);
        using var lake = new Running.Lake(archive.Lake);
        Assert.Equal(10L, lake.Rows("select (select count(*) from instances) + (select count(*) from quarantine)")[0][0]);
        Assert.All(lake.Rows("select triggered_by, outcome from refreshes"), row => Assert.Equal("schedule", row[0]));
        Assert.InRange((long)lake.Rows("select count(*) from refreshes where outcome = 'done'")[0][0]!, runs - 2, long.MaxValue);
    }

    /// <summary>The times that these have run to an end, as they say.</summary>
    private static List<string> Slots(params ServeProcess[] servers) =>
        [.. servers.SelectMany(server => server.Log.Split('\n')).Where(line => line.StartsWith("Schedule often, ", StringComparison.Ordinal) && line.Contains(": Done", StringComparison.Ordinal))
            .Select(line => line.Split(": Done")[0])];

    private static async Task Until(Func<bool> condition, params ServeProcess[] servers)
    {
        for (var i = 0; i < 600 && !condition(); i++)
            await Task.Delay(200);
        Assert.True(condition(), string.Join("\n---\n", servers.Select(server => server.Log)));
    }

    /// <summary>A program whose refreshes only note that they ran.</summary>
    private sealed class Program : IDisposable
    {
        private readonly string lake = Directory.CreateTempSubdirectory("etl-pg-lake-").FullName;
        private readonly RefreshRuns runs;

        public Program(int number, ConcurrentQueue<(int, DateTimeOffset)> ran)
        {
            runs = new RefreshRuns(
                request =>
                {
                    ran.Enqueue((number, request.Slot!.Value));
                    return new RefreshOptions { Sources = ["/none"], Lake = lake, Id = Guid.CreateVersion7().ToString() };
                },
                (_, _, _) => throw new OperationCanceledException(),
                new RunLog(lake), TimeProvider.System, (_, _) => Task.CompletedTask);
            Schedules = new Schedules([Often with { Retry = new RetryConfig { Attempts = 1 } }], runs, new PausedSchedules(lake), TimeProvider.System, (_, _, _) => Task.CompletedTask);
        }

        public Schedules Schedules { get; }

        public void Dispose()
        {
            runs.Dispose();
            Directory.Delete(lake, recursive: true);
        }
    }
}
