using System.Net;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Web.Access;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web;

public sealed class SignInTests
{
    [Fact]
    public async Task LoginLink_WorksOnce()
    {
        await using var test = await Start();
        var code = test.Services.Link.Issue();

        using var first = await Cookies.Post(test, "/login", ("code", code));
        using var second = await Cookies.Post(test, "/login", ("code", code));

        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.False(second.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task LookingAtTheLoginLink_DoesNotUseItUp()
    {
        await using var test = await Start();
        var code = test.Services.Link.Issue();

        using var looked = await test.Send("GET", $"/login?code={code}");
        using var used = await Cookies.Post(test, "/login", ("code", code));

        Assert.False(looked.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.SeeOther, used.StatusCode);
    }

    [Fact]
    public async Task Cookie_IsHttpOnlyAndStrict_AndEndsWithSigningOut()
    {
        await using var test = await Start();
        using var opened = await Cookies.Post(test, "/login", ("token", test.Token(Role.Viewer)));
        var flags = opened.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        var cookie = ("Cookie", opened.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        using var before = await test.Send("GET", "/secret", cookie);
        using var signOut = await test.Send("POST", "/logout", cookie, ("Origin", test.Server.Url));
        using var after = await test.Send("GET", "/secret", cookie);

        Assert.Contains("httponly", flags);
        Assert.Contains("samesite=strict", flags);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task BehindAProxy_TheCookieInsistsOnHttpsAndTheHost_AndTheProxyTellsTheAddress()
    {
        await using var test = await Start(options => options with { BehindProxy = true, Hosts = ["etl.example.org"] });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("token", test.Token(Role.Viewer))]),
        };
        request.Headers.Host = "etl.example.org";
        request.Headers.Add("Origin", "https://etl.example.org");
        // What a client writes itself stands before what the proxy adds.
        request.Headers.Add("X-Forwarded-For", "10.9.9.9, 192.0.2.7");

        using var answer = await test.Client.SendAsync(request);

        var cookie = answer.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        Assert.StartsWith("__host-etl-session=", cookie);
        Assert.Contains("; secure", cookie);
        Assert.Contains("; path=/", cookie);
        Assert.DoesNotContain("domain", cookie);
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        var audit = string.Concat(Directory.GetFiles(Path.Combine(test.Lake, "_serve"), "audit-*.jsonl").Select(File.ReadAllText));
        Assert.Contains("\"from\":\"192.0.2.7\"", audit);
    }

    [Theory]
    [InlineData("https://attacker.example/")]
    [InlineData("//attacker.example/")]
    [InlineData("/\\attacker.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task SigningIn_GoesOnToThisServerOnly(string next)
    {
        await using var test = await Start();

        using var answer = await Cookies.Post(test, "/login", ("code", test.Services.Link.Issue()), ("next", next));

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task RevokedToken_EndsItsSessionsAndItself()
    {
        await using var test = await Start();
        var (token, secret) = test.Services.Tokens.Create("x", Role.Viewer, TimeSpan.FromDays(1), default);
        using var opened = await Cookies.Post(test, "/login", ("token", secret));
        var cookie = opened.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        // As etl token revoke does it, in a process of its own.
        Assert.True(new TokenStore(new ServeFolder(test.Lake), TimeProvider.System).Revoke(token.Id, default));

        using var byCookie = await test.Send("GET", "/secret", ("Cookie", cookie));
        using var byToken = await test.Send("GET", "/secret", ("Authorization", $"Bearer {secret}"));
        Assert.Equal(HttpStatusCode.Unauthorized, byCookie.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, byToken.StatusCode);
    }

    [Fact]
    public async Task GuessingSignIns_EndsInTooManyRequests()
    {
        await using var test = await Start();
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var guess = await Cookies.Post(test, "/login", ("token", "etl_guess"));
            codes.Add(guess.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, codes[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, codes[^1]);
    }

    [Fact]
    public async Task AuditLogThatCannotBeWritten_HidesRows_ButSignsIn()
    {
        await using var test = await TestServer.Start(test =>
        {
            test.Services.Routes.Add(Etl.Worker.Web.Pages.SignInPages.Routes(test.Services));
            test.Services.Routes.Add(Route.Get("/rows", Policy.Analyst, _ => Reply.Text("a row")) with { Load = Load.Light, ShowsRows = true });
        });
        Directory.CreateDirectory(Path.Combine(test.Lake, "_serve", $"audit-{DateTime.UtcNow:yyyy-MM}.jsonl"));

        using var opened = await Cookies.Post(test, "/login", ("code", test.Services.Link.Issue()));
        using var rows = await test.Send("GET", "/rows", ("Cookie", opened.Headers.GetValues("Set-Cookie").Single().Split(';')[0]));

        Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, rows.StatusCode);
        Assert.DoesNotContain("a row", await rows.Content.ReadAsStringAsync());
        Assert.Contains(test.Log, line => line.StartsWith("The audit log cannot be written", StringComparison.Ordinal));
    }

    [Fact]
    public void Tokens_AreKeptAsHashes_ReadableByTheOwnerAlone()
    {
        using var folder = new TemporaryFolder();
        var store = new TokenStore(new ServeFolder(folder.Path), TimeProvider.System);

        var (token, secret) = store.Create("x", Role.Analyst, TimeSpan.FromDays(1), default);

        var file = Path.Combine(folder.Path, "_serve", "tokens.json");
        Assert.DoesNotContain(secret, File.ReadAllText(file));
        Assert.DoesNotContain(secret["etl_".Length..], File.ReadAllText(file));
        Assert.Equal(token.Id, store.Find(secret)!.Id);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        }
    }

    [Fact]
    public void ExpiredToken_IsWorthNothing()
    {
        using var folder = new TemporaryFolder();
        var clock = new StoppedClock();
        var store = new TokenStore(new ServeFolder(folder.Path), clock);
        var (_, secret) = store.Create("x", Role.Analyst, TimeSpan.FromDays(1), default);

        clock.Now += TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1);
        Assert.NotNull(store.Find(secret));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Null(store.Find(secret));
    }

    [Fact]
    public void Session_EndsAfterThirtyIdleMinutes_AndAfterTwelveHours()
    {
        using var folder = new TemporaryFolder();
        var clock = new StoppedClock();
        var sessions = new Sessions(new TokenStore(new ServeFolder(folder.Path), clock), clock);

        var idle = sessions.Open(null);
        clock.Now += TimeSpan.FromMinutes(31);
        Assert.Null(sessions.Find(idle));

        var busy = sessions.Open(null);
        for (var minutes = 0; minutes < 12 * 60 - 20; minutes += 20)
        {
            clock.Now += TimeSpan.FromMinutes(20);
            Assert.NotNull(sessions.Find(busy));
        }

        clock.Now += TimeSpan.FromMinutes(20);
        Assert.Null(sessions.Find(busy));
    }

    [Fact]
    public void LoginLink_EndsAfterTenMinutes()
    {
        var clock = new StoppedClock();
        var link = new LoginLink(clock);
        var code = link.Issue();

        clock.Now += TimeSpan.FromMinutes(10);

        Assert.False(link.Redeem(code));
    }

    private static Task<TestServer> Start(Func<Etl.Worker.Web.Hosting.WebOptions, Etl.Worker.Web.Hosting.WebOptions>? options = null) => TestServer.Start(test =>
    {
        test.Services.Routes.Add(Etl.Worker.Web.Pages.SignInPages.Routes(test.Services));
        test.Services.Routes.Add(Route.Get("/secret", Policy.Viewer, _ => Reply.Text("secret")) with { Load = Load.Light });
    }, options: options);

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
