using System.Buffers.Text;
using System.Collections.Specialized;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace Etl.Worker.Tests.Web.Oidc;

/// <summary>An OpenID Connect provider over HTTP on loopback, strict as to what it is asked, and as wrong in its answers as a test wants.</summary>
internal sealed class StandInProvider : IDisposable
{
    public const string ClientId = "etl";
    public const string Secret = "a secret: with + and ä";

    /// <summary>Of every provider: making one takes longer than a test.</summary>
    private static readonly StandInKey First = StandInKey.Rsa("first");

    private readonly HttpListener listener = new();
    private readonly Dictionary<string, NameValueCollection> codes = [];

    /// <param name="host">A name of loopback: another than the server's makes it another site to a browser.</param>
    public StandInProvider(string host = "127.0.0.1")
    {
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Issuer = $"http://{host}:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        Published.Add(Key);
        Sign = claims => Key.Sign(claims);
        listener.Prefixes.Add(Issuer + "/");
        listener.Start();
        _ = Serve();
    }

    public string Issuer { get; }

    public StandInKey Key { get; set; } = First;

    public List<StandInKey> Published { get; } = [];

    /// <summary>Claims that take the place of the right ones; null: left out.</summary>
    public Dictionary<string, JsonNode?> Claims { get; } = [];

    /// <summary>Members of the discovery document that take the place of the right ones; null: left out.</summary>
    public Dictionary<string, JsonNode?> Document { get; } = [];

    public Func<JsonObject, string> Sign { get; set; }

    /// <summary>Shows a page with a link in the place of sending the browser back at once.</summary>
    public bool AsksPeople { get; init; }

    /// <summary>Lets nobody in.</summary>
    public bool Denies { get; set; }

    /// <summary>What the place for codes answers; null: a token.</summary>
    public (int Status, string Body)? TokenAnswer { get; set; }

    /// <summary>What was wrong with the requests.</summary>
    public List<string> Complaints { get; } = [];

    public string? SecretSentBy { get; private set; }

    public void Dispose()
    {
        listener.Close();
    }

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                Answer(context);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        switch (context.Request.Url!.AbsolutePath)
        {
            case "/.well-known/openid-configuration":
                Json(context, With(new JsonObject
                {
                    ["issuer"] = Issuer,
                    ["authorization_endpoint"] = Issuer + "/authorize?tenant=1",
                    ["token_endpoint"] = Issuer + "/token",
                    ["jwks_uri"] = Issuer + "/keys",
                    ["end_session_endpoint"] = Issuer + "/end",
                }, Document));
                break;
            case "/keys":
                Json(context, new JsonObject { ["keys"] = new JsonArray([.. Published.Select(key => (JsonNode)key.Public())]) });
                break;
            case "/authorize":
                Authorize(context, context.Request.QueryString);
                break;
            case "/token":
                Redeem(context);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private void Authorize(HttpListenerContext context, NameValueCollection asked)
    {
        Expect(asked["response_type"] == "code" && asked["client_id"] == ClientId && asked["tenant"] == "1", "authorize");
        Expect(asked["code_challenge_method"] == "S256" && asked["code_challenge"]?.Length == 43, "challenge");
        Expect(asked["scope"]!.Split(' ').Contains("openid"), "scope");
        Expect(asked["nonce"]?.Length == 43 && asked["state"]?.Length == 43, "nonce and state");
        var code = Guid.NewGuid().ToString("N");
        codes[code] = asked;
        var answer = Denies ? "error=access_denied&error_description=%3Cb%3E" : $"code={code}";
        var back = $"{asked["redirect_uri"]}?{answer}&state={Uri.EscapeDataString(asked["state"]!)}&iss={Uri.EscapeDataString(Issuer)}";
        if (AsksPeople)
        {
            Write(context, "text/html", $"<title>Provider</title><h1>Provider</h1><a id=\"allow\" href=\"{WebUtility.HtmlEncode(back)}\">Allow</a>");
            return;
        }

        context.Response.StatusCode = 302;
        context.Response.Headers["Location"] = back;
    }

    private void Redeem(HttpListenerContext context)
    {
        using var reader = new StreamReader(context.Request.InputStream);
        var form = HttpUtility.ParseQueryString(reader.ReadToEnd());
        var isKnown = codes.Remove(form["code"] ?? "", out var asked)
            && form["grant_type"] == "authorization_code" && form["redirect_uri"] == asked["redirect_uri"]
            && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"] ?? ""))) == asked["code_challenge"];
        if (TokenAnswer is { } other)
        {
            context.Response.StatusCode = other.Status;
            context.Response.Headers["Location"] = Issuer + "/elsewhere";
            Write(context, "application/json", other.Body);
            return;
        }

        if (!isKnown || !IsClient(context.Request, form))
        {
            context.Response.StatusCode = 400;
            Json(context, new JsonObject { ["error"] = "invalid_grant" });
            return;
        }

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = With(new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = "0815",
            ["aud"] = ClientId,
            ["exp"] = now + 300,
            ["iat"] = now,
            ["nonce"] = asked!["nonce"],
            ["name"] = "Ada L.",
            ["roles"] = new JsonArray("readers"),
        }, Claims);
        Json(context, new JsonObject { ["access_token"] = "x", ["token_type"] = "Bearer", ["id_token"] = Sign(claims) });
    }

    private bool IsClient(HttpListenerRequest request, NameValueCollection form)
    {
        if (request.Headers["Authorization"] is ['B', 'a', 's', 'i', 'c', ' ', ..] basic)
        {
            SecretSentBy = "header";
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(basic[6..])).Split(':');
            return HttpUtility.UrlDecode(pair[0]) == ClientId && HttpUtility.UrlDecode(pair[1]) == Secret;
        }

        SecretSentBy = form["client_secret"] is null ? "nobody" : "form";
        return form["client_id"] == ClientId && form["client_secret"] is null or Secret;
    }

    private void Expect(bool holds, string what)
    {
        if (!holds)
            Complaints.Add(what);
    }

    private static JsonObject With(JsonObject json, Dictionary<string, JsonNode?> others)
    {
        foreach (var (name, value) in others)
        {
            json.Remove(name);
            if (value is not null)
                json[name] = value.DeepClone();
        }

        return json;
    }

    private static void Json(HttpListenerContext context, JsonObject json) => Write(context, "application/json", json.ToJsonString());

    private static void Write(HttpListenerContext context, string type, string text)
    {
        context.Response.ContentType = type;
        context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(text));
    }
}
