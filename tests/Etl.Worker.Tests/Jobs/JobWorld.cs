using Etl.Worker.Configuration;
using Etl.Worker.Crawl;
using Etl.Worker.Jobs;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Jobs;

/// <summary>Schedules over refreshes that do what the test says, and a clock that goes when it says so.</summary>
internal sealed class JobWorld : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Func<JobWorld, int, CancellationToken, RefreshSummary> refresh;
    private int started;

    public JobWorld(Func<JobWorld, int, CancellationToken, RefreshSummary> refresh, params ScheduleConfig[] schedules)
    {
        this.refresh = refresh;
        Log = new RunLog(folder.Path);
        Runs = new RefreshRuns(Plan, (_, _, cancel) => this.refresh(this, Interlocked.Increment(ref started), cancel), Log, Time, (request, result) =>
        {
            lock (Told)
                Told.Add($"{result.Outcome} {request.Slot:HH:mm}".Trim());
            return Task.CompletedTask;
        });
        Schedules = new Schedules(schedules, Runs, new PausedSchedules(folder.Path), Time, (schedule, slot, why) =>
        {
            lock (Told)
                Told.Add($"missed {slot:HH:mm}");
            return Task.CompletedTask;
        });
    }

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public RunLog Log { get; }

    public RefreshRuns Runs { get; }

    public Schedules Schedules { get; }

    public List<string> Told { get; } = [];

    public int Started => started;

    public List<RefreshOptions> Planned { get; } = [];

    public static ScheduleConfig Nightly => new() { Name = "nightly", Cron = "0 2 * * *" };

    public static DateTimeOffset Today(int hour, int minute = 0) => new(2026, 3, 1, hour, minute, 0, TimeSpan.Zero);

    public void Dispose()
    {
        Runs.Dispose();
        folder.Dispose();
    }

    /// <summary>Waits, in real time, until something that another thread does has come.</summary>
    public static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 3000 && !condition(); i++)
            await Task.Delay(10);
        Assert.True(condition());
    }

    private RefreshOptions Plan(RunRequest request)
    {
        var options = new RefreshOptions
        {
            Sources = ["/archive"],
            Lake = folder.Path,
            TriggeredBy = request.Trigger,
            Schedule = request.Schedule?.Name,
            Id = Guid.CreateVersion7().ToString(),
        };
        Planned.Add(options);
        return options;
    }
}
