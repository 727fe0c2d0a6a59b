using System.Net;
using Etl.Worker.Configuration;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Pages;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web.Oidc;

/// <summary>A server that signs in by a stand-in provider.</summary>
internal sealed class OidcWorld : IAsyncDisposable
{
    private OidcWorld(StandInProvider provider, TestServer server) => (Provider, Server) = (provider, server);

    public StandInProvider Provider { get; }

    public TestServer Server { get; }

    public static async Task<OidcWorld> Start(Func<OidcConfig, OidcConfig>? change = null, Func<WebOptions, WebOptions>? options = null)
    {
        var provider = new StandInProvider();
        var oidc = new OidcConfig
        {
            Issuer = provider.Issuer,
            ClientId = StandInProvider.ClientId,
            ClientSecret = StandInProvider.Secret,
            Name = "the clinic",
            Roles = new OidcRolesConfig { Viewer = ["readers"], Analyst = ["scientists"], Admin = ["chiefs"] },
        };
        var server = await TestServer.Start(test =>
        {
            test.Services.Routes.Add(SignInPages.Routes(test.Services));
            test.Services.Routes.Add(OidcPages.Routes(test.Services));
            test.Services.Routes.Add(Route.Get("/who", Policy.Viewer, request =>
                Reply.Text($"{request.Principal.Id} {request.Principal.Name} {request.Principal.Role}")) with
            { Load = Load.Light });
        }, new EtlConfig { Serve = new ServeConfig { Oidc = change?.Invoke(oidc) ?? oidc } }, options: options);
        return new OidcWorld(provider, server);
    }

    /// <summary>To the provider and back to this server's door: the address and the cookie that a browser would now ask with.</summary>
    public async Task<(string Callback, string Cookie)> Go(string next = "/who")
    {
        using var start = await Server.Send("GET", $"/login/oidc?next={Uri.EscapeDataString(next)}");
        Assert.Equal(HttpStatusCode.Redirect, start.StatusCode);
        using var there = await Server.Client.GetAsync(start.Headers.Location);
        Assert.Empty(Provider.Complaints);
        return (there.Headers.Location!.PathAndQuery, start.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    public Task<HttpResponseMessage> Return(string callback, string cookie) =>
        Server.Send("GET", callback, ("Cookie", cookie), ("Accept", "text/html"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));

    /// <summary>Expects a sign-in to end here, with this code and nobody signed in.</summary>
    public async Task Refused(string code, HttpStatusCode status = HttpStatusCode.Unauthorized)
    {
        var (callback, cookie) = await Go();
        using var answer = await Return(callback, cookie);
        await Refused(answer, code, status);
    }

    public async Task Refused(HttpResponseMessage answer, string code, HttpStatusCode status = HttpStatusCode.Unauthorized)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(text.Contains($"Code: {code}.", StringComparison.Ordinal), string.Join('\n', Server.Log));
        Assert.Equal(status, answer.StatusCode);
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
            Assert.DoesNotContain(cookies, set => set.Contains("session", StringComparison.Ordinal));
    }

    /// <summary>Signs in, and says as whom.</summary>
    public async Task<string> SignedIn()
    {
        var (callback, cookie) = await Go();
        using var answer = await Return(callback, cookie);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        using var who = await Server.Send("GET", "/who", ("Cookie", SessionOf(answer)));
        return await who.Content.ReadAsStringAsync();
    }

    public static string SessionOf(HttpResponseMessage answer) => Session(answer).Split(';')[0];

    public static string Session(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single(set => set.Contains("session", StringComparison.Ordinal));

    public string Audit() => string.Concat(Directory.GetFiles(Path.Combine(Server.Lake, "_serve"), "audit-*.jsonl").Select(File.ReadAllText));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Provider.Dispose();
    }
}
