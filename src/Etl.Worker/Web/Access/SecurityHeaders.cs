using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Access;

/// <summary>What every answer tells a browser, errors included.</summary>
internal static class SecurityHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'none'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    public static void Set(HttpResponse response, bool isHttps)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Not no-referrer: with it a browser sends forms of these very pages with the origin null.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers.XFrameOptions = "DENY";
        // Assets, whose names hold their content's hash, say otherwise.
        headers.CacheControl = "no-store";
        if (isHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
    }
}
