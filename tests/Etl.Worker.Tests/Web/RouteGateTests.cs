using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web;

/// <summary>Every route of the program against every kind of request that it has to refuse.</summary>
public sealed partial class RouteGateTests
{
    [Fact]
    public async Task EveryEndpointOfTheFramework_IsARouteWithAPolicy()
    {
        await using var test = await TestServer.Start();

        Assert.NotEmpty(test.Server.Endpoints);
        Assert.All(test.Server.Endpoints, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<Route>()));
        Assert.Equal(test.Services.Routes.All.Count, test.Server.Endpoints.Count());
    }

    [Fact]
    public async Task PublicRoutes_AreThoseListedHere()
    {
        await using var test = await TestServer.Start();

        var open = test.Services.Routes.All.Where(route => route.Policy.Least is null && !route.Pattern.StartsWith("/assets/", StringComparison.Ordinal));

        Assert.Equal(
            ["GET /healthz", "GET /login", "GET /readyz", "POST /login", "POST /logout"],
            open.Select(route => $"{route.Method} {route.Pattern}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryRoute_WrongHost_Is400()
    {
        await using var test = await TestServer.Start();
        foreach (var route in test.Services.Routes.All)
        {
            using var wrong = await test.Send(route.Method, Path(route), ("Host", "attacker.example"), Bearer(test, Role.Admin));
            Assert.True(wrong.StatusCode == HttpStatusCode.BadRequest, $"{route.Pattern}: {wrong.StatusCode}");
        }
    }

    [Fact]
    public async Task EveryRoute_NoHost_Is400()
    {
        await using var test = await TestServer.Start();
        foreach (var route in test.Services.Routes.All)
            foreach (var version in new[] { "1.1", "1.0" })
                Assert.StartsWith("HTTP/1.1 400", await Raw(test, $"{route.Method} {Path(route)} HTTP/{version}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }

    [Theory]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task EveryRoute_FromAnotherSitesPage_Is403(string header, string value)
    {
        await using var test = await TestServer.Start();
        foreach (var route in test.Services.Routes.All)
        {
            using var foreign = await test.Send(route.Method, Path(route), (header, value), Bearer(test, Role.Admin));
            Assert.True(foreign.StatusCode == HttpStatusCode.Forbidden, $"{route.Pattern}: {foreign.StatusCode}");
        }
    }

    [Fact]
    public async Task EveryRouteButThePublic_NobodySignedIn_Is401Or403()
    {
        await using var test = await TestServer.Start();
        foreach (var route in test.Services.Routes.All.Where(route => route.Policy.Least is not null))
            foreach (var header in new[] { ("Accept", "application/json"), ("Accept", "text/html"), ("Authorization", "Bearer etl_wrong"), ("Cookie", "etl-session=wrong") })
            {
                using var nobody = await test.Send(route.Method, Path(route), header);
                Assert.True(nobody.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{route.Pattern}: {nobody.StatusCode}");
            }
    }

    [Fact]
    public async Task EveryRoute_RoleBelowItsPolicy_Is403()
    {
        await using var test = await TestServer.Start();
        foreach (var role in Enum.GetValues<Role>())
        {
            var bearer = Bearer(test, role);
            foreach (var route in test.Services.Routes.All.Where(route => route.Policy.Least > role))
            {
                using var below = await test.Send(route.Method, Path(route), bearer);
                Assert.True(below.StatusCode == HttpStatusCode.Forbidden, $"{role} {route.Pattern}: {below.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task PostingRoutes_CookieWithoutProofOfOrigin_Is403()
    {
        await using var test = await TestServer.Start();
        var cookie = await Cookies.SignIn(test);
        foreach (var route in test.Services.Routes.All.Where(route => route.Method == "POST"))
        {
            using var unproven = await test.Send("POST", Path(route), ("Cookie", cookie));
            Assert.True(unproven.StatusCode == HttpStatusCode.Forbidden, $"{route.Pattern}: {unproven.StatusCode}");
        }
    }

    [Fact]
    public async Task UnknownAddress_NeedsSomebodyToBeSignedIn()
    {
        await using var test = await TestServer.Start();

        using var nobody = await test.Send("GET", "/no/such/page");
        using var somebody = await test.Send("GET", "/no/such/page", Bearer(test, Role.Viewer));

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, somebody.StatusCode);
    }

    [Fact]
    public async Task EveryAnswer_ErrorsToo_CarriesTheSecurityHeaders()
    {
        await using var test = await TestServer.Start();
        var bearer = Bearer(test, Role.Admin);
        foreach (var path in test.Services.Routes.All.Where(route => route.Method == "GET").Select(Path).Append("/no/such/page"))
            foreach (var header in new[] { bearer, ("Host", "attacker.example"), ("Accept", "text/html") })
            {
                using var answer = await test.Send("GET", path, header);
                Assert.Contains("default-src 'self'", Header(answer, "Content-Security-Policy"));
                Assert.DoesNotContain("unsafe", Header(answer, "Content-Security-Policy"));
                Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
                Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
                Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
                Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
                Assert.False(answer.Headers.Contains("Server"));
                if (!path.StartsWith("/assets/", StringComparison.Ordinal))
                    Assert.Equal("no-store", Header(answer, "Cache-Control"));
            }
    }

    /// <summary>The pattern with something in the place of its parameters.</summary>
    private static string Path(Route route) => Parameter().Replace(route.Pattern, "x");

    private static (string, string) Bearer(TestServer test, Role role) => ("Authorization", "Bearer " + test.Token(role));

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private static async Task<string> Raw(TestServer test, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, test.Client.BaseAddress!.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
