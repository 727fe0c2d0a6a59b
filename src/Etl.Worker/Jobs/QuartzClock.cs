using System.Globalization;
using Etl.Worker.Configuration;
using Npgsql;
using Quartz;

namespace Etl.Worker.Jobs;

/// <summary>
/// Quartz as the clock of the schedules, in memory or in PostgreSQL: it keeps one trigger for the next time of each schedule and calls
/// when it has come. Everything else – which time is next, what is late, what is tried again – is decided by <see cref="Schedules"/>.
/// </summary>
public sealed class QuartzClock : IAsyncDisposable
{
    private readonly IScheduler scheduler;

    private QuartzClock(IScheduler scheduler) => this.scheduler = scheduler;

    /// <param name="schedules">Told when a time has come.</param>
    /// <param name="store">Where the times are kept.</param>
    /// <param name="lastRun">When a schedule last ran, as far as anybody knows.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Takes a line for the log.</param>
    /// <param name="cancel">Ends the start, and the runs.</param>
    /// <exception cref="IOException">The store in PostgreSQL cannot be reached, or does not let this account in.</exception>
    public static async Task<QuartzClock> StartAsync(
        Schedules schedules, JobStoreConfig store, Func<ScheduleConfig, DateTimeOffset?> lastRun, TimeProvider time, Action<string> report, CancellationToken cancel)
    {
        try
        {
            return await MakeAsync(schedules, store, lastRun, time, report, cancel).ConfigureAwait(false);
        }
        // Quartz's own message holds the stack of the other.
        catch (Exception e) when (InPostgres(e) is { } cause)
        {
            throw new IOException($"The job store in PostgreSQL does not answer as it should: {cause.Message.Split('\n')[0].TrimEnd()}", e);
        }
    }

    private static async Task<QuartzClock> MakeAsync(
        Schedules schedules, JobStoreConfig store, Func<ScheduleConfig, DateTimeOffset?> lastRun, TimeProvider time, Action<string> report, CancellationToken cancel)
    {
        var builder = QuartzSchedulerBuilder.Create(quartz =>
        {
            quartz.UseTimeProvider(time);
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "etl";
                options.GenerateInstanceId = true;
            });
            quartz.UseDefaultThreadPool(Math.Max(4, schedules.All.Count * 2));
            quartz.AddJobType(_ => new SlotJob(schedules, report, cancel));
            Keep(quartz, store);
        });
        var scheduler = await builder.BuildScheduler(cancel).ConfigureAwait(false);
        var clock = new QuartzClock(scheduler);
        try
        {
            foreach (var schedule in schedules.All)
                await clock.SetAsync(schedule, () => schedules.First(schedule, lastRun(schedule)), cancel).ConfigureAwait(false);
            await scheduler.Start(cancel).ConfigureAwait(false);
        }
        catch
        {
            await clock.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return clock;
    }

    private static NpgsqlException? InPostgres(Exception? e) => e is null or NpgsqlException ? e as NpgsqlException : InPostgres(e.InnerException);

    /// <summary>Waits for the runs; what ends them is the token that the start was given.</summary>
    public async ValueTask DisposeAsync() => await scheduler.Shutdown(true, CancellationToken.None).ConfigureAwait(false);

    internal static async ValueTask PutAsync(IScheduler scheduler, string schedule, DateTimeOffset slot, CancellationToken cancel)
    {
        var text = slot.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        var trigger = TriggerBuilder.Create().WithIdentity(text, schedule).ForJob(schedule).StartAt(slot).Build();
        // Of several programs that share a store the first puts it; the others find it.
        await scheduler.ScheduleTrigger(trigger, TriggerConflict.Keep, cancel).ConfigureAwait(false);
    }

    private static void Keep(IQuartzBuilder quartz, JobStoreConfig store)
    {
        if (store.Kind == JobStoreKind.Memory)
        {
            quartz.UseInMemoryStore(_ => { });
            return;
        }

        var connection = store.Connection ?? File.ReadAllText(store.ConnectionFile!).Trim();
        quartz.UsePersistentStore(persistent =>
        {
            persistent.UsePostgres(NpgsqlFactory.Instance, connection);
            persistent.UseSystemTextJsonSerializer(_ => { });
            persistent.UseClustering(_ => { });
            persistent.ProvisionSchema();
        });
    }

    /// <summary>Sees to it that the store has the schedule's next time, and none that a change of its expression took away.</summary>
    private async Task SetAsync(ScheduleConfig schedule, Func<DateTimeOffset?> first, CancellationToken cancel)
    {
        var job = JobBuilder.Create<SlotJob>().WithIdentity(schedule.Name).StoreDurably(true).Build();
        await scheduler.AddJob(job, AddJobOptions.Replacing, cancel).ConfigureAwait(false);
        var isThere = false;
        foreach (var key in await scheduler.GetTriggerKeys(GroupMatcher<TriggerKey>.GroupEquals(schedule.Name), cancel).ConfigureAwait(false))
        {
            var slot = SlotJob.Slot(key);
            if (Schedules.Next(schedule, slot.AddTicks(-1)) == slot)
                isThere = true;
            else
                await scheduler.UnscheduleJob(key, cancel).ConfigureAwait(false);
        }

        if (!isThere && first() is { } next)
            await PutAsync(scheduler, schedule.Name, next, cancel).ConfigureAwait(false);
    }
}

/// <summary>Quartz's job: a time of a schedule has come. The trigger's key says which.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1812", Justification = "Quartz makes it.")]
internal sealed class SlotJob(Schedules schedules, Action<string> report, CancellationToken ending) : IJob
{
    internal static DateTimeOffset Slot(TriggerKey key) => DateTimeOffset.Parse(key.Name, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var (name, slot) = (context.Trigger.Key.Group, Slot(context.Trigger.Key));
        if (schedules.Find(name) is { } schedule)
        {
            // Before the run, which may last beyond the next time. Times that have passed meanwhile are made up for by this run.
            var after = schedules.Now > slot ? schedules.Now : slot;
            if (Schedules.Next(schedule, after) is { } next)
                await QuartzClock.PutAsync(context.Scheduler, name, next, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            var result = await schedules.FireAsync(name, slot, ending).ConfigureAwait(false);
            report($"Schedule {name}, {slot:yyyy-MM-dd HH:mm:ss} UTC: {result.Outcome}{(result.Message is null ? "" : $". {result.Message}")}");
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The program ends.
        }
        catch (Exception e)
        {
            report($"Schedule {name}, {slot:yyyy-MM-dd HH:mm:ss} UTC: {e.GetType().Name}");
        }
    }
}
