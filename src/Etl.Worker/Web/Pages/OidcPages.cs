using Etl.Worker.Web.Access.Oidc;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Signing in by an OpenID Connect provider: the way there and the way back.</summary>
internal static class OidcPages
{
    internal const string StartPath = "/login/oidc";

    /// <summary>None where no provider is configured.</summary>
    public static IEnumerable<Route> Routes(WebServices services)
    {
        if (services.Oidc is not { } oidc)
            yield break;
        yield return new Route("GET", StartPath, Policy.Public, request => Begin(services, oidc, request)) { Load = Load.SignIn };
        yield return new Route("GET", OidcSignIn.CallbackPath, Policy.Public, request => End(services, oidc, request)) { Load = Load.Light, IsAudited = true };
    }

    /// <summary>What stands below the form where a provider is configured.</summary>
    public static Html Link(WebServices services, string next) => services.Oidc is { } oidc
        ? Html.Of($"<p><a class=\"button\" href=\"{PageUrl.Of(StartPath, ("next", next))}\">Sign in with {oidc.Name}</a></p>")
        : Html.Empty;

    private static async Task<Reply> Begin(WebServices services, OidcSignIn oidc, Request request)
    {
        try
        {
            var next = PageUrl.IsLocal(request.Text("next")) ? request.Text("next")! : "/";
            return new RedirectReply(await oidc.Begin(request.Http, next, request.Cancel).ConfigureAwait(false)) { Status = 302 };
        }
        catch (OidcException e)
        {
            return Refused(services, oidc, e);
        }
    }

    private static async Task<Reply> End(WebServices services, OidcSignIn oidc, Request request)
    {
        try
        {
            var (who, next) = await oidc.End(request.Http, request.Cancel).ConfigureAwait(false);
            services.SignIn.Open(request.Http, who);
            request.Subject = who.Id;
            // Not a redirect: its request would count as the provider's, and come without the cookie, which is SameSite=Strict.
            return Reply.Page("Signed in", Html.Of($"""
                <meta http-equiv="refresh" content="0;url={next}">
                <p>Signed in. Opening <a href="{next}">the page</a> …</p>
                """));
        }
        catch (OidcException e)
        {
            request.Subject = $"refused: {e.Code}";
            return Refused(services, oidc, e);
        }
    }

    private static Reply Refused(WebServices services, OidcSignIn oidc, OidcException e)
    {
        services.Report($"A sign-in by the provider was refused: {e.Code}{(e.InnerException is { } inner ? $" ({inner.GetType().Name})" : "")}.");
        var (status, why) = e.Refusal switch
        {
            OidcRefusal.Provider => (503, $"{oidc.Name} does not answer as it should. Try again later, or sign in with a token."),
            OidcRefusal.Role => (403, $"{oidc.Name} knows you, but nothing there gives you a role here. Whoever runs this server can."),
            OidcRefusal.Denied => (401, $"{oidc.Name} did not let you in."),
            OidcRefusal.State => (401, "No sign-in of this browser waits for this answer: it took more than ten minutes, was used, or began elsewhere."),
            _ => (401, $"The answer of {oidc.Name} is not valid."),
        };
        return Reply.Page("Not signed in", Html.Of($"""
            <h1>Not signed in</h1>
            <p>{why}</p>
            <p class="quiet">Code: {e.Code}. <a href="/login">To the sign-in</a></p>
            """)) with { Status = status };
    }
}
