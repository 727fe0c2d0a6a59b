using System.Net;
using System.Text;
using System.Text.Json;
using Etl.Worker.Configuration;
using Etl.Worker.Jobs;

namespace Etl.Worker.Tests.Jobs;

/// <summary>Against a server that takes what it is sent, byte for byte.</summary>
public sealed class WebhooksTests : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly string address;

    public WebhooksTests()
    {
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        listener.Prefixes.Add(address);
        listener.Start();
    }

    public void Dispose() => listener.Close();

    [Fact]
    public async Task Failure_IsPosted_AgainWhenItIsNotTaken()
    {
        using var client = new HttpClient();
        var time = new ManualTime(new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero));
        var hooks = new Webhooks([new WebhookConfig { Url = address + "hook" }, new WebhookConfig { Url = address + "not", Events = [WebhookEvent.Done] }], client, time, _ => { });

        var telling = hooks.TellAsync(WebhookEvent.Failed, "nightly", time.GetUtcNow(), new RunResult(RunOutcome.Failed, "id", 3, "The archive is away."), "The archive is away.", default);
        await AnswerAsync(503);
        await JobWorld.Until(() => time.Waiting == 1);
        time.Advance(TimeSpan.FromSeconds(2));
        var body = await AnswerAsync(204);
        await telling;

        Assert.Equal(("/hook", "POST", "application/json"), (body.Path, body.Method, body.Type));
        var json = JsonDocument.Parse(body.Text).RootElement;
        Assert.Equal(("failed", "nightly", "id", 3), (json.GetProperty("event").GetString(), json.GetProperty("schedule").GetString(),
            json.GetProperty("refresh_id").GetString(), json.GetProperty("attempts").GetInt32()));
        Assert.Equal("2026-03-01T02:00:00Z", json.GetProperty("due_at").GetString());
    }

    [Fact]
    public async Task OneThatNeverListens_IsReported_WithoutItsAddress()
    {
        var reports = new List<string>();
        using var client = new HttpClient();
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var hooks = new Webhooks([new WebhookConfig { Url = "http://127.0.0.1:1/geheim" }], client, time, reports.Add);

        var telling = hooks.TellAsync(WebhookEvent.Failed, null, null, null, null, default);
        while (!telling.IsCompleted)
        {
            await JobWorld.Until(() => telling.IsCompleted || time.Waiting == 1);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.StartsWith("webhooks[0] did not take", Assert.Single(reports));
        Assert.DoesNotContain("geheim", reports[0]);
    }

    private async Task<(string Path, string Method, string Type, string Text)> AnswerAsync(int status)
    {
        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        context.Response.StatusCode = status;
        context.Response.Close();
        return (context.Request.Url!.AbsolutePath, context.Request.HttpMethod, context.Request.ContentType!.Split(';')[0], text);
    }
}
