using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Etl.Worker.Configuration;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web;

/// <summary>Every route of the program against every kind of request that it has to refuse.</summary>
public sealed partial class RouteGateTests
{
    private static readonly string[] NoRows =
        ["GET /cohorts/saved/{name}", "GET /sql", "GET /sql/schema.json", "POST /cohorts/save", "POST /sql/{id}/delete"];

    [Fact]
    public async Task EveryEndpointOfTheFramework_IsARouteWithAPolicy()
    {
        await using var test = await Start();

        Assert.NotEmpty(test.Server.Endpoints);
        Assert.All(test.Server.Endpoints, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<Route>()));
        Assert.Equal(test.Services.Routes.All.Count, test.Server.Endpoints.Count());
    }

    [Fact]
    public async Task PublicRoutes_AreThoseListedHere()
    {
        await using var test = await Start();

        var open = test.Services.Routes.All.Where(route => route.Policy.Least is null && !route.Pattern.StartsWith("/assets/", StringComparison.Ordinal));

        Assert.Equal(
            ["GET /healthz", "GET /login", "GET /login/oidc", "GET /login/oidc/callback", "GET /readyz", "POST /login", "POST /logout"],
            Names(open));
    }

    [Fact]
    public async Task EveryRoute_WrongHost_Is400()
    {
        await using var test = await Start();
        foreach (var route in test.Services.Routes.All)
        {
            using var wrong = await test.Send(route.Method, Path(route), ("Host", "attacker.example"), Bearer(test, Role.Admin));
            Assert.True(wrong.StatusCode == HttpStatusCode.BadRequest, $"{route.Pattern}: {wrong.StatusCode}");
        }
    }

    [Fact]
    public async Task EveryRoute_NoHost_Is400()
    {
        await using var test = await Start();
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
        await using var test = await Start();
        foreach (var route in test.Services.Routes.All)
        {
            using var foreign = await test.Send(route.Method, Path(route), (header, value), Bearer(test, Role.Admin));
            Assert.True(foreign.StatusCode == HttpStatusCode.Forbidden, $"{route.Pattern}: {foreign.StatusCode}");
        }
    }

    [Fact]
    public async Task EveryRouteButThePublic_NobodySignedIn_Is401Or403()
    {
        await using var test = await Start();
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
        await using var test = await Start();
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
        await using var test = await Start();
        var cookie = await Cookies.SignIn(test);
        foreach (var route in test.Services.Routes.All.Where(route => route.Method == "POST"))
        {
            using var unproven = await test.Send("POST", Path(route), ("Cookie", cookie));
            Assert.True(unproven.StatusCode == HttpStatusCode.Forbidden, $"{route.Pattern}: {unproven.StatusCode}");
        }
    }

    [Fact]
    public async Task MoreThanTwoMegabytes_OrHeadersWithoutEnd_AreRefused()
    {
        await using var test = await Start();

        // Refused by its length: the body itself is never sent.
        var body = await Raw(test, $"POST /sql HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {test.Token(Role.Analyst)}\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3000000\r\nConnection: close\r\n\r\n");
        using var header = await test.Send("GET", "/healthz", ("X-Long", new string('x', 20 << 10)));

        Assert.StartsWith("HTTP/1.1 413", body);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, header.StatusCode);
    }

    [Fact]
    public async Task StatementsOfOneUser_AreThirtyAMinute_AndOthersAreLeftAlone()
    {
        await using var test = await Start();
        var (one, two) = (Bearer(test, Role.Analyst), Bearer(test, Role.Analyst));
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 32; i++)
        {
            using var answer = await test.Send("POST", "/sql", one);
            answers.Add(answer.StatusCode);
        }

        using var other = await test.Send("POST", "/sql", two);

        Assert.All(answers.Take(30), status => Assert.Equal(HttpStatusCode.SeeOther, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.Equal(HttpStatusCode.SeeOther, other.StatusCode);
    }

    [Fact]
    public async Task UnknownAddress_NeedsSomebodyToBeSignedIn()
    {
        await using var test = await Start();

        using var nobody = await test.Send("GET", "/no/such/page");
        using var somebody = await test.Send("GET", "/no/such/page", Bearer(test, Role.Viewer));

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, somebody.StatusCode);
    }

    [Fact]
    public async Task EveryAnswer_ErrorsToo_CarriesTheSecurityHeaders()
    {
        await using var test = await Start();
        var bearer = Bearer(test, Role.Admin);
        foreach (var path in test.Services.Routes.All.Where(route => route.Method == "GET").Select(Path).Append("/no/such/page"))
            foreach (var header in new[] { bearer, ("Host", "attacker.example"), ("Accept", "text/html") })
            {
                using var answer = await test.Send("GET", path, header);
                Assert.Equal(
                    ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "font-src 'none'", "object-src 'none'",
                        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"],
                    Header(answer, "Content-Security-Policy").Split("; "));
                Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
                Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
                Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
                Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
                Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
                Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
                Assert.False(answer.Headers.Contains("Server"));
                if (!path.StartsWith("/assets/", StringComparison.Ordinal))
                    Assert.Equal("no-store", Header(answer, "Cache-Control"));
            }
    }

    [Fact]
    public async Task EveryRouteThatShowsRows_NeedsAnAnalyst_AndIsAudited()
    {
        await using var test = await Start();
        // Pages whose rows only analysts are shown, and whose counts viewers are; dashboards say in their file whom they are for.
        Assert.Equal(
            ["GET /cohorts", "GET /dashboards/{name}", "GET /dashboards/{name}/{block}", "GET /quarantine"],
            Names(test.Services.Routes.All.Where(r => r.ShowsRows && r.Policy.Least < Role.Analyst)));
        // Whoever adds a route for analysts says whether it shows rows; those that do not are these.
        Assert.Equal(NoRows, Names(test.Services.Routes.All.Where(r => r.Policy.Least == Role.Analyst && !r.ShowsRows)));
    }

    /// <summary>Every route of the program, those of a provider that is away among them.</summary>
    private static Task<TestServer> Start() => TestServer.Start(config: new EtlConfig
    {
        Serve = new ServeConfig { Oidc = new OidcConfig { Issuer = "http://127.0.0.1:1", ClientId = "etl", Roles = new OidcRolesConfig { Admin = ["chiefs"] } } },
    });

    private static IEnumerable<string> Names(IEnumerable<Route> routes) => routes.Select(route => $"{route.Method} {route.Pattern}").Order(StringComparer.Ordinal);

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
