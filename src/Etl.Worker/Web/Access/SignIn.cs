using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Access;

/// <summary>Tells who sends a request: by a bearer token, or by the cookie of a session.</summary>
public sealed class SignIn(TokenStore tokens, Sessions sessions, LoginLink link, bool isHttps)
{
    /// <summary>The prefix makes browsers insist on Secure and on this host; over plain http, which is loopback only, they would refuse it.</summary>
    private readonly string cookie = isHttps ? "__Host-etl-session" : "etl-session";

    public Principal? Find(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return tokens.Find(authorization["Bearer ".Length..].Trim()) is { } token
                ? new Principal(token.Id, token.Name, token.Role, ByCookie: false) : null;
        return request.Cookies[cookie] is { Length: > 0 } secret ? sessions.Find(secret) : null;
    }

    /// <summary>Opens a session with the printed link's code or a token, and sets its cookie. Null: neither is good.</summary>
    public Principal? Open(HttpContext context, string? code, string? token)
    {
        var known = token is null ? null : tokens.Find(token.Trim());
        if (known is null && (code is null || !link.Redeem(code)))
            return null;
        return Open(context, sessions.Open(known));
    }

    /// <summary>Opens a session for somebody whom a provider vouches for, and sets its cookie.</summary>
    public void Open(HttpContext context, Principal principal) => Open(context, sessions.OpenFor(principal));

    private Principal? Open(HttpContext context, string secret)
    {
        Close(context);
        context.Response.Cookies.Append(cookie, secret, Flags());
        return sessions.Find(secret);
    }

    /// <summary>Ends the session of this browser.</summary>
    public void Close(HttpContext context)
    {
        if (context.Request.Cookies[cookie] is not { Length: > 0 } secret)
            return;
        sessions.Close(secret);
        context.Response.Cookies.Delete(cookie, Flags());
    }

    private CookieOptions Flags() => new() { HttpOnly = true, Secure = isHttps, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
}
