using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Etl.Worker.Configuration;
using Etl.Worker.Web.Markup;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Access.Oidc;

/// <summary>The authorization code flow with PKCE, from the button to somebody who is known by a role.</summary>
public sealed class OidcSignIn : IDisposable
{
    internal const string CallbackPath = "/login/oidc/callback";

    private readonly OidcConfig config;
    private readonly OidcProvider provider;
    private readonly IdTokenCheck tokens;
    private readonly PendingLogins pending;
    private readonly bool isHttps;

    private OidcSignIn(OidcConfig config, TimeProvider time, bool isHttps)
    {
        this.config = config;
        this.isHttps = isHttps;
        provider = new OidcProvider(config, time);
        tokens = new IdTokenCheck(config, time);
        pending = new PendingLogins(time);
    }

    /// <summary>What the page calls the provider.</summary>
    public string Name => config.Name;

    private string Cookie => isHttps ? "__Host-etl-login" : "etl-login";

    /// <summary>Null where no provider is configured.</summary>
    public static OidcSignIn? Of(OidcConfig config, TimeProvider time, bool isHttps) => config.Issuer is null ? null : new(config, time, isHttps);

    /// <summary>Where the browser is sent, which is given a cookie by which it is known again.</summary>
    /// <exception cref="OidcException">The provider cannot be reached.</exception>
    public async Task<string> Begin(HttpContext context, string next, CancellationToken cancel)
    {
        var document = await provider.Document(anew: false, cancel).ConfigureAwait(false);
        var login = pending.Begin(OwnAddress(context) + CallbackPath, next);
        context.Response.Cookies.Append(Cookie, login.Browser, Flags());
        return With(document.Authorization,
            ("response_type", "code"), ("client_id", config.ClientId), ("redirect_uri", login.RedirectUri), ("scope", string.Join(' ', config.Scopes)),
            ("state", login.State), ("nonce", login.Nonce), ("code_challenge", login.Challenge), ("code_challenge_method", "S256"));
    }

    /// <summary>Who comes back from the provider, and the page that was wanted.</summary>
    /// <exception cref="OidcException">Nobody.</exception>
    public async Task<(Principal Who, string Next)> End(HttpContext context, CancellationToken cancel)
    {
        var query = context.Request.Query;
        var login = pending.Take(query["state"], context.Request.Cookies[Cookie]) ?? throw new OidcException(OidcRefusal.State);
        context.Response.Cookies.Delete(Cookie, Flags());
        var document = await provider.Document(anew: false, cancel).ConfigureAwait(false);
        if (query.TryGetValue("iss", out var issuer) ? issuer != config.Issuer : document.NamesItself)
            throw new OidcException(OidcRefusal.Issuer);
        if (query.ContainsKey("error") || query["code"] is not [{ Length: > 0 and < 8000 } code])
            throw new OidcException(OidcRefusal.Denied);
        var token = await provider.Redeem(document, code, login, cancel).ConfigureAwait(false);
        return (Principal(await Claims(token, document, login, cancel).ConfigureAwait(false)), login.Next);
    }

    /// <summary>Where a browser signs out at the provider too; null where it says none.</summary>
    public async Task<string?> SignOutAddress(HttpContext context, CancellationToken cancel)
    {
        try
        {
            var document = await provider.Document(anew: false, cancel).ConfigureAwait(false);
            return document.EndSession is { } end
                ? With(end, ("client_id", config.ClientId), ("post_logout_redirect_uri", OwnAddress(context) + "/login")) : null;
        }
        catch (OidcException)
        {
            return null;
        }
    }

    public void Dispose() => provider.Dispose();

    private async Task<JsonElement> Claims(string token, OidcDocument document, PendingLogin login, CancellationToken cancel)
    {
        try
        {
            return await tokens.Require(token, document.Keys, login.Nonce).ConfigureAwait(false);
        }
        catch (OidcException e) when (e.Refusal == OidcRefusal.Signature)
        {
            // Providers change their keys: the new one stands in a document that is newer than ours.
            document = await provider.Document(anew: true, cancel).ConfigureAwait(false);
            return await tokens.Require(token, document.Keys, login.Nonce).ConfigureAwait(false);
        }
    }

    private Principal Principal(JsonElement claims)
    {
        var role = RoleMapping.Find(claims, config) ?? throw new OidcException(OidcRefusal.Role);
        var subject = IdTokenCheck.Text(claims, "sub")!;
        var name = IdTokenCheck.Text(claims, config.NameClaim) ?? IdTokenCheck.Text(claims, "preferred_username") ?? subject;
        // A subject may be any text; its hash is a name for logs and for what somebody stored, the same at each sign-in.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{config.Issuer}\n{subject}")));
        return new Principal($"oidc-{hash[..16]}", name.Length > 100 ? name[..100] : name, role, ByCookie: true);
    }

    /// <summary>The host is one of this server's: every other was refused before.</summary>
    private string OwnAddress(HttpContext context) => $"{(isHttps ? "https" : "http")}://{context.Request.Host.Value}";

    private static string With(string address, params (string, string?)[] query) =>
        address.Contains('?', StringComparison.Ordinal) ? address + "&" + PageUrl.Of("", query)[1..] : PageUrl.Of(address, query);

    /// <summary>Lax, unlike the session's: the way back is a link from the provider's page.</summary>
    private CookieOptions Flags() => new()
    {
        HttpOnly = true,
        Secure = isHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = TimeSpan.FromMinutes(10),
        IsEssential = true,
    };
}
