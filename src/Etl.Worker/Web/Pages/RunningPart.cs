using System.Text;
using System.Text.Json;
using Etl.Worker.Crawl;
using Etl.Worker.Jobs;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Pages;

/// <summary>The refresh that runs: how far it is, as it goes on, and how to end it.</summary>
internal static class RunningPart
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    public static IEnumerable<Route> Routes(WebServices services)
    {
        yield return Route.Get("/refreshes/live", Policy.Viewer, _ => Live(services)) with { Load = Load.Stream };
        yield return Route.Post("/refreshes/cancel", Policy.Operator, request =>
        {
            var running = services.Scheduling.Runs.Current;
            running?.Cancel(request.Principal.Name);
            return Reply.SeeOther(PageUrl.Of("/refreshes", ("said", running is null ? "idle" : "cancelled")));
        }) with
        { Load = Load.Light };
    }

    public static Html Show(WebServices services, Request request)
    {
        if (services.Scheduling.Runs.Current is not { } run)
            return Html.Empty;
        var (progress, isOperator) = (run.Progress, Policy.Operator.Allows(request.Role));
        var elapsed = services.Time.GetUtcNow() - run.StartedAt;
        return Html.Of($"""
            <section class="panel" data-live="/refreshes/live" aria-live="polite"><h2>Running now</h2>
            <p>{run.Request.Trigger} {run.Request.Schedule?.Name}, attempt <span data-live-field="attempt">{run.Attempt}</span>, since {run.StartedAt:HH:mm:ss} UTC (<span data-live-field="elapsed">{Cells.Seconds(elapsed.TotalSeconds)}</span>).
            <a href="/refreshes/{PageUrl.Segment(run.RefreshId)}">Its page</a></p>
            <p><progress max="1" value="{Share(progress):0.###}" data-live-field="share">{Share(progress) * 100:0} %</progress></p>
            {Parts.Figures(
                ("Stage", Field("stage", progress.Stage), Html.Of($"of {RefreshProgress.Stages.Count}")),
                ("Listed", Field("listed", $"{progress.Listed:N0}"), Html.Of($"objects")),
                ("Dealt with", Field("done", $"{progress.Done:N0}"), Html.Of($"objects")),
                ("Quarantined", Field("quarantined", $"{progress.Quarantined:N0}"), Html.Of($"objects")),
                ("Read", Field("bytes", Cells.Bytes(progress.BytesRead)), Html.Empty),
                ("Rows", Field("rows", $"{progress.Rows:N0}"), Html.Of($"written")))}
            {Html.When(isOperator, Html.Of($"<form method=\"post\" action=\"/refreshes/cancel\"><button type=\"submit\" class=\"second\">Cancel the refresh</button></form>"))}
            </section>
            """);
    }

    private static Html Field(string name, string text) => Html.Of($"<span data-live-field=\"{name}\">{text}</span>");

    private static double Share(RefreshProgress progress) =>
        progress is { ListingDone: true, Listed: > 0 } ? Math.Clamp((double)progress.Done / progress.Listed, 0, 1) : 0;

    /// <summary>Server-sent events, one a second, until no refresh runs: the last says so.</summary>
    private static Reply Live(WebServices services) => Reply.Stream("text/event-stream", async (context, body, cancel) =>
    {
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (context.Request.Method == "HEAD")
            return;
        while (services.Scheduling.Runs.Current is { } run)
        {
            await SendAsync(body, writer => Write(writer, services, run), cancel).ConfigureAwait(false);
            await Task.Delay(TellEvery, cancel).ConfigureAwait(false);
        }

        await SendAsync(body, writer => writer.WriteBoolean("running", false), cancel).ConfigureAwait(false);
    });

    private static void Write(Utf8JsonWriter writer, WebServices services, RunningRefresh run)
    {
        var progress = run.Progress;
        writer.WriteBoolean("running", true);
        writer.WriteString("id", run.RefreshId);
        writer.WriteNumber("attempt", run.Attempt);
        writer.WriteString("stage", run.WaitsUntil is { } until ? $"waits until {until:HH:mm:ss} UTC" : progress.Stage);
        writer.WriteString("listed", $"{progress.Listed:N0}");
        writer.WriteString("done", $"{progress.Done:N0}");
        writer.WriteString("quarantined", $"{progress.Quarantined:N0}");
        writer.WriteString("bytes", Cells.Bytes(progress.BytesRead));
        writer.WriteString("rows", $"{progress.Rows:N0}");
        writer.WriteNumber("share", Share(progress));
        writer.WriteString("elapsed", Cells.Seconds((services.Time.GetUtcNow() - run.StartedAt).TotalSeconds));
    }

    private static async Task SendAsync(Stream body, Action<Utf8JsonWriter> write, CancellationToken cancel)
    {
        using var json = new MemoryStream();
        json.Write("data: "u8);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        json.Write("\n\n"u8);
        await body.WriteAsync(json.ToArray(), cancel).ConfigureAwait(false);
        await body.FlushAsync(cancel).ConfigureAwait(false);
    }
}
