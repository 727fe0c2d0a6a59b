using System.Collections.Concurrent;
using Etl.Worker.Configuration;

namespace Etl.Worker.Jobs;

/// <summary>
/// The schedules of a lake: when each is due, and what is done when its time has come. It knows no scheduler: whoever watches the clock
/// asks <see cref="Next"/> and calls <see cref="FireAsync"/>.
/// </summary>
public sealed class Schedules(IReadOnlyList<ScheduleConfig> schedules, RefreshRuns runs, PausedSchedules paused, TimeProvider time, Func<ScheduleConfig, DateTimeOffset, string, Task> missed)
{
    /// <summary>A run that starts this much late is on time.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, bool> waiting = new(StringComparer.Ordinal);

    public IReadOnlyList<ScheduleConfig> All { get; } = schedules;

    public PausedSchedules Paused { get; } = paused;

    internal DateTimeOffset Now => time.GetUtcNow();

    public ScheduleConfig? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>The first time of the schedule after this instant; null when none comes.</summary>
    public static DateTimeOffset? Next(ScheduleConfig schedule, DateTimeOffset after) => Times(schedule).Next(after);

    internal static ScheduleTimes Times(ScheduleConfig schedule) =>
        new(CronExpression.Parse(schedule.Cron, out _)!, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone));

    /// <summary>
    /// The time that is due first: normally the next, or, when times have passed since the last run while the program did not run, the
    /// last of those, which then is late.
    /// </summary>
    public DateTimeOffset? First(ScheduleConfig schedule, DateTimeOffset? lastRun)
    {
        var now = time.GetUtcNow();
        return lastRun is { } last && Times(schedule).Between(last, now, 100_000).LastOrDefault() is { Ticks: > 0 } late ? late : Next(schedule, now);
    }

    /// <summary>The time <paramref name="slot"/> of a schedule has come, or came while nobody looked.</summary>
    public async Task<RunResult> FireAsync(string name, DateTimeOffset slot, CancellationToken cancel)
    {
        if (Find(name) is not { } schedule)
            return new RunResult(RunOutcome.Skipped, null, 0, $"There is no schedule {name} any more.");
        if (Paused.Has(name))
            return new RunResult(RunOutcome.Skipped, null, 0, $"{name} is paused.");
        var isLate = time.GetUtcNow() - slot > Tolerance;
        if (isLate)
            await missed(schedule, slot, "The program did not run.").ConfigureAwait(false);
        if (isLate && schedule.Misfire == Misfire.Skip)
            return new RunResult(RunOutcome.Skipped, null, 0, $"{slot:O} passed unseen, and {name} skips those.");
        var request = new RunRequest(schedule, "schedule", slot);
        var result = await runs.RunAsync(request, waits: false, cancel).ConfigureAwait(false);
        if (result.Outcome != RunOutcome.Overlapped)
            return result;
        await missed(schedule, slot, "Another refresh was running.").ConfigureAwait(false);
        // However many times pass meanwhile, one run makes up for them.
        if (schedule.Misfire == Misfire.Skip || !waiting.TryAdd(name, true))
            return result;
        try
        {
            return await runs.RunAsync(request, waits: true, cancel).ConfigureAwait(false);
        }
        finally
        {
            waiting.TryRemove(name, out _);
        }
    }

    /// <summary>Runs one now, whatever the clock says. Null: another is running.</summary>
    public Task<RunResult>? RunNow(ScheduleConfig? schedule, string by, CancellationToken cancel) => runs.Current is not null
        ? null
        : runs.RunAsync(new RunRequest(schedule, "hand", null) { By = by }, waits: false, cancel);
}
