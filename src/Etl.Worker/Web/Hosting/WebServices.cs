using Etl.Worker.Jobs;
using Etl.Worker.Lake;
using Etl.Worker.Sandbox;
using Etl.Worker.Web.Access;
using Etl.Worker.Web.Access.Oidc;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Hosting;

/// <summary>What the requests share. It lives as long as the server.</summary>
public sealed class WebServices : IDisposable
{
    private readonly Action<string> report;
    private readonly CancellationToken stopping;

    /// <param name="options">How it is served.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Takes a line for the log; it never holds a value of a patient.</param>
    /// <param name="stopping">Asks streams that stay open to end.</param>
    public WebServices(WebOptions options, TimeProvider time, Action<string> report, CancellationToken stopping)
    {
        this.report = report;
        this.stopping = stopping;
        Options = options;
        Time = time;
        Folder = new ServeFolder(options.Lake);
        Tokens = new TokenStore(Folder, time);
        Link = new LoginLink(time);
        SignIn = new SignIn(Tokens, new Sessions(Tokens, time), Link, options.IsHttps);
        Oidc = OidcSignIn.Of(options.Config.Serve.Oidc, time, options.IsHttps);
        Scheduling = new RefreshScheduling(options.Config with { Lake = Path.GetFullPath(options.Lake) }, options.Refresh, time, report);
        Sandbox = new QuerySandbox(options.Config.Console.Running, options.Config.Console.Waiting);
        Audit = new AuditLog(Folder, time);
        Warehouse = new PublishedWarehouse(LakeFolder.WarehouseOf(Path.GetFullPath(options.Lake)), Folder, report);
        Origins = new OriginCheck(KnownHosts(options), options.IsHttps);
    }

    public WebOptions Options { get; }

    public TimeProvider Time { get; }

    public ServeFolder Folder { get; }

    public TokenStore Tokens { get; }

    public LoginLink Link { get; }

    public SignIn SignIn { get; }

    /// <summary>Signing in by a provider; null where none is configured.</summary>
    public OidcSignIn? Oidc { get; }

    public AuditLog Audit { get; }

    public PublishedWarehouse Warehouse { get; }

    public OriginCheck Origins { get; }

    /// <summary>The refreshes that ran, the one that runs, and those that are due.</summary>
    public RefreshScheduling Scheduling { get; }

    /// <summary>Runs statements that people write.</summary>
    public QuerySandbox Sandbox { get; }

    public RateLimits Limits { get; } = new();

    public RouteTable Routes { get; } = new();

    public CancellationToken Stopping => stopping;

    /// <summary>Whether stacks of errors are logged. They hold names of methods, no values.</summary>
    public bool LogsStacks { get; init; }

    public void Report(string line) => report(line);

    public string Stack(Exception e) => LogsStacks ? "\n" + e.StackTrace : "";

    /// <summary>Where a download is written before it is sent: in the lake, or where that is mounted read-only, in the system's temporary folder.</summary>
    public string DownloadFolder()
    {
        try
        {
            return Folder.Create("downloads");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Path.GetTempPath();
        }
    }

    /// <summary>Who is at the other end. Behind the proxy it is whom the proxy names.</summary>
    public string ClientAddress(HttpContext context)
    {
        var forwarded = Options.BehindProxy ? context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() : "";
        return System.Net.IPAddress.TryParse(forwarded, out var client)
            ? client.ToString() : context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
    }

    public void Dispose()
    {
        Warehouse.Dispose();
        Scheduling.Dispose();
        Sandbox.Dispose();
        Oidc?.Dispose();
        Limits.Dispose();
    }

    private static IEnumerable<string> KnownHosts(WebOptions options)
    {
        foreach (var host in options.Hosts)
            yield return host;
        // A name of loopback proves nothing behind a proxy, yet a health check on the machine itself uses it.
        foreach (var host in new[] { "localhost", "127.0.0.1", "[::1]" })
            yield return host;
        if (!options.Listen.Address.Equals(System.Net.IPAddress.Any) && !options.Listen.Address.Equals(System.Net.IPAddress.IPv6Any))
            yield return options.Listen.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
                ? $"[{options.Listen.Address}]" : options.Listen.Address.ToString();
    }
}
