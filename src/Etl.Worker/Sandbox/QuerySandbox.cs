using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Etl.Worker.Cli;

namespace Etl.Worker.Sandbox;

/// <summary>
/// Runs statements of strangers on a published warehouse: each in a process of its own that can neither write, nor reach the network, nor
/// other programs, and that is watched and ended from here. See <c>docs/decisions/0003</c> for why DuckDB's own settings are not enough.
/// </summary>
public sealed class QuerySandbox(int running = 2, int waitingPerUser = 5) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim places = new(running);
    private readonly ConcurrentDictionary<string, int> waiting = new(StringComparer.Ordinal);

    /// <param name="query">What to run.</param>
    /// <param name="columns">Told of the columns, once, before any row.</param>
    /// <param name="row">Told of each row, a JSON array; valid until it returns.</param>
    /// <param name="cancel">Ends the process.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<SandboxOutcome> RunAsync(
        SandboxQuery query, Func<IReadOnlyList<ResultColumn>, ValueTask> columns, Func<JsonElement, ValueTask> row, CancellationToken cancel)
    {
        if (waiting.AddOrUpdate(query.User, 1, (_, number) => number + 1) > waitingPerUser + running)
        {
            Leave(query.User);
            return new SandboxOutcome(SandboxStatus.Refused, $"{waitingPerUser} of your statements are waiting already.", 0, false, TimeSpan.Zero);
        }

        try
        {
            await places.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                return await RunAloneAsync(query, columns, row, cancel).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            Leave(query.User);
        }
    }

    public void Dispose() => places.Dispose();

    private static async Task<SandboxOutcome> RunAloneAsync(
        SandboxQuery query, Func<IReadOnlyList<ResultColumn>, ValueTask> columns, Func<JsonElement, ValueTask> row, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var process = SandboxProcess.Start();
        using var ended = new CancellationTokenSource();
        var watch = WatchAsync(process, query.Limits, clock, cancel, ended.Token);
        var answer = new SandboxReading(columns, row);
        try
        {
            SandboxChild.WriteRequest(process.Input, query);
            process.Input.Close();
            await answer.ReadAsync(process.Output, query.Limits.ResultBytes).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It ended before it read its request; its exit code says how.
        }
        finally
        {
            process.Kill();
            await ended.CancelAsync().ConfigureAwait(false);
        }

        var reason = await watch.ConfigureAwait(false);
        var code = await process.ExitCodeAsync().ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        return (answer.Status, reason) switch
        {
            ({ } status, _) => new SandboxOutcome(status, answer.Message, answer.Rows, answer.IsTruncated, clock.Elapsed),
            (null, { } why) => new SandboxOutcome(SandboxStatus.Stopped, why, answer.Rows, true, clock.Elapsed),
            _ => new SandboxOutcome(SandboxStatus.Stopped, WhyEnded(code, query.Limits), answer.Rows, true, clock.Elapsed),
        };
    }

    /// <summary>Ends the process when it reaches a limit, and says which; null when it did not.</summary>
    private static async Task<string?> WatchAsync(
        SandboxProcess process, SandboxLimits limits, Stopwatch clock, CancellationToken cancel, CancellationToken ended)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, ended);
        while (!ended.IsCancellationRequested)
        {
            string? reason = null;
            if (clock.Elapsed >= limits.Time)
                reason = $"Stopped after {limits.Time.TotalSeconds:0.#} s, the limit of time. Narrow the statement, or read a mart instead of dicom_all.";
            else if (process.ResidentBytes() > limits.ResidentBytes)
                reason = $"Stopped at {limits.ResidentBytes >> 20:N0} MiB of memory, the limit. Aggregate less at once, or read fewer columns.";
            if (reason is not null || cancel.IsCancellationRequested)
            {
                process.Kill();
                return reason ?? "Cancelled.";
            }

            await Task.Delay(LookEvery, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private static string WhyEnded(int code, SandboxLimits limits) => (code - 128) switch
    {
        24 => $"Stopped: the statement used more processor time than {limits.Time.TotalSeconds:0.#} s on {limits.Threads} threads.",
        25 => "Stopped: the statement wanted to write a file.",
        6 or 9 or 11 => "Stopped: the statement needs more memory than it may use, or brought its process down.",
        _ => $"The statement's process ended with code {code} and without an answer.",
    };

    private void Leave(string user)
    {
        if (waiting.AddOrUpdate(user, 0, (_, number) => number - 1) == 0)
            waiting.TryRemove(KeyValuePair.Create(user, 0));
    }
}
