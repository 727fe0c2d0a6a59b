using Etl.Worker.Configuration;
using Etl.Worker.Jobs;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Jobs;

public sealed class SchedulesTests
{
    [Fact]
    public async Task OnTime_Runs()
    {
        using var world = new JobWorld((_, _, _) => FakeOperations.Summary, JobWorld.Nightly);
        world.Time.Advance(TimeSpan.FromHours(2));

        var result = await world.Schedules.FireAsync("nightly", JobWorld.Today(2), default);

        Assert.Equal(RunOutcome.Done, result.Outcome);
        Assert.Equal(["Done 02:00"], world.Told);
        Assert.Equal(("schedule", "nightly"), (world.Planned[0].TriggeredBy, world.Planned[0].Schedule));
    }

    [Theory]
    [InlineData(Misfire.RunOnce, "missed 02:00,Done 02:00")]
    [InlineData(Misfire.Skip, "missed 02:00")]
    public async Task Late_GoesByThePolicy_AndIsToldAsMissed(Misfire policy, string told)
    {
        using var world = new JobWorld((_, _, _) => FakeOperations.Summary, JobWorld.Nightly with { Misfire = policy });
        world.Time.Advance(TimeSpan.FromHours(9));

        await world.Schedules.FireAsync("nightly", JobWorld.Today(2), default);

        Assert.Equal(told, string.Join(',', world.Told));
    }

    [Fact]
    public void MissedNights_AreMadeUpForByOne()
    {
        using var world = new JobWorld((_, _, _) => FakeOperations.Summary, JobWorld.Nightly);
        world.Time.Advance(TimeSpan.FromDays(5) + TimeSpan.FromHours(9));

        var first = world.Schedules.First(JobWorld.Nightly, lastRun: JobWorld.Today(2));

        Assert.Equal(JobWorld.Today(2).AddDays(5), first);
        Assert.Equal(JobWorld.Today(2).AddDays(6), world.Schedules.First(JobWorld.Nightly, lastRun: null));
        Assert.Equal(JobWorld.Today(2).AddDays(6), world.Schedules.First(JobWorld.Nightly, lastRun: JobWorld.Today(2).AddDays(5)));
    }

    /// <summary>The clock goes over the night in which that of Berlin is set forward, and over the one in which it is set back.</summary>
    [Theory]
    [InlineData("30 2 * * *", "2026-03-27T12:00", "2026-03-30T12:00", "28T01:30 29T01:00 30T00:30")]
    [InlineData("30 2 * * *", "2026-10-23T12:00", "2026-10-26T12:00", "24T00:30 25T00:30 26T01:30")]
    [InlineData("0 * * * *", "2026-03-28T23:30", "2026-03-29T03:30", "29T00:00 29T01:00 29T02:00 29T03:00")]
    [InlineData("0 * * * *", "2026-10-24T22:30", "2026-10-25T02:30", "24T23:00 25T00:00 25T01:00 25T02:00")]
    public async Task NightInWhichTheClockIsSet_RunsAsOften_AndLeavesNoGap(string cron, string from, string to, string expected)
    {
        var schedule = JobWorld.Nightly with { Cron = cron, TimeZone = "Europe/Berlin" };
        using var world = new JobWorld((_, _, _) => FakeOperations.Summary, schedule);
        DateTimeOffset At(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);
        world.Time.Advance(At(from) - world.Time.GetUtcNow());
        var starts = new List<DateTimeOffset>();
        for (var slot = world.Schedules.First(schedule, null)!.Value; slot <= At(to); slot = Schedules.Next(schedule, world.Time.GetUtcNow())!.Value)
        {
            world.Time.Advance(slot - world.Time.GetUtcNow());
            Assert.Equal(RunOutcome.Done, (await world.Schedules.FireAsync("nightly", slot, default)).Outcome);
            starts.Add(world.Time.GetUtcNow());
        }

        Assert.Equal(expected, string.Join(' ', starts.Select(at => at.UtcDateTime.ToString("dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture))));
        Assert.DoesNotContain(world.Told, told => told.StartsWith("missed", StringComparison.Ordinal));
        Assert.Empty(ScheduleGaps.Find(Schedules.Times(schedule), starts, At(from), At(to), 1000));
    }

    [Fact]
    public async Task Overlap_WithRunOnce_RunsOnceAfterwards()
    {
        using var release = new ManualResetEventSlim();
        var often = new ScheduleConfig { Name = "often", Cron = "*/10 * * * *" };
        using var world = new JobWorld((_, number, _) =>
        {
            if (number == 1)
                release.Wait(CancellationToken.None);
            return FakeOperations.Summary;
        }, often);
        var first = world.Schedules.FireAsync("often", JobWorld.Today(0), default);
        await JobWorld.Until(() => world.Started == 1);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        var second = world.Schedules.FireAsync("often", JobWorld.Today(0, 10), default);
        world.Time.Advance(TimeSpan.FromMinutes(10));
        var third = await world.Schedules.FireAsync("often", JobWorld.Today(0, 20), default);

        release.Set();
        await Task.WhenAll(first, second);

        Assert.Equal(RunOutcome.Overlapped, third.Outcome);
        Assert.Equal((RunOutcome.Done, RunOutcome.Done, 2), ((await first).Outcome, (await second).Outcome, world.Started));
        Assert.Equal(["Done 00:00", "Done 00:10", "missed 00:10", "missed 00:20"], world.Told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Overlap_WithSkip_DoesNot()
    {
        using var release = new ManualResetEventSlim();
        var often = new ScheduleConfig { Name = "often", Cron = "*/10 * * * *", Misfire = Misfire.Skip };
        using var world = new JobWorld((_, _, _) =>
        {
            release.Wait(CancellationToken.None);
            return FakeOperations.Summary;
        }, often);
        var first = world.Schedules.FireAsync("often", JobWorld.Today(0), default);
        await JobWorld.Until(() => world.Started == 1);
        world.Time.Advance(TimeSpan.FromMinutes(10));

        var second = await world.Schedules.FireAsync("often", JobWorld.Today(0, 10), default);

        release.Set();
        await first;
        Assert.Equal((RunOutcome.Overlapped, 1), (second.Outcome, world.Started));
    }

    [Fact]
    public async Task Paused_DoesNotRun_AlsoAfterARestart()
    {
        using var world = new JobWorld((_, _, _) => FakeOperations.Summary, JobWorld.Nightly);
        world.Schedules.Paused.Pause("nightly");
        world.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(RunOutcome.Skipped, (await world.Schedules.FireAsync("nightly", JobWorld.Today(2), default)).Outcome);
        Assert.True(world.Schedules.Paused.Has("nightly"));

        world.Schedules.Paused.Resume("nightly");
        Assert.Equal(RunOutcome.Done, (await world.Schedules.FireAsync("nightly", JobWorld.Today(2), default)).Outcome);
    }

    [Fact]
    public void Gaps_AreTimesWithoutARun()
    {
        var times = Schedules.Times(JobWorld.Nightly with { TimeZone = "Europe/Berlin" });
        DateTimeOffset At(int day, double hour) => new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddDays(day - 1).AddHours(hour);
        // 02:00 in Berlin is 01:00 UTC until the 28th, and 01:00 UTC, the jump to 03:00, on the 29th; then 00:00 UTC.
        var starts = new[] { At(26, 1.001), At(27, 4), At(29, 1.001), At(30, 0.001) };

        var gaps = ScheduleGaps.Find(times, starts, At(1, 0), At(31, 12), 1000);

        Assert.Equal([At(28, 1), At(31, 0)], gaps);
        Assert.Empty(ScheduleGaps.Find(times, [], At(1, 0), At(31, 12), 1000));
    }
}
