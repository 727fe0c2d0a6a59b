using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Access;

/// <summary>A token as it is kept: its hash, never itself.</summary>
/// <param name="Id">What lists and logs call it.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Role">What its bearer may do.</param>
/// <param name="Hash">SHA-256 of the token, in hex.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is worth nothing.</param>
public sealed record ApiToken(string Id, string Name, Role Role, string Hash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public bool IsValid(DateTimeOffset now) => now < ExpiresAt;
}
