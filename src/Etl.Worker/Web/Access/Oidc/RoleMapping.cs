using System.Text.Json;
using Etl.Worker.Configuration;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Access.Oidc;

/// <summary>Which role the provider's claims give.</summary>
internal static class RoleMapping
{
    /// <summary>The greatest, or null: none.</summary>
    public static Role? Find(JsonElement claims, OidcConfig config)
    {
        var values = Values(claims, config.RoleClaim).ToHashSet(StringComparer.Ordinal);
        return values.Overlaps(config.Roles.Admin) ? Role.Admin
            : values.Overlaps(config.Roles.Operator) ? Role.Operator
            : values.Overlaps(config.Roles.Analyst) ? Role.Analyst
            : values.Overlaps(config.Roles.Viewer) ? Role.Viewer
            : null;
    }

    /// <summary>A claim of just this name, points and all, goes before a way into objects: names of claims may be addresses.</summary>
    private static IEnumerable<string> Values(JsonElement claims, string path)
    {
        var found = claims;
        if (!claims.TryGetProperty(path, out found))
        {
            found = claims;
            foreach (var name in path.Split('.'))
            {
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
                    return [];
            }
        }

        var items = found.ValueKind == JsonValueKind.Array ? found.EnumerateArray().ToList() : [found];
        return items.Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);
    }
}
