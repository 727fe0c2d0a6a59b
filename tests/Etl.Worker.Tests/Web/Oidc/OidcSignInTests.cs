using System.Net;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Web.Access.Oidc;

namespace Etl.Worker.Tests.Web.Oidc;

/// <summary>The way to the provider and back.</summary>
public sealed class OidcSignInTests
{
    [Fact]
    public async Task WholeWay_SignsIn_AndGoesOnToThePageThatWasWanted()
    {
        await using var world = await OidcWorld.Start();
        using var asked = await world.Server.Send("GET", "/who", ("Accept", "text/html"));
        var (callback, cookie) = await world.Go("/who?a=1&b=2");

        using var answer = await world.Return(callback, cookie);

        Assert.Contains("Sign in with the clinic", await asked.Content.ReadAsStringAsync());
        Assert.Contains("url=/who?a=1&amp;b=2", await answer.Content.ReadAsStringAsync());
        var flags = OidcWorld.Session(answer).ToLowerInvariant();
        Assert.Contains("samesite=strict", flags);
        Assert.Contains("httponly", flags);
        using var who = await world.Server.Send("GET", "/who", ("Cookie", OidcWorld.SessionOf(answer)));
        Assert.Matches("^oidc-[0-9a-f]{16} Ada L. Viewer$", await who.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("https://attacker.example/")]
    [InlineData("//attacker.example/")]
    [InlineData("/\\attacker.example/")]
    public async Task Next_IsThisServersOnly(string next)
    {
        await using var world = await OidcWorld.Start();
        var (callback, cookie) = await world.Go(next);

        using var answer = await world.Return(callback, cookie);

        Assert.DoesNotContain("attacker", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AnswerOfAnotherBrowser_IsRefused_AndUsedUp()
    {
        await using var world = await OidcWorld.Start();
        var (callback, cookie) = await world.Go();

        using var without = await world.Server.Send("GET", callback, ("Accept", "text/html"));
        using var late = await world.Return(callback, cookie);

        await world.Refused(without, "state");
        await world.Refused(late, "state");
    }

    [Fact]
    public async Task SameAnswerTwice_IsRefused()
    {
        await using var world = await OidcWorld.Start();
        var (callback, cookie) = await world.Go();

        using var first = await world.Return(callback, cookie);
        using var second = await world.Return(callback, cookie);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        await world.Refused(second, "state");
    }

    [Fact]
    public async Task CodeOfAnotherSignIn_IsRefused()
    {
        await using var world = await OidcWorld.Start();
        var (used, first) = await world.Go();
        using var done = await world.Return(used, first);
        var (victim, _) = await world.Go();
        var (callback, cookie) = await world.Go();
        string Code(string url) => url.Split("code=")[1].Split('&')[0];

        // One that was redeemed, and one that somebody else's sign-in was given: the verifier does not fit.
        using var replayed = await world.Return(callback.Replace(Code(callback), Code(used), StringComparison.Ordinal), cookie);
        var (again, anew) = await world.Go();
        using var stolen = await world.Return(again.Replace(Code(again), Code(victim), StringComparison.Ordinal), anew);

        await world.Refused(replayed, "code");
        await world.Refused(stolen, "code");
    }

    [Theory]
    [InlineData("state=x&", "state")]
    [InlineData("", "state")]
    public async Task WrongState_IsRefused(string state, string code)
    {
        await using var world = await OidcWorld.Start();
        var (callback, cookie) = await world.Go();

        using var answer = await world.Return($"/login/oidc/callback?{state}{callback.Split('?')[1].Split('&')[0]}", cookie);

        await world.Refused(answer, code);
    }

    [Fact]
    public async Task AnswerOfAnotherIssuer_IsRefused()
    {
        await using var world = await OidcWorld.Start();
        var (callback, cookie) = await world.Go();

        using var other = await world.Return(callback[..callback.IndexOf("&iss=", StringComparison.Ordinal)] + "&iss=https%3A%2F%2Fattacker.example", cookie);
        world.Provider.Document["authorization_response_iss_parameter_supported"] = true;
        await using var names = await OidcWorld.Start();
        names.Provider.Document["authorization_response_iss_parameter_supported"] = true;
        var (again, anew) = await names.Go();
        using var none = await names.Return(again[..again.IndexOf("&iss=", StringComparison.Ordinal)], anew);

        await world.Refused(other, "issuer");
        await names.Refused(none, "issuer");
    }

    [Fact]
    public async Task ProviderThatDenies_IsToldWithoutItsWords()
    {
        await using var world = await OidcWorld.Start();
        world.Provider.Denies = true;

        await world.Refused("denied");
    }

    [Fact]
    public void PendingSignIn_EndsAfterTenMinutes()
    {
        var time = new Jobs.ManualTime(DateTimeOffset.UnixEpoch);
        var pending = new PendingLogins(time);
        var (early, late) = (pending.Begin("x", "/"), pending.Begin("x", "/"));

        time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.NotNull(pending.Take(early.State, early.Browser));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(pending.Take(late.State, late.Browser));
        Assert.Equal(8, new[] { early.State, early.Browser, early.Nonce, early.Verifier, late.State, late.Browser, late.Nonce, late.Verifier }.Distinct().Count());
    }

    [Fact]
    public async Task SigningOut_EndsTheSession_AndLeadsToTheProvider()
    {
        await using var world = await OidcWorld.Start();
        var (callback, login) = await world.Go();
        using var answer = await world.Return(callback, login);
        var cookie = ("Cookie", OidcWorld.SessionOf(answer));

        using var signOut = await world.Server.Send("POST", "/logout", cookie, ("Origin", world.Server.Server.Url));
        using var page = await world.Server.Send("GET", signOut.Headers.Location!.OriginalString, ("Accept", "text/html"));
        using var after = await world.Server.Send("GET", "/who", cookie);

        Assert.Contains($"{world.Provider.Issuer}/end?client_id=etl&amp;post_logout_redirect_uri=", await page.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task EachSignIn_IsInTheAuditLog_WithoutSecrets()
    {
        await using var world = await OidcWorld.Start();
        await world.SignedIn();
        world.Provider.Claims["nonce"] = "another";
        await world.Refused("nonce");

        var audit = world.Audit();
        Assert.Matches("\"route\":\"/login/oidc/callback\",\"subject\":\"oidc-[0-9a-f]{16}\",\"status\":200", audit);
        Assert.Contains("\"subject\":\"refused: nonce\",\"status\":401", audit);
        var said = audit + string.Join('\n', world.Server.Log);
        Assert.DoesNotContain("code=", said);
        Assert.DoesNotContain("eyJ", said);
        Assert.DoesNotContain(StandInProvider.Secret, said);
    }

    [Fact]
    public async Task BehindAProxy_AddressesAreHttps_AndCookiesInsistOnIt()
    {
        await using var world = await OidcWorld.Start(options: web => web with { BehindProxy = true, Hosts = ["etl.example.org"] });

        using var start = await world.Server.Send("GET", "/login/oidc", ("Host", "etl.example.org"));

        Assert.Contains("redirect_uri=https%3A%2F%2Fetl.example.org%2Flogin%2Foidc%2Fcallback", start.Headers.Location!.OriginalString);
        var cookie = start.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        Assert.StartsWith("__host-etl-login=", cookie);
        Assert.Contains("; secure", cookie);
        Assert.Contains("; httponly", cookie);
        Assert.Contains("; samesite=lax", cookie);
    }

    [Fact]
    public async Task Secret_GoesAsTheProviderTakesIt()
    {
        using var folder = new TemporaryFolder();
        await using var header = await OidcWorld.Start();
        await using var form = await OidcWorld.Start(oidc => oidc with { ClientSecret = null, ClientSecretFile = folder.File("secret", StandInProvider.Secret + "\n") });
        form.Provider.Document["token_endpoint_auth_methods_supported"] = new System.Text.Json.Nodes.JsonArray("client_secret_post");
        await using var none = await OidcWorld.Start(oidc => oidc with { ClientSecret = null });
        foreach (var (world, way) in new[] { (header, "header"), (form, "form"), (none, "nobody") })
        {
            Assert.Contains("Ada", await world.SignedIn());
            Assert.Equal(way, world.Provider.SecretSentBy);
        }
    }

    [Fact]
    public async Task WrongSecret_IsRefused()
    {
        await using var world = await OidcWorld.Start(oidc => oidc with { ClientSecret = "wrong" });

        await world.Refused("code");
    }
}
