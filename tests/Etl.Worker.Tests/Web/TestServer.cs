using System.Collections.Concurrent;
using System.Net;
using Etl.Worker.Cli;
using Etl.Worker.Configuration;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web;

/// <summary>A server in this process, on a free port, over a folder of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource stopping = new();

    private TestServer(EtlConfig? config, RunRefresh? refresh, Func<WebOptions, WebOptions>? change)
    {
        Lake = folder.Path;
        var options = new WebOptions { Lake = Lake, Listen = new ListenAddress(IPAddress.Loopback, 0), Config = config ?? new EtlConfig(), Refresh = refresh };
        Services = new WebServices(change?.Invoke(options) ?? options, TimeProvider.System, Log.Enqueue, stopping.Token);
    }

    public string Lake { get; }

    public WebServices Services { get; }

    public ConcurrentQueue<string> Log { get; } = [];

    public WebServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <param name="add">Routes to serve; without it those of the program.</param>
    /// <param name="config">What else is configured.</param>
    /// <param name="refresh">What a refresh does; without it the server runs none.</param>
    /// <param name="options">How it is served otherwise.</param>
    public static async Task<TestServer> Start(
        Action<TestServer>? add = null, EtlConfig? config = null, RunRefresh? refresh = null, Func<WebOptions, WebOptions>? options = null)
    {
        var test = new TestServer(config, refresh, options);
        if (add is null)
            Serving.AddRoutes(test.Services);
        else
            add(test);
        test.Server = new WebServer(test.Services);
        await test.Server.Start(default);
        test.Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(test.Server.Address) };
        return test;
    }

    public string Token(Role role) => Services.Tokens.Create(role.ToString(), role, TimeSpan.FromDays(1), default).Secret;

    /// <summary>Sends a request; headers are pairs of name and value.</summary>
    public async Task<HttpResponseMessage> Send(string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Server.Stop();
        await Server.DisposeAsync();
        Client.Dispose();
        Services.Dispose();
        stopping.Dispose();
        folder.Dispose();
    }
}
