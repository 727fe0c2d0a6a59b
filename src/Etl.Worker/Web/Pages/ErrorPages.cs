using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Pages in the place of one that cannot be shown: why, and what next.</summary>
internal static class ErrorPages
{
    public static Reply NotFound(Request request) => ReplyWriter.WantsPage(request.Http.Request)
        ? Reply.NotFound("Not found", Html.Of($"""
            <h1>Not found</h1>
            <p>There is no page at this address. <a href="/">Go to the overview</a>.</p>
            """))
        : Reply.Problem(404, "not-found", "There is nothing at this address.");

    public static Reply NoWarehouse(WebServices services) => Reply.Page("No data yet", Html.Of($"""
        <h1>No data yet</h1>
        <p>{services.Warehouse.Problem ?? "Nothing was published in this lake so far."}</p>
        <p>A refresh makes the first version; this page then shows it, without a restart:</p>
        <pre><code>etl refresh --source /archive --lake {services.Options.Lake}</code></pre>
        """)) with { Status = 503 };

    public static Reply TooSlow() => Reply.Page("Too slow", Html.Of($"""
        <h1>This took too long</h1>
        <p>A query of this page did not end within its time. Narrow the filters, or try again when the machine is less busy.</p>
        """)) with { Status = 503 };

    public static Reply Failed(string id) => Reply.Page("Failed", Html.Of($"""
        <h1>This page failed</h1>
        <p>The server's log has the error as <code>{id}</code>.</p>
        """)) with { Status = 500 };
}
