using Etl.Worker.Configuration;
using Etl.Worker.Crawl;
using Etl.Worker.Jobs;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Jobs;

public sealed class RefreshRunsTests
{
    private static readonly ScheduleConfig Patient = JobWorld.Nightly with { Retry = new RetryConfig { Attempts = 4, BackOff = TimeSpan.FromMinutes(5), LongestBackOff = TimeSpan.FromMinutes(12) } };

    [Fact]
    public async Task Failure_IsTriedAgain_WithWaitsThatGrow()
    {
        using var world = new JobWorld((_, attempt, _) => attempt < 4 ? throw new IOException("The archive is away.") : FakeOperations.Summary);
        var run = world.Runs.RunAsync(new RunRequest(Patient, "schedule", null), false, default);
        foreach (var (i, minutes) in new[] { 5, 10, 12 }.Index())
        {
            await JobWorld.Until(() => world.Started == i + 1 && world.Runs.Current?.WaitsUntil > world.Time.GetUtcNow() && world.Time.Waiting == 2);
            Assert.Equal(world.Time.GetUtcNow().AddMinutes(minutes), world.Runs.Current!.WaitsUntil);
            world.Time.Advance(TimeSpan.FromMinutes(minutes));
        }

        var result = await run;

        Assert.Equal((RunOutcome.Done, 4), (result.Outcome, result.Attempts));
        Assert.Equal(4, world.Planned.Select(o => o.Id).Distinct().Count());
        Assert.Contains(world.Log.Read(world.Planned[0].Id!, 0, 100).Lines, line => line is { Kind: "failure", Message: "The archive is away." });
        Assert.Contains(world.Log.Read(world.Planned[3].Id!, 0, 100).Lines, line => line.Kind == "end");
    }

    [Fact]
    public async Task LastAttempt_IsTheResult()
    {
        using var world = new JobWorld((_, attempt, _) => throw new IOException($"Attempt {attempt}."));
        var run = world.Runs.RunAsync(new RunRequest(Patient with { Retry = new RetryConfig { Attempts = 2, BackOff = TimeSpan.FromSeconds(1) } }, "schedule", null), false, default);
        await JobWorld.Until(() => world.Runs.Current?.WaitsUntil is not null && world.Time.Waiting == 2);
        world.Time.Advance(TimeSpan.FromSeconds(1));

        var result = await run;
        Assert.Equal(new RunResult(RunOutcome.Failed, world.Planned[^1].Id, 2, "Attempt 2."), result);
        Assert.Equal(["Failed"], world.Told);
    }

    [Fact]
    public async Task WhatWouldFailAgain_IsNotTriedAgain()
    {
        using var check = new JobWorld((_, _, _) => throw new WarehouseCheckException([new("no_row_twice", 2)]));

        var result = await check.Runs.RunAsync(new RunRequest(Patient, "schedule", null), false, default);

        Assert.Equal((RunOutcome.CheckViolated, 1), (result.Outcome, result.Attempts));
        Assert.Contains("no_row_twice", result.Message);
    }

    [Fact]
    public async Task SecondRun_DoesNotStart()
    {
        using var release = new ManualResetEventSlim();
        using var world = new JobWorld((_, _, _) =>
        {
            release.Wait(CancellationToken.None);
            return FakeOperations.Summary;
        });
        var first = world.Runs.RunAsync(new RunRequest(null, "hand", null), false, default);
        await JobWorld.Until(() => world.Started == 1);

        var second = await world.Runs.RunAsync(new RunRequest(null, "hand", null), false, default);

        Assert.Equal(RunOutcome.Overlapped, second.Outcome);
        Assert.Null(world.Schedules.RunNow(null, "me", default));
        release.Set();
        Assert.Equal(RunOutcome.Done, (await first).Outcome);
        Assert.Equal(1, world.Started);
        Assert.Null(world.Runs.Current);
    }

    [Fact]
    public async Task Cancel_EndsTheRun_AndIsNotTriedAgain()
    {
        using var world = new JobWorld(UntilCancelled);
        var run = world.Runs.RunAsync(new RunRequest(Patient, "schedule", null), false, default);
        await JobWorld.Until(() => world.Started == 1);

        world.Runs.Current!.Cancel("an operator");

        Assert.Equal((RunOutcome.Cancelled, 1), ((await run).Outcome, world.Started));
        Assert.Contains(world.Log.Read(world.Planned[0].Id!, 0, 100).Lines, line => line.Message == "Cancelled by an operator.");
    }

    [Fact]
    public async Task Cancel_WhileItWaits_EndsItToo()
    {
        using var world = new JobWorld((_, _, _) => throw new IOException("away"));
        var run = world.Runs.RunAsync(new RunRequest(Patient, "schedule", null), false, default);
        await JobWorld.Until(() => world.Runs.Current?.WaitsUntil is not null);

        world.Runs.Current!.Cancel("an operator");

        Assert.Equal((RunOutcome.Cancelled, 1), ((await run).Outcome, world.Started));
    }

    [Fact]
    public async Task LimitOfTime_EndsIt_AllAttemptsTogether()
    {
        using var world = new JobWorld(UntilCancelled);
        var run = world.Runs.RunAsync(new RunRequest(Patient with { TimeLimit = TimeSpan.FromHours(2) }, "schedule", null), false, default);
        await JobWorld.Until(() => world.Started == 1);

        world.Time.Advance(TimeSpan.FromHours(2));

        var result = await run;
        Assert.Equal((RunOutcome.Failed, 1), (result.Outcome, world.Started));
        Assert.Contains("limit", result.Message);
    }

    [Fact]
    public async Task Log_IsPaged()
    {
        using var world = new JobWorld((_, _, _) => FakeOperations.Summary);
        var result = await world.Runs.RunAsync(new RunRequest(null, "hand", null) { By = "me" }, false, default);

        var (lines, all) = world.Log.Read(result.RefreshId!, 1, 1);

        Assert.Equal((2, 1), (all, lines.Count));
        Assert.Equal("end", lines[0].Kind);
        Assert.Equal(0, world.Log.Read("../../etc/passwd", 0, 1).All);
    }

    private static RefreshSummary UntilCancelled(JobWorld world, int attempt, CancellationToken cancel)
    {
        cancel.WaitHandle.WaitOne();
        throw new OperationCanceledException(cancel);
    }
}
