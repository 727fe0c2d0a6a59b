using Etl.Worker.Cli;
using Etl.Worker.Configuration;
using Etl.Worker.Crawl;
using Etl.Worker.Lake;

namespace Etl.Worker.Jobs;

/// <summary>Everything that runs refreshes in a server: put together from the configuration, started, and stopped.</summary>
public sealed class RefreshScheduling : IDisposable
{
    private readonly EtlConfig config;
    private readonly TimeProvider time;
    private readonly Action<string> report;
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Webhooks webhooks;
    private QuartzClock? clock;

    public RefreshScheduling(EtlConfig config, RunRefresh? refresh, TimeProvider time, Action<string> report)
    {
        this.config = config;
        this.time = time;
        this.report = report;
        webhooks = new Webhooks(config.Webhooks, client, time, report);
        Log = new RunLog(config.Lake);
        History = new RefreshHistory(new LakeFolder(config.Lake, time));
        CanRun = refresh is not null && config.Sources.Count > 0;
        Runs = new RefreshRuns(Plan, refresh ?? ((_, _, _) => throw new InvalidOperationException("This server runs no refreshes.")), Log, time, TellAsync);
        Schedules = new Schedules(config.Schedules, Runs, new PausedSchedules(config.Lake), time, TellMissedAsync);
    }

    public RefreshRuns Runs { get; }

    public Schedules Schedules { get; }

    public RunLog Log { get; }

    public RefreshHistory History { get; }

    /// <summary>There are sources that a refresh can read, and this server runs refreshes.</summary>
    public bool CanRun { get; }

    /// <param name="cancel">Ends the runs too.</param>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (CanRun && config.Schedules.Count > 0)
            clock = await QuartzClock.StartAsync(Schedules, config.JobStore, s => History.LastRun(s.Name), time, report, cancel).ConfigureAwait(false);
    }

    /// <summary>Waits until the runs, which the token of the start ends, have ended.</summary>
    public async Task StopAsync()
    {
        if (clock is not null)
            await clock.DisposeAsync().ConfigureAwait(false);
        clock = null;
    }

    public void Dispose()
    {
        Runs.Dispose();
        History.Dispose();
        client.Dispose();
    }

    private RefreshOptions Plan(RunRequest request) => ConfiguredRefresh.Options(config, request.Schedule?.Sources ?? []) with
    {
        TriggeredBy = request.Trigger,
        Schedule = request.Schedule?.Name,
        Id = Guid.CreateVersion7(time.GetUtcNow()).ToString(),
    };

    private async Task TellAsync(RunRequest request, RunResult result)
    {
        if (Webhooks.EventOf(result.Outcome) is { } what)
            await webhooks.TellAsync(what, request.Schedule?.Name, request.Slot, result, result.Message, CancellationToken.None).ConfigureAwait(false);
    }

    private Task TellMissedAsync(ScheduleConfig schedule, DateTimeOffset slot, string why)
    {
        report($"Schedule {schedule.Name} missed {slot:yyyy-MM-dd HH:mm:ss} UTC. {why}");
        // The run that makes up for it does not wait until somebody has listened.
        _ = webhooks.TellAsync(WebhookEvent.Missed, schedule.Name, slot, null, why, CancellationToken.None);
        return Task.CompletedTask;
    }
}
