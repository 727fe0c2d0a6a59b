using System.Net.Http.Json;
using Etl.Worker.Configuration;

namespace Etl.Worker.Jobs;

/// <summary>Tells webhooks what happened: a POST with JSON, tried again with growing waits. A webhook that does not listen fails nothing.</summary>
public sealed class Webhooks(IReadOnlyList<WebhookConfig> hooks, HttpClient client, TimeProvider time, Action<string> report)
{
    private const int Attempts = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    /// <param name="what">What happened.</param>
    /// <param name="schedule">Whose it is, if anybody's.</param>
    /// <param name="slot">The time it was due.</param>
    /// <param name="result">How the run ended; null when there was none.</param>
    /// <param name="message">In words; never a value of an object.</param>
    /// <param name="cancel">Ends it.</param>
    public Task TellAsync(
        WebhookEvent what, string? schedule, DateTimeOffset? slot, RunResult? result, string? message, CancellationToken cancel)
    {
        var body = new
        {
            schema = 1,
            @event = ConfigSetting.Snake(what.ToString()),
            at = time.GetUtcNow().UtcDateTime,
            schedule,
            due_at = slot?.UtcDateTime,
            refresh_id = result?.RefreshId,
            outcome = result is null ? null : ConfigSetting.Snake(result.Outcome.ToString()),
            attempts = result?.Attempts,
            message,
        };
        return Task.WhenAll(hooks.Index().Where(h => h.Item.Events.Contains(what)).Select(h => PostAsync(h.Index, h.Item.Url, body, cancel)));
    }

    /// <summary>What a run that ended is told as; null: nobody wants to know.</summary>
    internal static WebhookEvent? EventOf(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Done => WebhookEvent.Done,
        RunOutcome.CheckViolated => WebhookEvent.CheckViolated,
        RunOutcome.Failed or RunOutcome.Refused => WebhookEvent.Failed,
        _ => null,
    };

    private async Task PostAsync(int number, string url, object body, CancellationToken cancel)
    {
        var wait = FirstWait;
        for (var attempt = 1; ; attempt++, wait *= 2)
        {
            var reason = await TryAsync(url, body, cancel).ConfigureAwait(false);
            if (reason is null || cancel.IsCancellationRequested)
                return;
            if (attempt == Attempts)
            {
                // The address may hold a secret: the webhook is named by its number.
                report($"webhooks[{number}] did not take what it was told, {Attempts} times: {reason}");
                return;
            }

            await Task.Delay(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string?> TryAsync(string url, object body, CancellationToken cancel)
    {
        try
        {
            using var response = await client.PostAsJsonAsync(url, body, cancel).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}.";
        }
        catch (HttpRequestException e)
        {
            return $"{e.HttpRequestError}.";
        }
        catch (OperationCanceledException)
        {
            return "it did not answer in time.";
        }
    }
}
