namespace Etl.Worker.Web.Routing;

/// <summary>Every address of the server.</summary>
public sealed class RouteTable
{
    private readonly List<Route> routes = [];

    public IReadOnlyList<Route> All => routes;

    /// <exception cref="ArgumentException">The method and pattern are taken, or the route cannot be.</exception>
    public void Add(Route route)
    {
        if (route.Method is not ("GET" or "POST"))
            throw new ArgumentException($"A route answers GET or POST, not {route.Method}.", nameof(route));
        if (!route.Pattern.StartsWith('/'))
            throw new ArgumentException($"The pattern '{route.Pattern}' does not start with a slash.", nameof(route));
        if (routes.Exists(other => other.Method == route.Method && other.Pattern == route.Pattern))
            throw new ArgumentException($"{route.Method} {route.Pattern} is there already.", nameof(route));
        routes.Add(route);
    }

    public void Add(IEnumerable<Route> more)
    {
        foreach (var route in more)
            Add(route);
    }

    /// <summary>The navigation of somebody with this role: groups in the order of their first route.</summary>
    public IEnumerable<IGrouping<string, Route>> Menu(Role role) => routes
        .Where(route => route.Menu is not null && route.Policy.Allows(role))
        .OrderBy(route => route.Menu!.Order)
        .GroupBy(route => route.Menu!.Group);
}
