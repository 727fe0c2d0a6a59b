using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Pages;

/// <summary>Signing in, by the link that the start printed or by a token, and out.</summary>
internal static class SignInPages
{
    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return new Route("GET", "/login", Policy.Public, request => Show(services, request)) { Load = Load.Light };
        yield return Route.Post("/login", Policy.Public, request => Open(services, request)) with { Load = Load.SignIn };
        yield return Route.Post("/logout", Policy.Public, request =>
        {
            services.SignIn.Close(request.Http);
            return Reply.SeeOther(services.Oidc is null ? "/login" : "/login?signed-out=1");
        }) with
        { Load = Load.Light };
    }

    /// <summary>The page in the place of one that needs somebody to be signed in.</summary>
    public static Reply Ask(WebServices services, HttpRequest request)
    {
        var url = request.Path.Value + request.QueryString.Value;
        // Whoever follows a link from another site comes without the cookie, which is SameSite=Strict; asking again from here brings it.
        var isFromElsewhere = request.Headers["Sec-Fetch-Site"] is var site && site.ToString() is "cross-site" or "same-site";
        if (isFromElsewhere && request.Query["from"] != "elsewhere")
            return Reply.Page("Opening", Html.Of($"""
                <meta http-equiv="refresh" content="0;url={PageUrl.Of(request.Path.Value!, Again(request))}">
                <p>Opening <a href="{PageUrl.Of(request.Path.Value!, Again(request))}">the page</a> …</p>
                """)) with { Status = 401 };
        return Form(services, null, url, null) with { Status = 401 };
    }

    private static IEnumerable<(string, string?)> Again(HttpRequest request) => request.Query
        .SelectMany(pair => pair.Value.Select(value => (pair.Key, value)))
        .Append(("from", "elsewhere"));

    private static Reply Open(WebServices services, Request request)
    {
        var next = PageUrl.IsLocal(request.Field("next")) ? request.Field("next")! : "/";
        var principal = services.SignIn.Open(request.Http, request.Field("code"), request.Field("token"));
        request.Subject = principal?.Id ?? "refused";
        return principal is not null
            ? Reply.SeeOther(next)
            : Form(services, null, next, "That is not valid: the link works once and for ten minutes, a token until it expires or is revoked.")
                with
            { Status = 401 };
    }

    private static async Task<Reply> Show(WebServices services, Request request)
    {
        var form = Form(services, request.Text("code"), "/", null);
        if (request.Text("signed-out") is null || services.Oidc is not { } oidc || await oidc.SignOutAddress(request.Http, request.Cancel).ConfigureAwait(false) is not { } elsewhere)
            return form;
        return form with { Body = Html.Of($"<p class=\"notice\">You are signed out here. <a href=\"{elsewhere}\">Sign out at {oidc.Name} too</a></p>{form.Body}") };
    }

    private static PageReply Form(WebServices services, string? code, string next, string? problem) => new("Sign in", Html.Of($"""
        <h1>Sign in</h1>
        {Html.When(problem is not null, Html.Of($"<p class=\"notice bad\" role=\"alert\">{problem}</p>"))}
        <form method="post" action="/login" class="sign-in">
        <input type="hidden" name="next" value="{next}">
        {(code is null ? TokenField : Html.Of($"<input type=\"hidden\" name=\"code\" value=\"{code}\"><p>The link is good for one browser.</p>"))}
        <button type="submit" autofocus>Sign in</button>
        </form>
        {Html.When(code is null, OidcPages.Link(services, next))}
        {Html.When(code is null, Html.Of($"""
            <p class="quiet">A token comes from <code>etl token create</code> on the machine that serves, or from whoever may make one.</p>
            """))}
        """));

    private static Html TokenField => Html.Of($"""
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" spellcheck="false" required>
        """);
}
