using Etl.Worker.Cli;
using Etl.Worker.Crawl;

namespace Etl.Worker.Jobs;

/// <summary>Runs the refreshes of one lake, one at a time, with attempts, a limit of time, a log, and word to whoever wants it.</summary>
public sealed class RefreshRuns(RefreshPlanning plan, RunRefresh refresh, RunLog log, TimeProvider time, Func<RunRequest, RunResult, Task> tell) : IDisposable
{
    private readonly SemaphoreSlim alone = new(1);

    /// <summary>The one that runs, or null.</summary>
    public RunningRefresh? Current { get; private set; }

    /// <summary>Runs it to its end, however that is.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="waits">Waits for the one that runs; otherwise it is <see cref="RunOutcome.Overlapped"/>.</param>
    /// <param name="cancel">The program is ending.</param>
    public async Task<RunResult> RunAsync(RunRequest request, bool waits, CancellationToken cancel)
    {
        if (!await alone.WaitAsync(waits ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel).ConfigureAwait(false))
            return new RunResult(RunOutcome.Overlapped, null, 0, "Another refresh of this lake was running.");
        RunResult result;
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            Current = new RunningRefresh(request, time, stop);
            result = await AttemptsAsync(Current, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            Current = null;
            alone.Release();
        }

        await tell(request, result).ConfigureAwait(false);
        return result;
    }

    public void Dispose() => alone.Dispose();

    private async Task<RunResult> AttemptsAsync(RunningRefresh run, CancellationToken cancel)
    {
        var schedule = run.Request.Schedule;
        using var limit = new CancellationTokenSource(schedule?.TimeLimit ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        for (; ; run.Attempt++)
        {
            var options = plan(run.Request);
            run.RefreshId = options.Id!;
            using var file = log.Open(run.RefreshId);
            run.Written = file.Write;
            run.Say("start", $"Attempt {run.Attempt}, {run.Request.Trigger}{(schedule is null ? "" : $" {schedule.Name}")}{(run.Request.By is null ? "" : $", asked for by {run.Request.By}")}.");
            var failure = await AttemptAsync(options, run, either.Token).ConfigureAwait(false);
            if (failure is null)
                return End(run, RunOutcome.Done, null);
            if (cancel.IsCancellationRequested)
                return End(run, RunOutcome.Cancelled, run.IsCancelled ? "Cancelled." : "The program ended.");
            if (limit.IsCancellationRequested)
                return End(run, RunOutcome.Failed, $"It took longer than its limit, {schedule!.TimeLimit}. What it committed stays.");
            run.Say("failure", SafeMessage.Of(failure));
            if (RetryPlan.WaitAfter(run.Attempt, failure, schedule?.Retry ?? new() { Attempts = 1 }) is not { } wait)
                return End(run, RetryPlan.Outcome(failure), SafeMessage.Of(failure));
            run.WaitsUntil = time.GetUtcNow() + wait;
            run.Say("wait", $"Attempt {run.Attempt + 1} starts at {run.WaitsUntil:yyyy-MM-dd HH:mm:ss} UTC.");
            await Task.Delay(wait, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            run.WaitsUntil = null;
            if (either.IsCancellationRequested)
                return End(run, cancel.IsCancellationRequested ? RunOutcome.Cancelled : RunOutcome.Failed, SafeMessage.Of(failure));
        }
    }

    /// <summary>The failure, or null.</summary>
    private async Task<Exception?> AttemptAsync(RefreshOptions options, RunningRefresh run, CancellationToken cancel)
    {
        try
        {
            // A refresh keeps its thread busy for as long as it takes.
            var summary = await Task.Factory.StartNew(() => refresh(options, run, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            run.Say("end", $"{summary.Listed} listed, {summary.Loaded} loaded, {summary.Quarantined} quarantined, {summary.Unchanged} unchanged, {summary.Gone} gone.");
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static RunResult End(RunningRefresh run, RunOutcome outcome, string? message)
    {
        if (message is not null)
            run.Say("end", $"{outcome}: {message}");
        run.Written = null;
        return new RunResult(outcome, run.RefreshId, run.Attempt, message);
    }
}

/// <summary>The options of a refresh that is asked for, with a new <see cref="RefreshOptions.Id"/>.</summary>
public delegate RefreshOptions RefreshPlanning(RunRequest request);
