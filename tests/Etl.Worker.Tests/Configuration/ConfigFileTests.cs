using Etl.Worker.Cli;
using Etl.Worker.Configuration;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void File_IsRead_WithCommentsAndTrailingCommas()
    {
        var config = Load("""
            {
              // the archive
              "lake": "lakes/one",
              "sources": [
                { "name": "archive", "uri": "/archive" },
                { "name": "bucket", "uri": "s3://images/in", "endpoint": "https://s3.example.org", "path_style": true, "anonymous": true, "exclude": ["**/tmp/**"] },
              ],
              "refresh": { "private": "keep", "threads": 4 },
              "schedules": [{ "name": "nightly", "cron": "30 2 * * *", "time_zone": "Europe/Berlin", "sources": ["archive"],
                "retry": { "attempts": 5, "back_off": "30s" }, "time_limit": "90m", "misfire": "skip" }],
              "webhooks": [{ "url": "https://example.org/hook?key=secret", "events": ["failed", "missed"] }],
            }
            """).Config;

        Assert.Equal(Path.Combine(folder.Path, "lakes/one"), config.Lake);
        Assert.Equal(["/archive", "s3://images/in"], config.Sources.Select(s => s.Uri));
        Assert.Equal((PrivateElements.Keep, 4), (config.Refresh.Private, config.Refresh.Threads));
        var schedule = Assert.Single(config.Schedules);
        Assert.Equal((5, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(90), Misfire.Skip), (schedule.Retry.Attempts, schedule.Retry.BackOff, schedule.TimeLimit, schedule.Misfire));
        Assert.Equal([WebhookEvent.Failed, WebhookEvent.Missed], Assert.Single(config.Webhooks).Events);
        Assert.Equal("127.0.0.1:8080", config.Serve.Listen);
    }

    [Fact]
    public void ListsOfObjects_AreMeantFromTheFilesFolder()
    {
        var config = Load("""
            { "sources": [
              { "name": "a", "uri": "manifest:lists/a.csv", "endpoint": "https://s3.example.org" },
              { "name": "b", "uri": "inventory:s3://lists/b/manifest.json", "region": "eu-west-1" } ] }
            """).Config;

        Assert.Equal([$"manifest:{Path.Combine(folder.Path, "lists/a.csv")}", "inventory:s3://lists/b/manifest.json"], config.Sources.Select(s => s.Uri));
    }

    [Fact]
    public void Problems_AreToldTogether_WithTheirLines()
    {
        var problems = Problems("""
            {
              "lakes": "x",
              "sources": [{ "name": "a" }],
              "refresh": { "threads": 5000, "privat": "keep", "keep_missing": "yes" },
              "schedules": [
                { "name": "n", "cron": 5, "time_limit": "soon", "misfire": "never" }
              ],
              "serve": []
            }
            """);

        Assert.Equal(
        [
            "etl.json:2: lakes is no setting. Did you mean \"lake\"?",
            "etl.json:3: sources[0].uri is missing.",
            "etl.json:4: refresh.privat is no setting. Did you mean \"private\"?",
            "etl.json:4: refresh.threads is 5000; a whole number from 0 to 1024 was expected.",
            "etl.json:4: refresh.keep_missing is \"yes\"; true or false was expected.",
            "etl.json:6: schedules[0].cron is 5; a text was expected.",
            "etl.json:6: schedules[0].time_limit is \"soon\"; a time such as \"30s\", \"5m\", \"12h\" or \"2d\" was expected.",
            "etl.json:6: schedules[0].misfire is \"never\"; one of run_once, skip was expected.",
            "etl.json:8: serve is an array; an object was expected.",
        ], problems);
    }

    [Fact]
    public void WhatDoesNotFitTogether_IsTold()
    {
        var problems = Problems("""
            {
              "sources": [{ "name": "a", "uri": "/a", "profile": "p" }, { "name": "a", "uri": "ftp://x" }],
              "schedules": [{ "name": "n", "cron": "61 * * * *", "time_zone": "Mars/Olympus", "sources": ["b"] },
                            { "name": "feb", "cron": "0 0 30 2 *" }],
              "webhooks": [{ "url": "example.org" }],
              "job_store": { "kind": "postgresql" }
            }
            """);

        Assert.Equal(9, problems.Count);
        Assert.Contains("etl.json:2: sources[1].name is \"a\", as an earlier one is.", problems);
        Assert.Contains("etl.json:2: sources[0].uri is no bucket, yet endpoint, region or profile are given.", problems);
        Assert.Contains(problems, p => p.StartsWith("etl.json:3: schedules[0].cron is \"61 * * * *\": '61' is no minute; 0 to 59", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("etl.json:3: schedules[0].time_zone is \"Mars/Olympus\"", StringComparison.Ordinal));
        Assert.Contains("etl.json:3: schedules[0].sources[0] is \"b\", and no source has this name.", problems);
        Assert.Contains("etl.json:4: schedules[1].cron is \"0 0 30 2 *\": no day is ever like this.", problems);
    }

    [Fact]
    public void Provider_IsCheckedAsAWhole()
    {
        Assert.Equal(
        [
            "etl.json:1: serve.oidc.issuer is no https address without user, query and fragment (http is taken on loopback alone).",
            "serve.oidc.client_id is missing.",
            "etl.json:1: serve.oidc.client_secret is given, and client_secret_file too; one is enough.",
            "etl.json:1: serve.oidc.client_secret_file names a file that does not exist.",
            "etl.json:1: serve.oidc.scopes has no \"openid\", without which the provider names nobody.",
            "serve.oidc.roles gives nobody a role: name values of the claim for viewer, analyst, operator or admin.",
        ], Problems("""{ "serve": { "oidc": { "issuer": "http://idp.example.org", "client_secret": "geheim", "client_secret_file": "none", "scopes": ["profile"] } } }"""));
        Assert.Equal("serve.oidc.issuer is missing, yet there are other settings of the provider.",
            Assert.Single(Problems("""{ "serve": { "oidc": { "client_id": "etl" } } }""")));

        var loaded = Load("""{ "serve": { "oidc": { "issuer": "https://idp.example.org/realms/x", "client_id": "etl" } } }""",
            new() { ["ETL__SERVE__OIDC__CLIENT_SECRET"] = "geheim", ["ETL__SERVE__OIDC__ROLES__ADMIN"] = "chiefs, others" });
        Assert.Equal(("geheim", "others"), (loaded.Config.Serve.Oidc.ClientSecret, loaded.Config.Serve.Oidc.Roles.Admin[1]));
        Assert.DoesNotContain(loaded.Values, v => v.Text.Contains("geheim", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ \"lake\": }", "etl.json:1:")]
    [InlineData("{\n \"lake\": \"x\"\n \"sources\": []}", "etl.json:3:")]
    [InlineData("", "etl.json:1:")]
    [InlineData("{} {}", "etl.json:1:")]
    public void NoJson_IsToldWithItsLine(string text, string start) => Assert.StartsWith(start, Assert.Single(Problems(text)));

    [Fact]
    public void Twice_IsAProblem() =>
        Assert.Equal("etl.json:2: lake is given twice.", Assert.Single(Problems("{ \"lake\": \"a\",\n \"lake\": \"b\" }")));

    [Fact]
    public void CommandLine_IsOverTheEnvironment_IsOverTheFile_AndEachSaysSo()
    {
        var loaded = Load(
            """{ "lake": "/file", "serve": { "listen": "127.0.0.1:1" }, "sources": [{ "name": "a", "uri": "/a" }] }""",
            new() { ["ETL__SERVE__LISTEN"] = "127.0.0.1:2", ["ETL__SOURCES__1__NAME"] = "b", ["ETL__SOURCES__1__URI"] = "/b", ["ETL_OTHER"] = "x", ["ETL__SERVE__HOSTS"] = "one, two" },
            ("serve.listen", "127.0.0.1:3", "--listen"));

        var origins = loaded.Values.ToDictionary(v => v.Path, v => $"{v.Text} {v.Origin}");
        Assert.Equal("\"/file\" file etl.json:1", origins["lake"]);
        Assert.Equal("\"127.0.0.1:3\" command line --listen", origins["serve.listen"]);
        Assert.Equal("\"b\" environment ETL__SOURCES__1__NAME", origins["sources[1].name"]);
        Assert.Equal("[\"one\", \"two\"] environment ETL__SERVE__HOSTS", origins["serve.hosts"]);
        Assert.Equal("false default", origins["refresh.keep_missing"]);
        Assert.Equal("127.0.0.1:3", loaded.Config.Serve.Listen);
    }

    [Fact]
    public void UnknownVariable_IsAProblem()
    {
        var problems = Assert.Throws<UsageException>(() => Load("{}", new() { ["ETL__SERVE__LISTENS"] = "x" })).Problems;

        Assert.Equal("ETL__SERVE__LISTENS: serve.listens is no setting. Did you mean \"listen\"?", Assert.Single(problems));
    }

    [Fact]
    public void Secrets_AreNeverShown()
    {
        var loaded = Load("""{ "webhooks": [{ "url": "https://example.org/geheim" }], "job_store": { "connection": "Host=db;Password=geheim" } }""");

        Assert.DoesNotContain(loaded.Values, v => v.Text.Contains("geheim", StringComparison.Ordinal));
        Assert.DoesNotContain("geheim", string.Join('\n', Problems("""{ "webhooks": [{ "url": "geheim" }] }""")));
        foreach (var connection in new[] { "geheim", "Password=geheim", "Host=db;Geheim=geheim", "Host=db;Port=geheim" })
            Assert.DoesNotContain("geheim", Assert.Single(Problems($$"""{ "job_store": { "kind": "postgresql", "connection": "{{connection}}" } }""")));
    }

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1.5h", 5400)]
    [InlineData("2d", 172800)]
    public void Duration_IsReadAndWritten(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out var span));
        Assert.Equal(seconds, span.TotalSeconds);
        Assert.True(Duration.TryParse(Duration.Text(span), out var again));
        Assert.Equal(span, again);
    }

    [Fact]
    public void Commands_CheckAndShow()
    {
        var file = folder.File("etl.json", """{ "serve": { "listen": "127.0.0.1:9" } }""");

        var check = CommandRun.Of("config", "check", "--config", file);
        var show = CommandRun.Of("config", "show", "--config", file, "--origin", "--set", "console.rows=7");
        var wrong = CommandRun.Of("config", "check", "--config", folder.File("wrong.json", """{ "serv": 1 }"""));

        Assert.Equal((0, "The configuration is valid: 0 sources, 0 schedules, 0 webhooks.\n"), (check.Code, check.Out));
        Assert.Contains($"# file {file}:1", show.Out);
        Assert.Contains("console.rows = 7", show.Out);
        Assert.Contains("# command line --set", show.Out);
        Assert.Equal(2, wrong.Code);
        Assert.Contains("Did you mean \"serve\"?", wrong.Error);
    }

    private IReadOnlyList<string> Problems(string json) => Assert.Throws<UsageException>(() => Load(json)).Problems;

    private ConfigFile Load(string json, Dictionary<string, string>? environment = null, params (string, string, string)[] options)
    {
        var path = folder.File("etl.json", json);
        try
        {
            return Short(ConfigFile.Load(path, environment ?? [], options));
        }
        catch (UsageException e)
        {
            throw new UsageException([.. e.Problems.Select(p => p.Replace(path, "etl.json", StringComparison.Ordinal))]);
        }

        ConfigFile Short(ConfigFile loaded) => loaded with
        {
            Values = [.. loaded.Values.Select(v => v with { Origin = v.Origin with { Place = v.Origin.Place.Replace(path, "etl.json", StringComparison.Ordinal) } })],
        };
    }
}
