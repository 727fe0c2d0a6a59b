namespace Etl.Worker.Web.Access.Oidc;

/// <summary>Why the provider's answer signs nobody in.</summary>
internal enum OidcRefusal
{
    /// <summary>The provider or its documents cannot be read.</summary>
    Provider,

    /// <summary>No sign-in of this browser waits for this answer: it is forged, too old, or was used.</summary>
    State,

    /// <summary>The provider let nobody in.</summary>
    Denied,

    /// <summary>The provider gives no token for the code.</summary>
    Code,

    Token,
    Algorithm,
    Signature,
    Issuer,
    Audience,
    Lifetime,
    Nonce,

    /// <summary>Somebody the provider knows, and whom no role is given to.</summary>
    Role,
}

/// <summary>Nobody is signed in. Its <see cref="Refusal"/> is shown; of what caused it only the kind is logged.</summary>
internal sealed class OidcException(OidcRefusal refusal, Exception? inner = null) : Exception($"The sign-in was refused: {refusal}.", inner)
{
    public OidcRefusal Refusal => refusal;

    public string Code => refusal.ToString().ToLowerInvariant();
}
