using Etl.Worker.Crawl;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>Objects that could not be read, and what an operator may do about them.</summary>
internal static class QuarantinePage
{
    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/quarantine", Policy.Viewer, Show) with { Menu = new MenuEntry("Quality", "Quarantine", 12), ShowsRows = true };
        yield return Route.Post("/quarantine/retry", Policy.Operator, request =>
            Change(services, request, "retried", (book, filter) => book.Retry(filter, request.Cancel))) with
        { Load = Load.Light };
        yield return Route.Post("/quarantine/forget", Policy.Operator, request =>
            Change(services, request, "forgotten", (book, filter) => book.Forget(filter, request.Cancel))) with
        { Load = Load.Light };
    }

    private static Reply Show(Request request)
    {
        var reason = request.Text("reason");
        return Reply.Page("Quarantine", Html.Of($"""
            {Parts.Heading("Quarantine", Html.Of($"Objects of the sources that gave no row, and why. One of them never stops or hides another; each is tried again when it changes, and where time may mend it, later too."))}
            {Done(request)}
            {new TableView(request, QuarantineListings.Reasons) { Top = 50 }.Show()}
            {Html.When(Policy.Operator.Allows(request.Role), Actions(reason))}
            {new TableView(request, QuarantineListings.Objects)
        {
            Title = reason is null ? "Objects" : $"Objects: {reason}",
            WhenEmpty = Html.When(reason is not null, Parts.ClearFilters("/quarantine")),
        }.Show()}
            """));
    }

    private static Html Done(Request request)
    {
        var (retried, forgotten) = (request.Number("retried", -1, 0, int.MaxValue), request.Number("forgotten", -1, 0, int.MaxValue));
        return Html.Of($"""
            {Html.When(retried >= 0, Html.Of($"<p class=\"notice\" role=\"status\">{retried:N0} objects are read again by the next refresh.</p>"))}{Html.When(forgotten >= 0, Html.Of($"<p class=\"notice\" role=\"status\">{forgotten:N0} objects are forgotten: to the next refresh they are new. The table shows them until then.</p>"))}
            """);
    }

    private static Html Actions(string? reason)
    {
        var what = reason is null ? "all objects in quarantine" : $"the objects with reason {reason}";
        Html Form(string verb, string label, string style) => Html.Of($"""
            <form method="post" action="/quarantine/{verb}"><input type="hidden" name="reason" value="{reason}"><button type="submit" class="{style}">{label}</button></form>
            """);
        return Html.Of($"""
            <section class="panel actions"><h2>For {what}</h2>
            {Form("retry", "Read again with the next refresh", "")}
            {Form("forget", "Forget: treat as new", "second")}
            </section>
            """);
    }

    private static Reply Change(WebServices services, Request request, string done, Func<QuarantineBook, QuarantineFilter, long> change)
    {
        var reason = request.Field("reason");
        request.Subject = reason ?? "all";
        var count = change(new QuarantineBook(services.Options.Lake, services.Time), new QuarantineFilter { Reasons = reason is null ? [] : [reason] });
        return Reply.SeeOther(PageUrl.Of("/quarantine", ("reason", reason), (done, $"{count}")));
    }
}
