using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Access;

/// <summary>Who is signed in.</summary>
/// <param name="Id">A token's id, <c>link</c> for the link printed at the start, or <c>oidc-</c> and a hash of the provider's subject.</param>
/// <param name="Name">The token's name, or the provider's for the person.</param>
/// <param name="Role">What it may do.</param>
/// <param name="ByCookie">A browser sends it along by itself, so that other sites' requests must be told apart.</param>
public sealed record Principal(string Id, string Name, Role Role, bool ByCookie);
