using System.Text;
using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.Web.Access;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Hosting;

/// <summary>Sends replies.</summary>
internal sealed class ReplyWriter(Layout layout)
{
    public const string VersionHeader = "X-Data-Version";

    /// <summary>Whether the answer is for somebody who looks at it.</summary>
    public static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public async Task Send(
        HttpContext context, Route route, Principal? principal, WarehouseLease? lease, Reply reply, CancellationToken cancel)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        if (lease is not null)
            response.Headers[VersionHeader] = lease.Snapshot.Version.Id;
        switch (reply)
        {
            case PageReply page:
                var markup = layout.Around(page, route, principal, lease?.Snapshot.Version, context.Request);
                await SendBytes(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(markup.ToString()), cancel).ConfigureAwait(false);
                break;
            case RedirectReply redirect:
                response.Headers.Location = redirect.Url;
                break;
            case JsonReply json:
                using (var body = new MemoryStream())
                {
                    using (var writer = new Utf8JsonWriter(body, JsonLines.Options))
                        json.Write(writer);
                    await SendBytes(context, json.MediaType, body.ToArray(), cancel).ConfigureAwait(false);
                }

                break;
            case StreamReply stream:
                await stream.Send(context, cancel).ConfigureAwait(false);
                break;
        }
    }

    private static async Task SendBytes(HttpContext context, string mediaType, byte[] content, CancellationToken cancel)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        if (context.Request.Method != "HEAD")
            await context.Response.Body.WriteAsync(content, cancel).ConfigureAwait(false);
    }
}
