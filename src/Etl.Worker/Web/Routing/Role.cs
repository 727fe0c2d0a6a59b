namespace Etl.Worker.Web.Routing;

/// <summary>What somebody may do; each may do what those before it may.</summary>
public enum Role
{
    /// <summary>Counts and findings: no row of an instance, no identifier.</summary>
    Viewer,

    /// <summary>Rows too, and SQL.</summary>
    Analyst,

    /// <summary>Refreshes and quarantine too: starting, stopping, retrying.</summary>
    Operator,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>Who may use a route.</summary>
/// <param name="Least">The least role; null: anybody, signed in or not.</param>
public readonly record struct Policy(Role? Least)
{
    /// <summary>Anybody: what signing in needs, and probes that tell nothing.</summary>
    public static Policy Public { get; } = new(null);

    public static Policy Viewer { get; } = new(Role.Viewer);

    public static Policy Analyst { get; } = new(Role.Analyst);

    public static Policy Operator { get; } = new(Role.Operator);

    public static Policy Admin { get; } = new(Role.Admin);

    public bool Allows(Role? role) => Least is null || role >= Least;
}
