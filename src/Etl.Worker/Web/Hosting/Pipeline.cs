using System.Diagnostics;
using Etl.Worker.DuckDb;
using Etl.Worker.Web.Access;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Pages;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;

namespace Etl.Worker.Web.Hosting;

/// <summary>
/// The way of every request, in this order: headers, host, origin, who asks, may they, too often, the route, the audit log. What no route
/// answers goes the same way.
/// </summary>
internal sealed class Pipeline(WebServices services, ReplyWriter writer)
{
    private static readonly Route Unknown =
        Route.Get("/{**path}", Policy.Viewer, request => ErrorPages.NotFound(request)) with { Load = Load.Light };

    public async Task Handle(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        SecurityHeaders.Set(context.Response, services.Options.IsHttps);
        var route = context.GetEndpoint()?.Metadata.GetMetadata<Route>() ?? Unknown;
        if (!services.Origins.KnowsHost(context.Request))
        {
            await Refuse(context, route, null, 400, "unknown-host", "The request's Host is none of this server.").ConfigureAwait(false);
            return;
        }

        if (services.Origins.IsForeign(context.Request))
        {
            await Refuse(context, route, null, 403, "foreign-origin", "Another site's page sent this request.").ConfigureAwait(false);
            return;
        }

        var principal = services.SignIn.Find(context.Request);
        if (await Admit(context, route, principal).ConfigureAwait(false))
            await Answer(context, route, principal).ConfigureAwait(false);
        services.Report(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{context.Request.Method} {route.Pattern} {context.Response.StatusCode} {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms"));
    }

    /// <summary>Whether this one may do this now; otherwise it was told so.</summary>
    private async Task<bool> Admit(HttpContext context, Route route, Principal? principal)
    {
        var user = principal?.Id ?? services.ClientAddress(context);
        if (!services.Limits.Allows(user))
            return await TooMany(context, route, principal).ConfigureAwait(false);
        if (!OriginCheck.IsSafe(context.Request.Method) && principal is not { ByCookie: false } && !services.Origins.IsProvenOurs(context.Request))
        {
            await Refuse(context, route, principal, 403, "foreign-origin", "It does not show that a page of this server sent this request.")
                .ConfigureAwait(false);
            return false;
        }

        if (route.Policy.Allows(principal?.Role))
            return services.Limits.Allows(user, route.Load) || await TooMany(context, route, principal).ConfigureAwait(false);
        if (principal is not null)
        {
            Note(Event(context, route, principal, 403));
            await Refuse(context, route, principal, 403, "role",
                $"This needs the role {route.Policy.Least.ToString()!.ToLowerInvariant()}; yours is {principal.Role.ToString().ToLowerInvariant()}.")
                .ConfigureAwait(false);
        }
        else if (ReplyWriter.WantsPage(context.Request))
        {
            await writer.Send(context, route, null, null, SignInPages.Ask(services, context.Request), default).ConfigureAwait(false);
        }
        else
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Refuse(context, route, null, 401, "not-signed-in", "Send a token: Authorization: Bearer etl_…").ConfigureAwait(false);
        }

        return false;
    }

    private async Task<bool> TooMany(HttpContext context, Route route, Principal? principal)
    {
        context.Response.Headers.RetryAfter = "10";
        await Refuse(context, route, principal, 429, "too-many-requests", "Too many requests. Try again in a few seconds.").ConfigureAwait(false);
        return false;
    }

    private async Task Answer(HttpContext context, Route route, Principal? principal)
    {
        using var place = await services.Limits.Enter(route.Load, context.RequestAborted).ConfigureAwait(false);
        if (!place.IsAcquired)
        {
            await Refuse(context, route, principal, 503, "busy", "Too many requests wait already. Try again in a moment.").ConfigureAwait(false);
            return;
        }

        // A server that stops ends what would stay open, and answers the rest.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, route.Load == Load.Stream ? services.Stopping : CancellationToken.None);
        if (route.Load is not (Load.Stream or Load.Download or Load.Query))
            stop.CancelAfter(TimeSpan.FromSeconds(60));
        using var lease = route.Load is Load.Page or Load.Download or Load.Query ? services.Warehouse.Acquire() : null;
        var request = new Request(context, route, principal, lease, stop.Token);
        try
        {
            await request.ReadForm().ConfigureAwait(false);
            var reply = await route.Handle(request).ConfigureAwait(false);
            var happened = Event(context, route, principal, reply.Status) with
            {
                Subject = request.Subject,
                Rows = request.RowsShown,
                Version = lease?.Snapshot.Version.Id,
            };
            // Before anything is sent: rows that cannot be accounted for are not shown. What was done cannot be undone by saying that it failed.
            if (route.ShowsRows)
                services.Audit.Write(happened);
            else if (route.IsAudited || route.Method == "POST")
                Note(happened);
            await writer.Send(context, route, principal, lease, reply, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await writer.Send(context, route, principal, lease, Explain(context, route, e), default).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (Exception e)
        {
            // The answer has begun: cutting the connection is all that tells the client that it is not whole.
            services.Report($"{route.Pattern} broke off ({Kind(e)}).");
            context.Abort();
        }
    }

    private Reply Explain(HttpContext context, Route route, Exception e)
    {
        var wantsPage = ReplyWriter.WantsPage(context.Request);
        if (e is NoWarehouseException none)
            return wantsPage ? ErrorPages.NoWarehouse(services) : Reply.Problem(503, "no-warehouse", none.Message);
        if (e is TimeoutException or OperationCanceledException)
            return wantsPage ? ErrorPages.TooSlow() : Reply.Problem(503, "timeout", "It took too long.");
        if (e is BadHttpRequestException bad)
            return Reply.Problem(bad.StatusCode, "bad-request", "The request cannot be read.");
        var id = Guid.NewGuid().ToString("N")[..12];
        services.Report($"Error {id} at {route.Method} {route.Pattern}: {Kind(e)}{services.Stack(e)}");
        return wantsPage ? ErrorPages.Failed(id) : Reply.Problem(500, "failed", $"The server failed; its log has the error as {id}.");
    }

    private async Task Refuse(HttpContext context, Route route, Principal? principal, int status, string code, string detail)
    {
        var reply = ReplyWriter.WantsPage(context.Request) && status != 400
            ? Reply.Page("Refused", Html.Of($"<h1>Refused</h1><p>{detail}</p>")) with { Status = status }
            : Reply.Problem(status, code, detail);
        await writer.Send(context, route, principal, null, reply, default).ConfigureAwait(false);
    }

    /// <summary>Where no rows are shown, a log that cannot be written hinders nobody; the server's own log says so.</summary>
    private void Note(AuditEvent happened)
    {
        try
        {
            services.Audit.Write(happened);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            services.Report($"The audit log cannot be written ({e.GetType().Name}).");
        }
    }

    private AuditEvent Event(HttpContext context, Route route, Principal? principal, int status) =>
        new(principal, services.ClientAddress(context), context.Request.Method, route.Pattern, null, status, null, null);

    /// <summary>An exception's kind: its message may quote a value.</summary>
    private static string Kind(Exception e) => e is DuckDbException duckDb ? $"DuckDB {duckDb.ErrorType}" : e.GetType().Name;
}
