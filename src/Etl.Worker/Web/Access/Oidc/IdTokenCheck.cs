using System.Text.Json;
using Etl.Worker.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Etl.Worker.Web.Access.Oidc;

/// <summary>
/// Whether an ID token is the provider's, for this server, of now, and for this sign-in (OpenID Connect Core 1.0, 3.1.3.7). Signatures are
/// Microsoft's library's business; what must hold besides is said here.
/// </summary>
internal sealed class IdTokenCheck(OidcConfig config, TimeProvider time)
{
    /// <summary>Public keys only: with a shared secret or with none, anybody who knows the public key could sign.</summary>
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = 64 << 10, MapInboundClaims = false };

    /// <summary>The claims of a token that is right.</summary>
    /// <exception cref="OidcException">It is not. <see cref="OidcRefusal.Signature"/> may mean that the provider has a new key.</exception>
    public async Task<JsonElement> Require(string text, IReadOnlyList<SecurityKey> keys, string nonce)
    {
        if (!Algorithms.Contains(Read(text).Alg))
            throw new OidcException(OidcRefusal.Algorithm);
        var checkedToken = await handler.ValidateTokenAsync(text, Parameters(keys)).ConfigureAwait(false);
        if (!checkedToken.IsValid)
            throw new OidcException(Refusal(checkedToken.Exception), checkedToken.Exception);
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(((JsonWebToken)checkedToken.SecurityToken).EncodedPayload));
        var claims = payload.RootElement.Clone();
        RequireParty(claims);
        if (!claims.TryGetProperty("iat", out var issued) || !issued.TryGetInt64(out var seconds)
            || DateTimeOffset.FromUnixTimeSeconds(seconds) > time.GetUtcNow() + config.ClockSkew)
            throw new OidcException(OidcRefusal.Lifetime);
        if (Text(claims, "nonce") != nonce)
            throw new OidcException(OidcRefusal.Nonce);
        if (string.IsNullOrEmpty(Text(claims, "sub")))
            throw new OidcException(OidcRefusal.Token);
        return claims;
    }

    internal static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private JsonWebToken Read(string text)
    {
        try
        {
            return handler.ReadJsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenMalformedException or FormatException)
        {
            throw new OidcException(OidcRefusal.Token, e);
        }
    }

    private TokenValidationParameters Parameters(IReadOnlyList<SecurityKey> keys) => new()
    {
        ValidIssuer = config.Issuer,
        ValidAudience = config.ClientId,
        IssuerSigningKeys = keys,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => IsNow(from, until),
        LogValidationExceptions = false,
    };

    private bool IsNow(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until > now - config.ClockSkew && (from is null || from <= now + config.ClockSkew);
    }

    /// <summary>A token for several parties, or asked for by another than it is for, names whom it was given to.</summary>
    private void RequireParty(JsonElement claims)
    {
        var party = Text(claims, "azp");
        var isForSeveral = claims.GetProperty("aud") is { ValueKind: JsonValueKind.Array } parties && parties.GetArrayLength() > 1;
        if (party is null ? isForSeveral : party != config.ClientId)
            throw new OidcException(OidcRefusal.Audience);
    }

    private static OidcRefusal Refusal(Exception wrong) => wrong switch
    {
        SecurityTokenInvalidIssuerException => OidcRefusal.Issuer,
        SecurityTokenInvalidAudienceException => OidcRefusal.Audience,
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException => OidcRefusal.Lifetime,
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException => OidcRefusal.Signature,
        _ => OidcRefusal.Token,
    };
}
