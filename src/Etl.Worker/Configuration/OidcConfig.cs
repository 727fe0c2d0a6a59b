namespace Etl.Worker.Configuration;

/// <summary>Signing in by an OpenID Connect provider.</summary>
public sealed record OidcConfig
{
    [Setting("Address of the provider, as its discovery document names it; without it nobody signs in this way.")]
    public string? Issuer { get; init; }

    [Setting("What the provider calls this server.")]
    public string? ClientId { get; init; }

    [Setting("The server's secret at the provider. Better given by a file or by the environment; a public client has none.", IsSecret = true)]
    public string? ClientSecret { get; init; }

    [Setting("File that holds the secret. It is read at each sign-in.", IsPath = true)]
    public string? ClientSecretFile { get; init; }

    [Setting("What is asked for; openid is among it.")]
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile"];

    [Setting("What the page for signing in calls the provider.")]
    public string Name { get; init; } = "single sign-on";

    [Setting("Claim of the ID token that roles are given by, a text or a list of them; points lead into objects, as in realm_access.roles.")]
    public string RoleClaim { get; init; } = "roles";

    [Setting("Claim of the ID token that pages and the audit log show as the name.")]
    public string NameClaim { get; init; } = "name";

    [Setting("Values of the claim that give a role; whoever has none of them is refused, whoever has several gets the greatest.")]
    public OidcRolesConfig Roles { get; init; } = new();

    [Setting("How far the provider's clock may be off.")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Values of the provider's claim that give each role.</summary>
public sealed record OidcRolesConfig
{
    [Setting("Counts and findings.")]
    public IReadOnlyList<string> Viewer { get; init; } = [];

    [Setting("Rows and SQL too.")]
    public IReadOnlyList<string> Analyst { get; init; } = [];

    [Setting("Refreshes and quarantine too.")]
    public IReadOnlyList<string> Operator { get; init; } = [];

    [Setting("Everything.")]
    public IReadOnlyList<string> Admin { get; init; } = [];
}
