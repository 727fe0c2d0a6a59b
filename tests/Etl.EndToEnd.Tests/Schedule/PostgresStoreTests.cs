using System.Collections.Concurrent;
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
