using System.Security.Cryptography.X509Certificates;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Etl.Worker.Web.Hosting;

/// <summary>The HTTP server: Kestrel, the routes of the table, and the one way that every request takes.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly WebApplication app;
    private readonly WebServices services;
    private Timer? watch;

    public WebServer(WebServices services)
    {
        this.services = services;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        if (services.Options.Certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Grace);
        app = builder.Build();
        var pipeline = new Pipeline(services, new ReplyWriter(new Markup.Layout(services)));
        app.UseRouting();
        // Nothing is left to the framework's own end of the way: what has no route is refused or not found on the same way.
        app.Use((HttpContext context, RequestDelegate _) => pipeline.Handle(context));
        Map(app);
    }

    /// <summary>Where it is reached, once it has started.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Where it listens.</summary>
    internal string Address { get; private set; } = "";

    /// <summary>Every endpoint that the framework knows.</summary>
    internal IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints);

    public async Task Start(CancellationToken cancel)
    {
        await app.StartAsync(cancel).ConfigureAwait(false);
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Url = PublicUrl(services.Options, new Uri(Address));
        // A server that nobody asks lets go of an old version too.
        watch = new Timer(_ => Look(), null, TimeSpan.Zero, LookEvery);
    }

    /// <summary>Every address of the machine is none that a browser can ask for.</summary>
    internal static string PublicUrl(WebOptions options, Uri listens)
    {
        if (options.BehindProxy)
            return $"https://{options.Hosts[0]}";
        var isEvery = options.Listen.Address.Equals(System.Net.IPAddress.Any) || options.Listen.Address.Equals(System.Net.IPAddress.IPv6Any);
        return isEvery ? $"{listens.Scheme}://{(options.Hosts.Count > 0 ? options.Hosts[0] : "127.0.0.1")}:{listens.Port}" : listens.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Takes no new requests, and leaves those that run time to end.</summary>
    public Task Stop() => app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (watch is not null)
            await watch.DisposeAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Takes up a new version, and begins with what its overview wants and takes a moment.</summary>
    private void Look()
    {
        using var lease = services.Warehouse.Acquire();
        if (lease is not null)
            _ = Pages.OverviewPage.Before(services, lease.Snapshot);
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 2 << 20;
        kestrel.Limits.MaxRequestLineSize = 8 << 10;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        var options = services.Options;
        kestrel.Listen(options.Listen.Address, options.Listen.Port, listen =>
        {
            if (options.Certificate is not null)
                listen.UseHttps(X509Certificate2.CreateFromPemFile(options.Certificate, options.CertificateKey));
        });
    }

    private void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var route in services.Routes.All)
        {
            string[] methods = route.Method == "GET" ? ["GET", "HEAD"] : [route.Method];
            endpoints.MapMethods(route.Pattern, methods, (RequestDelegate)(_ => Task.CompletedTask)).WithMetadata(route);
        }
    }
}
