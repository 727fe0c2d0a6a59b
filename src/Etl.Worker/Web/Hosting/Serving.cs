using Etl.Worker.Cli;
using Etl.Worker.Web.Api;
using Etl.Worker.Web.Cohorts;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Markup;
using Etl.Worker.Web.Pages;

namespace Etl.Worker.Web.Hosting;

/// <summary>The server from its start to its end.</summary>
internal static class Serving
{
    /// <inheritdoc cref="RunServer"/>
    public static void Run(WebOptions options, Terminal terminal, CancellationToken cancel) =>
        RunAsync(options, terminal, cancel).GetAwaiter().GetResult();

    /// <summary>Every route of the server. Which there are is decided here and nowhere else.</summary>
    internal static void AddRoutes(WebServices services)
    {
        services.Routes.Add(Asset.Routes());
        services.Routes.Add(HealthRoutes.Routes(services));
        services.Routes.Add(SignInPages.Routes(services));
        services.Routes.Add(OidcPages.Routes(services));
        services.Routes.Add(OverviewPage.Routes(services));
        services.Routes.Add(TagsPage.Routes());
        services.Routes.Add(TagPage.Routes());
        services.Routes.Add(ModalitiesPage.Routes());
        services.Routes.Add(CohortPage.Routes(services));
        services.Routes.Add(SavedCohortPages.Routes(services));
        services.Routes.Add(CohortDiffPages.Routes(services));
        services.Routes.Add(ConformancePages.Routes());
        services.Routes.Add(TrustPages.Routes());
        services.Routes.Add(QuarantinePage.Routes(services));
        services.Routes.Add(SourcesPage.Routes());
        services.Routes.Add(SchemaPages.Routes());
        services.Routes.Add(RefreshesPage.Routes(services));
        services.Routes.Add(RunTables.Routes(services));
        services.Routes.Add(RunningPart.Routes(services));
        services.Routes.Add(SchedulePart.Routes(services));
        services.Routes.Add(RefreshPage.Routes(services));
        services.Routes.Add(MetricsRoute.Routes(services));
        services.Routes.Add(ConsolePages.Routes(services));
        services.Routes.Add(DashboardPages.Routes(services));
        services.Routes.Add(ListingRoutes.Of(services,
        [
            TagListings.Tags, TagListings.Coverage, TagListings.ByDevice, TagListings.Values, TagListings.ByYear, TagListings.Modules, TagDistribution.Listing, .. ModalityListings.All,
            ConformanceListings.Findings, ConformanceListings.Devices, ConformanceListings.Samples,
            TrustListings.Summary, .. TrustListings.OfRows, TrustListings.ValueErrorKinds, QuarantineListings.Reasons, QuarantineListings.OfRefresh, QuarantineListings.Objects,
            SourcesPage.Sources, SchemaPages.Relations, SchemaPages.Columns, .. CohortListings.All,
        ]));
        services.Routes.Add(OpenApi.Routes(services));
    }

    private static async Task RunAsync(WebOptions options, Terminal terminal, CancellationToken cancel)
    {
        using var services = new WebServices(options, TimeProvider.System, terminal.SayDetail, cancel)
        {
            LogsStacks = terminal.Verbosity == Verbosity.Debug,
        };
        AddRoutes(services);
        var server = new WebServer(services);
        await using var closing = server.ConfigureAwait(false);
        await server.Start(cancel).ConfigureAwait(false);
        await services.Scheduling.StartAsync(cancel).ConfigureAwait(false);
        terminal.Out.WriteLine($"Serving {options.Lake} at {server.Url}");
        terminal.Out.WriteLine($"Sign in, once, within ten minutes: {server.Url}{PageUrl.Of("/login", ("code", services.Link.Issue()))}");
        terminal.Flush();
        await Cancelled(cancel).ConfigureAwait(false);
        terminal.Say("Stopping: requests that run are answered first.");
        await server.Stop().ConfigureAwait(false);
        await services.Scheduling.StopAsync().ConfigureAwait(false);
    }

    private static async Task Cancelled(CancellationToken cancel)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancel.Register(cancelled.SetResult).ConfigureAwait(false);
        await cancelled.Task.ConfigureAwait(false);
    }
}
