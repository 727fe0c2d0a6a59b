using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>Versions are published one after the other while the pages are asked for: each answer is of one version, and none fails.</summary>
public sealed partial class PublishingUnderLoadTests : IDisposable
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("ETL_PUBLISH_ROUNDS"), out var rounds) ? rounds : 15;
    private static readonly string[] Pages = ["/", "/tags", "/cohorts", "/modalities", "/tags/KVP", "/conformance", "/trust", "/dashboards/modality-mix", "/schema"];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task EveryAnswerIsOfOneVersion_AndNoneFails()
    {
        var warehouses = new[] { Warehouse("small", 150), Warehouse("large", 400) };
        var totals = warehouses.ToDictionary(Version, Totals);
        using var stopping = new CancellationTokenSource();
        var options = new WebOptions { Lake = folder["small", "lake"], Listen = ListenAddress.Parse("127.0.0.1:0")! };
        using var services = new WebServices(options, TimeProvider.System, _ => { }, stopping.Token);
        Serving.AddRoutes(services);
        await using var server = new WebServer(services);
        await server.Start(default);
        using var client = new HttpClient { BaseAddress = new Uri(server.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", services.Tokens.Create("load", Role.Admin, TimeSpan.FromDays(1), default).Secret);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        var seen = new ConcurrentDictionary<string, int>();
        var asking = Ask(client, totals, seen, stopping.Token);
        for (var round = 0; round < Rounds; round++)
        {
            Publish(warehouses[round % 2], Path.Combine(options.Lake, "warehouse.duckdb"));
            await Task.Delay(150);
        }

        await stopping.CancelAsync();
        var asked = await asking;
        await server.Stop();

        Assert.Equal(2, seen.Count);
        Assert.Equal(asked, seen.Values.Sum());
    }

    /// <summary>Fifty requests a second, whether the ones before are answered or not; how many in all.</summary>
    private static async Task<int> Ask(HttpClient client, Dictionary<string, string> totals, ConcurrentDictionary<string, int> seen, CancellationToken stop)
    {
        var requests = new List<Task>();
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!stop.IsCancellationRequested && await clock.WaitForNextTickAsync(CancellationToken.None))
            requests.Add(Check(client, Pages[requests.Count % Pages.Length], totals, seen));
        await Task.WhenAll(requests);
        return requests.Count;
    }

    private static async Task Check(HttpClient client, string page, Dictionary<string, string> totals, ConcurrentDictionary<string, int> seen)
    {
        using var answer = await client.GetAsync(page, CancellationToken.None);
        var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        Assert.True((int)answer.StatusCode == 200, $"{page} answered {(int)answer.StatusCode}");
        var version = answer.Headers.GetValues("X-Data-Version").Single();
        Assert.Equal(version, BodyVersion().Match(text).Groups[1].Value);
        // Of the whole archive both pages have patients, studies, series and instances, each from its own relations; a cohort's series has one patient.
        var skipped = page == "/" ? 0 : 2;
        if (page is "/" or "/cohorts")
            Assert.Equal(totals[version].Split(' ').Skip(skipped), Figure().Matches(text).Select(match => match.Groups[1].Value).Take(4).Skip(skipped));
        Assert.DoesNotContain("role=\"alert\"", text);
        seen.AddOrUpdate(version, 1, (_, count) => count + 1);
    }

    private string Warehouse(string name, int instances)
    {
        var (source, lake) = (folder[name, "archive"], folder[name, "lake"]);
        Assert.Equal(0, EtlProgram.Run("sample", source, "--instances", $"{instances}", "--quiet").ExitCode);
        EtlProgram.Refresh(source, lake);
        var copy = folder[$"{name}.duckdb"];
        File.Copy(Path.Combine(lake, "warehouse.duckdb"), copy);
        return copy;
    }

    private static string Version(string warehouse) => WarehouseSnapshot.Open(warehouse, () => { }).Version.Id;

    private static string Totals(string warehouse)
    {
        var row = WarehouseSnapshot.Open(warehouse, () => { }).Rows("""
            select count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null) as patients, count(distinct StudyInstanceUID) as studies,
              count(distinct SeriesInstanceUID) as series, count(*) as instances from dicom_all
            """)[0];
        return string.Join(' ', new[] { "patients", "studies", "series", "instances" }.Select(name => row.Count(name).ToString("N0", CultureInfo.InvariantCulture)));
    }

    private static void Publish(string warehouse, string target)
    {
        var building = target + ".building";
        File.Copy(warehouse, building, overwrite: true);
        File.SetLastWriteTimeUtc(building, DateTime.UtcNow);
        File.Move(building, target, overwrite: true);
    }

    [GeneratedRegex("<body data-version=\"([^\"]*)\"")]
    private static partial Regex BodyVersion();

    [GeneratedRegex("<dd>([0-9,]+)<")]
    private static partial Regex Figure();
}
