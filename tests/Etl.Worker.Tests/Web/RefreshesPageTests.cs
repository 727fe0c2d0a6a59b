using System.Net;
using System.Text.Json;
using Etl.Worker.Configuration;
using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Tests.Jobs;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web;

public sealed class RefreshesPageTests
{
    private static readonly EtlConfig Config = new()
    {
        Sources = [new SourceConfig { Name = "a", Uri = "/archive" }],
        Schedules = [new ScheduleConfig { Name = "nightly", Cron = "0 2 * * *", TimeZone = "Europe/Berlin" }],
    };

    [Fact]
    public async Task HundredThousandRuns_AreSearchedFilteredAndPaged()
    {
        await using var test = await ServedWarehouse.Start();
        RunsOfALake.Write(test.Lake, """
            select printf('id-%06d', range) as refresh_id, timestamptz '2026-01-01' - to_minutes(range) as started_at, timestamptz '2026-01-01' - to_minutes(range) + interval 20 second as ended_at,
              case when range % 1000 = 7 then 'failed' else 'done' end as outcome, case when range % 1000 = 7 then 'IOException' end as error,
              case when range = 70007 then 'The needle is away.' end as error_message, 'schedule' as triggered_by, ['file:///archive/'] as sources, range as listed
            from range(100000)
            """);
        var token = test.Token(Role.Viewer);

        Assert.Contains("of <strong>100,000</strong> refreshes", (await test.Get("/refreshes", token)).Text);
        Assert.Contains("of <strong>100</strong> refreshes", (await test.Get("/refreshes?outcome=failed", token)).Text);
        var found = await test.Get("/refreshes?q=NEEDLE", token);
        Assert.Contains("of <strong>1</strong> refreshes", found.Text);
        Assert.Contains("/refreshes/id-070007", found.Text);
        Assert.Contains("Showing 99,951–100,000", (await test.Get("/refreshes?page=2000", token)).Text);
        Assert.Contains("exclude everything", (await test.Get("/refreshes?q=nothing-of-the-kind", token)).Text);
        var json = await test.Get("/api/v1/refreshes?outcome=failed", token);
        Assert.Equal(100, JsonDocument.Parse(json.Text).RootElement.GetArrayLength());
        Assert.Contains("The needle is away.", (await test.Get("/refreshes/id-070007", token)).Text);
    }

    [Fact]
    public async Task MissedNight_IsMarked()
    {
        await using var test = await ServedWarehouse.Start(Config);
        // Runs of the last ten nights at 02:00 in Berlin, but for one.
        RunsOfALake.Write(test.Lake, """
            select 'n' || range as refresh_id, timezone('Europe/Berlin', date_trunc('day', timezone('Europe/Berlin', now())) - to_days(range) + interval 2 hour) + interval 1 second as started_at,
              started_at + interval 30 second as ended_at, 'done' as outcome, 'schedule' as triggered_by, '{"Schedule":"nightly"}' as options
            from range(1, 10) where range <> 4
            """);
        var page = await test.Get("/refreshes", test.Token(Role.Viewer));

        var night = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Date.AddDays(-4).AddHours(2);
        var missed = TimeZoneInfo.ConvertTimeToUtc(night, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Contains($"<li>nightly: {missed:yyyy-MM-dd HH:mm:ss} UTC</li>", page.Text);
    }

    [Fact]
    public async Task Operator_RunsCancelsPausesAndResumes()
    {
        await using var test = await ServedWarehouse.Start(Config, (options, progress, cancel) =>
        {
            progress.Report(new RefreshProgress("read", 1234, true, 617, 3, 5000, 600));
            cancel.WaitHandle.WaitOne();
            throw new OperationCanceledException(cancel);
        });
        var token = test.Token(Role.Operator);

        using var run = await test.Post("/refreshes/run", token, ("schedule", "nightly"));
        await JobWorld.Until(() => test.Services.Scheduling.Runs.Current?.Progress.Listed == 1234);
        var page = await test.Get("/refreshes", token);
        using var second = await test.Post("/refreshes/run", token, ("schedule", "nightly"));

        Assert.Equal("/refreshes?said=started", run.Headers.Location!.ToString());
        Assert.Equal("/refreshes?said=busy", second.Headers.Location!.ToString());
        Assert.Contains("Running now", page.Text);
        Assert.Contains(">1,234</span>", page.Text);

        var stream = await test.Client.SendAsync(Live(token), HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var first = JsonDocument.Parse((await events.ReadLineAsync())!["data: ".Length..]).RootElement;
        Assert.Equal(("read", "1,234", true), (first.GetProperty("stage").GetString(), first.GetProperty("listed").GetString(), first.GetProperty("running").GetBoolean()));

        using var cancelled = await test.Post("/refreshes/cancel", token);
        var rest = await events.ReadToEndAsync();
        Assert.EndsWith("data: {\"running\":false}\n\n", rest);
        Assert.Null(test.Services.Scheduling.Runs.Current);

        using var pause = await test.Post("/refreshes/pause", token, ("schedule", "nightly"));
        Assert.Contains("paused</span>", (await test.Get("/refreshes", token)).Text);
        using var resume = await test.Post("/refreshes/resume", token, ("schedule", "nightly"));
        Assert.Contains("active</span>", (await test.Get("/refreshes", token)).Text);
        using var unknown = await test.Post("/refreshes/run", token, ("schedule", "none"));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task FailedRun_IsRunAgain_WithItsScheduleWhereItHadOne()
    {
        var ran = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        await using var test = await ServedWarehouse.Start(Config, (options, _, _) =>
        {
            ran.Enqueue(options.Schedule);
            return FakeOperations.Summary;
        });
        RunsOfALake.Write(test.Lake, """
            select * from (values ('f1', 'failed', '{"Schedule":"nightly"}'), ('f2', 'failed', '{}'), ('d1', 'done', '{}')) as runs(refresh_id, outcome, options),
              (select now() as started_at, now() as ended_at, 'hand' as triggered_by)
            """);
        var token = test.Token(Role.Operator);

        var page = await test.Get("/refreshes", token);
        Assert.Contains("action=\"/refreshes/f1/retry\"", page.Text);
        Assert.DoesNotContain("action=\"/refreshes/d1/retry\"", page.Text);
        Assert.Contains("Run again", (await test.Get("/refreshes/f2", token)).Text);
        Assert.DoesNotContain("Run again", (await test.Get("/refreshes/f2", test.Token(Role.Analyst))).Text);
        foreach (var (id, schedule) in new[] { ("f1", "nightly"), ("f2", null) })
        {
            using var again = await test.Post($"/refreshes/{id}/retry", token);
            Assert.Equal("/refreshes?said=started", again.Headers.Location!.ToString());
            await JobWorld.Until(() => test.Services.Scheduling.Runs.Current is null && !ran.IsEmpty);
            Assert.True(ran.TryDequeue(out var with));
            Assert.Equal(schedule, with);
        }

        using var done = await test.Post("/refreshes/d1/retry", token);
        Assert.Equal(HttpStatusCode.NotFound, done.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/refreshes?outcome=done", 2)]
    [InlineData("/api/v1/refreshes?id=a", 1)]
    [InlineData("/api/v1/refresh-stages?refresh=a", 2)]
    [InlineData("/api/v1/schedules?", 1)]
    public async Task Downloads_AreWhole_InEveryFormat(string path, int rows)
    {
        await using var test = await ServedWarehouse.Start(Config);
        RunsOfALake.Write(test.Lake, """
            select unnest(['a', 'b', 'c']) as refresh_id, now() as started_at, now() as ended_at, unnest(['done', 'done', 'failed']) as outcome, ['x', 'y'] as sources,
              [{'stage': 'list', 'seconds': 1.5}, {'stage': 'read', 'seconds': 2.5}] as stages
            """);
        foreach (var format in new[] { "csv", "json", "ndjson", "parquet" })
        {
            using var answer = await test.Send("GET", $"{path}&format={format}".Replace("?&", "?", StringComparison.Ordinal), ("Authorization", "Bearer " + test.Token(Role.Viewer)));
            var file = Path.Combine(test.Lake, $"download.{format}");
            await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
            using var database = DuckDbDatabase.Open();
            using var connection = database.Connect();
            var reader = format switch { "csv" => "read_csv", "parquet" => "read_parquet", _ => "read_json" };
            Assert.Equal(rows, connection.QueryScalar<long>($"select count(*) from {reader}({DuckDbSql.Literal(file)})"));
            Assert.Equal($"{rows}", answer.Headers.GetValues("X-Row-Count").Single());
        }
    }

    [Fact]
    public async Task Viewer_SeesAndDoesNothing()
    {
        await using var test = await ServedWarehouse.Start(Config, (_, _, _) => FakeOperations.Summary);
        var viewer = test.Token(Role.Viewer);

        var page = await test.Get("/refreshes", viewer);

        Assert.Contains("nightly", page.Text);
        Assert.DoesNotContain("Run now", page.Text);
        foreach (var verb in new[] { "run", "cancel", "pause", "resume" })
        {
            using var refused = await test.Post($"/refreshes/{verb}", viewer, ("schedule", "nightly"));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public async Task RunsPage_HasItsLog()
    {
        await using var test = await ServedWarehouse.Start(Config, (_, _, _) => FakeOperations.Summary);
        var token = test.Token(Role.Operator);
        await test.Services.Scheduling.Schedules.RunNow(null, "me", default)!;
        var id = Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(test.Lake, "_runs"), "*.log").Single());

        var page = await test.Get($"/refreshes/{id}", token);
        var log = await test.Get($"/refreshes/{id}/log", token);

        Assert.Contains("asked for by me", page.Text);
        Assert.Contains("id=\"l1\"", page.Text);
        Assert.Equal(2, log.Text.Count(c => c == '\n'));
        Assert.Equal(HttpStatusCode.NotFound, (await test.Get("/refreshes/unknown", token)).Status);
    }

    [Fact]
    public async Task Metrics_AreWhatPrometheusReads()
    {
        await using var test = await ServedWarehouse.Start();
        RunsOfALake.Write(test.Lake, "select 'x' as refresh_id, now() as started_at, now() as ended_at, 'done' as outcome, 5 as listed, 4 as loaded, 1 as quarantined, 7 as bytes_read");

        var metrics = await test.Get("/metrics", test.Token(Role.Viewer));

        Assert.All(metrics.Text.TrimEnd('\n').Split('\n'), line => Assert.Matches("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"\})? [-+0-9.eE]+)$""", line));
        Assert.Contains("etl_refreshes_total{outcome=\"done\"} 1\n", metrics.Text);
        Assert.Contains("etl_warehouse_instances{modality=\"CT\"} 2\n", metrics.Text);
    }

    private static HttpRequestMessage Live(string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/refreshes/live");
        request.Headers.Add("Authorization", $"Bearer {token}");
        return request;
    }
}
