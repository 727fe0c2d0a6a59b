using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Etl.Worker.Tests.Web.Oidc;

/// <summary>Tokens that a provider must not be able to sign anybody in with, and those that it must.</summary>
public sealed class IdTokenTests
{
    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public static TheoryData<string, string, string?, string> WrongClaims => new()
    {
        { "another nonce", "nonce", "\"another\"", "nonce" },
        { "no nonce", "nonce", null, "nonce" },
        { "another audience", "aud", "\"another\"", "audience" },
        { "no audience", "aud", null, "audience" },
        { "two audiences, nobody named", "aud", "[\"etl\", \"another\"]", "audience" },
        { "given to another", "azp", "\"another\"", "audience" },
        { "another issuer", "iss", "\"https://attacker.example\"", "issuer" },
        { "issuer with a slash", "iss", "\"SELF/\"", "issuer" },
        { "no issuer", "iss", null, "issuer" },
        { "expired", "exp", "NOW-61", "lifetime" },
        { "never expires", "exp", null, "lifetime" },
        { "not yet", "nbf", "NOW+90", "lifetime" },
        { "issued in the future", "iat", "NOW+90", "lifetime" },
        { "issued at no time", "iat", null, "lifetime" },
        { "nobody", "sub", null, "token" },
        { "an empty nobody", "sub", "\"\"", "token" },
    };

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public async Task WrongClaim_IsRefused(string what, string claim, string? value, string code)
    {
        Assert.NotEmpty(what);
        await using var world = await OidcWorld.Start();
        world.Provider.Claims[claim] = Value(value, world.Provider);

        await world.Refused(code);
    }

    [Theory]
    [InlineData("exp", "NOW-50")]
    [InlineData("nbf", "NOW+50")]
    [InlineData("iat", "NOW+50")]
    [InlineData("azp", "\"etl\"")]
    [InlineData("aud", "[\"etl\"]")]
    public async Task RightClaim_AndClocksThatDifferALittle_SignIn(string claim, string value)
    {
        await using var world = await OidcWorld.Start();
        world.Provider.Claims[claim] = Value(value, world.Provider);

        Assert.Contains("Ada", await world.SignedIn());
    }

    [Fact]
    public async Task Unsigned_IsRefused()
    {
        await using var world = await OidcWorld.Start();
        foreach (var algorithm in new[] { "none", "None", "NONE", "RS256" })
        {
            world.Provider.Sign = claims => StandInKey.Unsigned(claims, algorithm);
            await world.Refused(algorithm == "RS256" ? "signature" : "algorithm");
        }
    }

    [Fact]
    public async Task SignedWithThePublicKeyAsASecret_IsRefused()
    {
        await using var world = await OidcWorld.Start();
        var forms = new Func<RSA, byte[]>[]
        {
            rsa => Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), rsa => rsa.ExportSubjectPublicKeyInfo(), rsa => rsa.ExportParameters(false).Modulus!,
        };
        foreach (var form in forms)
        {
            world.Provider.Sign = claims => world.Provider.Key.SignWithPublicKey(claims, form);
            await world.Refused("algorithm");
        }
    }

    [Fact]
    public async Task OtherAlgorithm_IsRefused()
    {
        await using var world = await OidcWorld.Start();
        world.Provider.Sign = world.Provider.Key.SignWithSha512;

        await world.Refused("algorithm");
    }

    [Fact]
    public async Task SomebodyElsesKey_IsRefused()
    {
        await using var world = await OidcWorld.Start();
        using var same = StandInKey.Rsa("first");
        using var other = StandInKey.Rsa("other");
        foreach (var key in new[] { same, other })
        {
            world.Provider.Sign = key.Sign;
            await world.Refused("signature");
        }
    }

    [Fact]
    public async Task ChangedAfterSigning_IsRefused()
    {
        await using var world = await OidcWorld.Start();
        world.Provider.Sign = claims =>
        {
            var parts = world.Provider.Key.Sign(claims).Split('.');
            claims["roles"] = new JsonArray("chiefs");
            return $"{parts[0]}.{StandInKey.Unsigned(claims).Split('.')[1]}.{parts[2]}";
        };

        await world.Refused("signature");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("not a token")]
    public async Task NoToken_IsRefused(string text)
    {
        await using var world = await OidcWorld.Start();
        world.Provider.Sign = _ => text;

        await world.Refused("token");
    }

    [Fact]
    public async Task NewKey_IsFetched_AndOldOnesNoLongerCount()
    {
        await using var world = await OidcWorld.Start();
        Assert.Contains("Ada", await world.SignedIn());
        var old = world.Provider.Key;
        using var anew = StandInKey.Curve("second");
        world.Provider.Key = anew;
        world.Provider.Published.Clear();
        world.Provider.Published.Add(world.Provider.Key);

        Assert.Contains("Ada", await world.SignedIn());
        world.Provider.Sign = old.Sign;
        await world.Refused("signature");
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant"}""")]
    [InlineData(200, "no json")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"access_token":"x"}""")]
    [InlineData(302, "")]
    public async Task PlaceForCodesThatGivesNone_IsRefused(int status, string body)
    {
        await using var world = await OidcWorld.Start();
        world.Provider.TokenAnswer = (status, body);

        await world.Refused("code");
    }

    [Theory]
    [InlineData("issuer", "\"https://attacker.example\"")]
    [InlineData("issuer", null)]
    [InlineData("token_endpoint", "\"http://attacker.example/\"")]
    [InlineData("authorization_endpoint", "\"javascript:alert(1)\"")]
    [InlineData("jwks_uri", null)]
    public async Task DocumentThatIsWrong_SendsNobodyThere(string member, string? value)
    {
        await using var world = await OidcWorld.Start();
        world.Provider.Document[member] = Value(value, world.Provider);

        using var start = await world.Server.Send("GET", "/login/oidc", ("Accept", "text/html"));

        await world.Refused(start, "provider", HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task ProviderThatIsAway_LeavesTokensAlone()
    {
        await using var world = await OidcWorld.Start(oidc => oidc with { Issuer = "http://127.0.0.1:1" });

        using var start = await world.Server.Send("GET", "/login/oidc", ("Accept", "text/html"));
        using var token = await world.Server.Send("GET", "/who", ("Authorization", "Bearer " + world.Server.Token(Etl.Worker.Web.Routing.Role.Viewer)));

        await world.Refused(start, "provider", HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, token.StatusCode);
    }

    [Theory]
    [InlineData("roles", "[\"readers\"]", "Viewer")]
    [InlineData("roles", "[\"readers\", \"chiefs\", \"scientists\"]", "Admin")]
    [InlineData("roles", "\"scientists\"", "Analyst")]
    [InlineData("realm_access.roles", "[\"scientists\"]", "Analyst")]
    [InlineData("https://example.org/roles", "[\"chiefs\"]", "Admin")]
    public async Task Roles_AreReadFromTheClaim(string claim, string value, string role)
    {
        await using var world = await OidcWorld.Start(oidc => oidc with { RoleClaim = claim });
        world.Provider.Claims["roles"] = null;
        var path = claim.StartsWith("https", StringComparison.Ordinal) ? [claim] : claim.Split('.');
        world.Provider.Claims[path[0]] = path.Length == 1 ? JsonNode.Parse(value) : new JsonObject { [path[1]] = JsonNode.Parse(value) };

        Assert.EndsWith(" " + role, await world.SignedIn());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    [InlineData("[\"Readers\", \"strangers\"]")]
    [InlineData("\"readers scientists\"")]
    [InlineData("{\"readers\": true}")]
    [InlineData("[[\"readers\"]]")]
    public async Task NobodyWithARole_IsRefused(string? roles)
    {
        await using var world = await OidcWorld.Start();
        world.Provider.Claims["roles"] = Value(roles, world.Provider);

        await world.Refused("role", HttpStatusCode.Forbidden);
    }

    private static JsonNode? Value(string? text, StandInProvider provider) => text switch
    {
        null => null,
        _ when text.StartsWith("NOW", StringComparison.Ordinal) => Now + long.Parse(text[3..], System.Globalization.CultureInfo.InvariantCulture),
        _ => JsonNode.Parse(text.Replace("SELF", provider.Issuer, StringComparison.Ordinal)),
    };
}
