using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Etl.Worker.Configuration;
using Microsoft.IdentityModel.Tokens;

namespace Etl.Worker.Web.Access.Oidc;

/// <summary>What the provider says of itself (OpenID Connect Discovery 1.0, 3) and the keys that it signs with.</summary>
/// <param name="Authorization">Where browsers are sent.</param>
/// <param name="Token">Where codes are redeemed.</param>
/// <param name="EndSession">Where browsers sign out, if there is such a place.</param>
/// <param name="TakesBasic">The secret goes in a header; otherwise in the form.</param>
/// <param name="NamesItself">Its answers carry its own address (RFC 9207).</param>
/// <param name="Keys">Public keys.</param>
internal sealed record OidcDocument(
    string Authorization, string Token, string? EndSession, bool TakesBasic, bool NamesItself, IReadOnlyList<SecurityKey> Keys);

/// <summary>The provider as it is asked from here. It follows no redirects and reads no more than a megabyte.</summary>
internal sealed class OidcProvider : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    private readonly OidcConfig config;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim reading = new(1);
    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1 << 20,
    };

    private OidcDocument? document;
    private DateTimeOffset readAt;

    public OidcProvider(OidcConfig config, TimeProvider time) => (this.config, this.time) = (config, time);

    /// <summary>The document and its keys, read again after an hour.</summary>
    /// <param name="anew">Read it again in any case: a token is signed with a key that it does not have.</param>
    /// <exception cref="OidcException">It cannot be read, or is another's.</exception>
    public async Task<OidcDocument> Document(bool anew, CancellationToken cancel)
    {
        await reading.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (document is null || anew || time.GetUtcNow() - readAt > Fresh)
            {
                document = await Read(cancel).ConfigureAwait(false);
                readAt = time.GetUtcNow();
            }

            return document;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>The ID token for a code.</summary>
    /// <exception cref="OidcException">There is none.</exception>
    public async Task<string> Redeem(OidcDocument at, string code, PendingLogin login, CancellationToken cancel)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = login.RedirectUri,
            ["client_id"] = config.ClientId!,
            ["code_verifier"] = login.Verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, at.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (Secret() is { } secret && at.TakesBasic)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(
                Encoding.UTF8.GetBytes($"{WebUtility.UrlEncode(config.ClientId!)}:{WebUtility.UrlEncode(secret)}")));
        else if (Secret() is { } posted)
            form["client_secret"] = posted;
        request.Content = new FormUrlEncodedContent(form);
        using var answer = await Ask(request, OidcRefusal.Code, cancel).ConfigureAwait(false);
        return Text(answer.RootElement, "id_token") ?? throw new OidcException(OidcRefusal.Code);
    }

    public void Dispose()
    {
        client.Dispose();
        reading.Dispose();
    }

    private string? Secret() => config.ClientSecretFile is { } file ? File.ReadAllText(file).Trim() : config.ClientSecret;

    private async Task<OidcDocument> Read(CancellationToken cancel)
    {
        using var discovery = await Get(config.Issuer!.TrimEnd('/') + "/.well-known/openid-configuration", cancel).ConfigureAwait(false);
        var root = discovery.RootElement;
        // Character for character: else one provider could speak for another (Discovery 4.3).
        if (Text(root, "issuer") != config.Issuer)
            throw new OidcException(OidcRefusal.Provider);
        using var keys = await Get(Address(root, "jwks_uri")!, cancel).ConfigureAwait(false);
        var methods = root.TryGetProperty("token_endpoint_auth_methods_supported", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.String).Select(m => m.GetString()).ToList() : [];
        return new OidcDocument(
            Address(root, "authorization_endpoint")!, Address(root, "token_endpoint")!, Address(root, "end_session_endpoint", isOptional: true),
            TakesBasic: methods.Count == 0 || methods.Contains("client_secret_basic"),
            NamesItself: root.TryGetProperty("authorization_response_iss_parameter_supported", out var names) && names.ValueKind == JsonValueKind.True,
            Signing(keys.RootElement));
    }

    private static IReadOnlyList<SecurityKey> Signing(JsonElement keys)
    {
        try
        {
            return [.. new JsonWebKeySet(keys.GetRawText()).GetSigningKeys()];
        }
        catch (ArgumentException e)
        {
            throw new OidcException(OidcRefusal.Provider, e);
        }
    }

    private async Task<JsonDocument> Get(string url, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await Ask(request, OidcRefusal.Provider, cancel).ConfigureAwait(false);
    }

    private async Task<JsonDocument> Ask(HttpRequestMessage request, OidcRefusal otherwise, CancellationToken cancel)
    {
        try
        {
            using var response = await client.SendAsync(request, cancel).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new OidcException(otherwise);
            var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json : throw new OidcException(otherwise);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new OidcException(otherwise, e);
        }
    }

    /// <summary>An endpoint of the document: https, or on loopback http, as the issuer itself.</summary>
    private static string? Address(JsonElement root, string name, bool isOptional = false)
    {
        var text = Text(root, name);
        if (text is null && isOptional)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback)) && uri.Fragment.Length == 0
            ? text : throw new OidcException(OidcRefusal.Provider);
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
