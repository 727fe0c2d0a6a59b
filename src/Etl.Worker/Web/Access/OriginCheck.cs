using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Access;

/// <summary>
/// Where a request comes from. A name that an attacker's DNS points here is no name of this server (rebinding); a request that another
/// site's page makes a browser send is not its user's.
/// </summary>
/// <param name="hosts">The names by which this server is asked for, without a port.</param>
/// <param name="isHttps">Whether browsers reach it by https.</param>
public sealed class OriginCheck(IEnumerable<string> hosts, bool isHttps)
{
    private readonly HashSet<string> hosts = new(hosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the request names a host of this server, and names one at all.</summary>
    public bool KnowsHost(HttpRequest request) => request.Host.HasValue && hosts.Contains(request.Host.Host);

    /// <summary>Whether another site's page made the browser send this.</summary>
    /// <remarks>
    /// Following a link from elsewhere is allowed: it carries no cookie, since that is SameSite=Strict, and a GET changes nothing.
    /// </remarks>
    public bool IsForeign(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Origin", out var origin) && !IsOurs(origin.ToString(), request))
            return true;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "" or "same-origin" or "none")
            return false;
        return !(IsSafe(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document");
    }

    /// <summary>Whether the browser itself says that a page of this server sent this: what a request that changes something needs with a cookie.</summary>
    public bool IsProvenOurs(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "same-origin"
        || request.Headers.TryGetValue("Origin", out var origin) && IsOurs(origin.ToString(), request);

    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private bool IsOurs(string origin, HttpRequest request) =>
        string.Equals(origin, (isHttps ? "https://" : "http://") + request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
