using System.Diagnostics;
using System.Net.Http.Headers;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;
using Microsoft.Playwright;

namespace Etl.Bench;

/// <summary>How long every page takes over HTTP on loopback, and until a browser paints it.</summary>
internal static class PagesBench
{
    /// <summary>Requests of each page after its first, in each round.</summary>
    private const int Again = 20;

    private static readonly string[] Pages =
    [
        "/", "/tags", "/tags?q=patient&modality=CT&sort=percent_present&dir=desc", "/tags?show=deviating", "/tags/KVP", "/tags/PatientName",
        "/tags/SeriesDescription", "/tags/SOPInstanceUID", "/tags/InstanceNumber", "/tags/ReferencedStudySequence", "/modalities",
        "/modalities?modality=CT", "/cohorts", "/cohorts?modality=CT", "/cohorts?modality=CT&modality=MR&match=all&sex=F&suppress=11", "/cohorts/saved",
        "/conformance", "/conformance?severity=error&q=image", "/trust", "/trust/series-conflicts", "/trust/patient-conflicts",
        "/trust/duplicate-instances", "/trust/orphan-references", "/trust/incomplete-series", "/trust/value-errors", "/quarantine", "/sources",
        "/schema", "/schema/dicom_all", "/api", "/refreshes", "/sql", "/dashboards", "/dashboards/tag-coverage", "/dashboards/modality-mix",
        "/dashboards/archive-growth", "/dashboards/scanner-fleet", "/dashboards/conformance", "/api/v1/overview", "/api/v1/coverage-matrix", "/api/v1/cohort",
    ];

    internal static void Run(BenchArchive archive, BenchOptions options, Report report)
    {
        var lake = options.Lake ?? Directory.CreateTempSubdirectory("etl-bench-lake-").FullName;
        if (options.Lake is null)
            EtlProgram.Refresh(archive.Folder, lake);
        var (first, again) = (Pages.ToDictionary(page => page, _ => new List<double>()), Pages.ToDictionary(page => page, _ => new List<double>()));
        for (var round = 0; round <= options.Rounds; round++)
            Serve(lake, (url, token) => Ask(url, token, round > 0 ? first : null, again));
        var paints = new Dictionary<string, double>();
        Serve(lake, (url, token) => paints = PaintAsync(url, token).GetAwaiter().GetResult());
        report.Table(
            $"Pages (ms; a new version's first request: the longest of {options.Rounds} rounds; {Again * (options.Rounds + 1)} later requests; first contentful paint in headless Chromium)",
            ["page", "first", "p50", "p95", "paint"],
            [.. Pages.Select(page => new[] { page, $"{first[page].DefaultIfEmpty(double.NaN).Max():F0}", $"{At(again[page], .5):F0}", $"{At(again[page], .95):F0}", paints.TryGetValue(page, out var paint) ? $"{paint:F0}" : "" })]);
        report.Note($"Scripts: {Asset.ScriptBytes:N0} bytes of gzip, all pages together.");
        if (options.Lake is null)
            Directory.Delete(lake, recursive: true);
    }

    /// <summary>A server with nothing kept of an earlier one.</summary>
    private static void Serve(string lake, Action<string, string> use)
    {
        using var stopping = new CancellationTokenSource();
        using var services = new WebServices(new WebOptions { Lake = lake, Listen = ListenAddress.Parse("127.0.0.1:0")! }, TimeProvider.System, _ => { }, stopping.Token);
        Serving.AddRoutes(services);
        var server = new WebServer(services);
        try
        {
            server.Start(default).GetAwaiter().GetResult();
            use(server.Url, services.Tokens.Create("bench", Role.Admin, TimeSpan.FromDays(1), default).Secret);
            stopping.Cancel();
            server.Stop().GetAwaiter().GetResult();
        }
        finally
        {
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static void Ask(string url, string token, Dictionary<string, List<double>>? first, Dictionary<string, List<double>> again)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        client.GetStringAsync("/api").GetAwaiter().GetResult();
        foreach (var page in Pages)
        {
            for (var i = 0; i <= Again; i++)
            {
                var watch = Stopwatch.StartNew();
                client.GetByteArrayAsync(page).GetAwaiter().GetResult();
                (i > 0 ? again[page] : first?[page])?.Add(watch.Elapsed.TotalMilliseconds);
                // The server lets one user ask 200 times a second.
                Thread.Sleep(5);
            }
        }
    }

    private static async Task<Dictionary<string, double>> PaintAsync(string url, string token)
    {
        var paints = new Dictionary<string, double>();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(url + "/login");
        await page.FillAsync("#token", token);
        await page.ClickAsync("button[type=submit]");
        await page.WaitForSelectorAsync("h1:has-text('Overview')");
        foreach (var path in Pages.Where(path => !path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            await page.GotoAsync(url + path, new() { WaitUntil = WaitUntilState.Load });
            paints[path] = await page.EvaluateAsync<double>(
                "() => new Promise(done => new PerformanceObserver(list => done(list.getEntriesByName('first-contentful-paint')[0].startTime)).observe({ type: 'paint', buffered: true }))");
        }

        return paints;
    }

    private static double At(List<double> times, double share)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }
}
