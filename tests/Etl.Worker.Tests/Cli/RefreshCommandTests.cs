using System.Text.Json;
using Etl.Worker.Crawl;

namespace Etl.Worker.Tests.Cli;

public sealed class RefreshCommandTests
{
    private static readonly Surroundings OnTerminal = new() { IsTerminal = true };

    [Fact]
    public void Options_ArePassedOn()
    {
        var operations = new FakeOperations();

        var run = CommandRun.Of(operations, "refresh", "--source", "/tmp", "/usr", "--lake", "/l", "--private", "keep", "--threads", "3", "--strict");

        Assert.Equal(3, run.Code);
        Assert.Equal(["/tmp", "/usr"], operations.Refreshed!.Sources);
        Assert.Equal(("/l", PrivateMode.Keep, 3, true), (operations.Refreshed.Lake, operations.Refreshed.Private, operations.Refreshed.Threads, operations.Refreshed.Strict));
    }

    [Fact]
    public void Options_HaveDefaults()
    {
        var operations = new FakeOperations();

        CommandRun.Of(operations, "refresh", "--source", "/tmp", "--source", "s3://bucket/x");

        Assert.Equal(["/tmp", "s3://bucket/x"], operations.Refreshed!.Sources);
        Assert.Equal(
            ("./lake", PrivateMode.Count, Environment.ProcessorCount, false),
            (operations.Refreshed.Lake, operations.Refreshed.Private, operations.Refreshed.Threads, operations.Refreshed.Strict));
    }

    [Fact]
    public void OptionsOfTheNight_ArePassedOn()
    {
        var operations = new FakeOperations();

        CommandRun.Of(operations, "refresh", "--source", "/tmp", "--commit-every", "500", "--triggered-by", "schedule", "--keep-missing", "--allow-mass-removal");

        var options = operations.Refreshed!;
        Assert.Equal((500, "schedule", true, true), (options.CommitObjects, options.TriggeredBy, options.KeepMissing, options.AllowMassRemoval));
        Assert.Equal(2, CommandRun.Of(operations, "refresh", "--source", "/tmp", "--triggered-by", "cron").Code);
    }

    [Fact]
    public void WithoutSource_TheConfigurationSaysAll()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("etl.json", """
            {
              "lake": "lakes/one",
              "sources": [{ "name": "a", "uri": "in" }, { "name": "b", "uri": "s3://images/x", "endpoint": "http://127.0.0.1:9", "anonymous": true, "exclude": ["tmp/"] }],
              "refresh": { "private": "keep", "threads": 5, "keep_missing": true, "commit_every": 77, "identifying_examples": true }
            }
            """);
        Directory.CreateDirectory(Path.Combine(folder.Path, "in"));
        var operations = new FakeOperations();

        var run = CommandRun.Of(operations, "refresh", "--config", file);

        Assert.Equal((0, ""), (run.Code, run.Error));
        var options = operations.Refreshed!;
        Assert.Equal([Path.Combine(folder.Path, "in"), "s3://images/x"], options.Sources);
        Assert.Equal((Path.Combine(folder.Path, "lakes/one"), PrivateMode.Keep, 5, true, 77, true),
            (options.Lake, options.Private, options.Threads, options.KeepMissing, options.CommitObjects, options.IdentifyingExamples));
        var bucket = options.SourceOptions.Single(o => o.IsBucket);
        Assert.Equal(("http://127.0.0.1:9", true, "tmp/"), (bucket.Endpoint, bucket.Anonymous, bucket.Exclude.Single()));
        Assert.Equal("hand", options.TriggeredBy);
    }

    [Fact]
    public void WhatIsGiven_StandsOverTheConfiguration()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("etl.json", $$"""{ "lake": "one", "sources": [{ "name": "a", "uri": "{{folder.Path}}" }], "refresh": { "private": "keep", "threads": 5 } }""");
        var operations = new FakeOperations();

        CommandRun.Of(operations, "refresh", "--config", file, "--lake", "/l", "--threads", "2", "--set", "refresh.commit_every=9");
        Assert.Equal(("/l", 2, PrivateMode.Keep, 9), (operations.Refreshed!.Lake, operations.Refreshed.Threads, operations.Refreshed.Private, operations.Refreshed.CommitObjects));
        CommandRun.Of(operations, "refresh", "--config", file, "--source", "/tmp", "--private", "count");
        Assert.Equal(("/tmp", Path.Combine(folder.Path, "one"), PrivateMode.Count), (operations.Refreshed.Sources.Single(), operations.Refreshed.Lake, operations.Refreshed.Private));
    }

    [Theory]
    [InlineData("{}", "There is nothing to read: give --source PATH, or sources in etl.json", "")]
    [InlineData("{ \"lakes\": 1 }", "Did you mean \"lake\"?", "")]
    [InlineData("{ \"sources\": [{ \"name\": \"a\", \"uri\": \"/\" }] }", "--endpoint goes with --source", "--endpoint http://127.0.0.1:9")]
    [InlineData("{ \"sources\": [{ \"name\": \"a\", \"uri\": \"/\" }] }", "--exclude goes with --source", "--exclude x")]
    public void ConfigurationThatSaysTooLittle_Exit2(string json, string message, string more)
    {
        using var folder = new TemporaryFolder();
        var operations = new FakeOperations();

        var run = CommandRun.Of(operations, ["refresh", "--config", folder.File("etl.json", json), .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error);
        Assert.Null(operations.Refreshed);
    }

    [Fact]
    public void DryRun_AsksForThePlanOnly()
    {
        var operations = new FakeOperations();

        var text = CommandRun.Of(operations, "refresh", "--source", "/tmp", "--dry-run");
        var json = CommandRun.Of(operations, "refresh", "--source", "/tmp", "-n", "--json");

        Assert.Null(operations.Refreshed);
        Assert.Equal(["/tmp"], operations.Previewed!.Sources);
        // The plan is one that the guard against mass removal refuses.
        Assert.Equal((1, 1), (text.Code, json.Code));
        Assert.Contains("--allow-mass-removal", text.Error);
        Assert.Contains("would: listed=100 new=10 changed=5 retried=2 unchanged=83 gone=30 known=110 list_errors=1", text.Out);
        Assert.Contains("refused: 30 of the 110", text.Out);
        var (plan, end) = (Parse(json.Out)[0], Parse(json.Out)[1]);
        Assert.Equal(("exit_error", 1), (end.GetProperty("type").GetString(), end.GetProperty("code").GetInt32()));
        Assert.Equal(("plan", true, 83), (plan.GetProperty("type").GetString(), plan.GetProperty("would_be_refused").GetBoolean(), plan.GetProperty("unchanged").GetInt32()));
    }

    [Fact]
    public void MissingSourcesAndBadLake_AreNamedTogether_Exit2()
    {
        using var folder = new TemporaryFolder();
        var operations = new FakeOperations();

        var run = CommandRun.Of(operations, "refresh", "--source", "/no/a", "/no/b", "--lake", folder.File("lake"));

        Assert.Equal(2, run.Code);
        Assert.Contains("/no/a", run.Error);
        Assert.Contains("/no/b", run.Error);
        Assert.Contains("is a file; a folder was expected", run.Error);
        Assert.Null(operations.Refreshed);
    }

    [Fact]
    public void Summary_NotOnATerminal_IsKeyValueLines()
    {
        var run = CommandRun.Of("refresh", "--source", "/");

        Assert.Equal(0, run.Code);
        Assert.Equal("", run.Error);
        var lines = run.Out.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.Contains(": ", line));
        Assert.Contains("listed: 1000", lines);
        Assert.Contains("quarantined: 40", lines);
        Assert.Contains("elapsed_seconds: 2.500", lines);
        Assert.Contains("modality CT: patients=1 studies=2 series=3 instances=4", lines);
        Assert.Contains("quarantined NOT_DICOM: 39", lines);
        Assert.DoesNotContain('\e', run.Out);
    }

    [Fact]
    public void Summary_OnATerminal_IsTables()
    {
        var run = CommandRun.Of(new FakeOperations(), OnTerminal, "refresh", "--source", "/");

        Assert.Contains("Modality", run.Out);
        Assert.Contains("1,000 objects in 2.5 s (400/s)", run.Out);
        Assert.Contains("900 loaded, 60 unchanged, 40 quarantined", run.Out);
    }

    [Fact]
    public void Quiet_SaysNothing()
    {
        var run = CommandRun.Of(new FakeOperations(), OnTerminal, "refresh", "--source", "/", "-q");

        Assert.Equal((0, "", ""), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public void Json_EndsWithTheSummary_EveryLineAnObject()
    {
        var run = CommandRun.Of("refresh", "--source", "/", "--json");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var lines = Parse(run.Out);
        Assert.All(lines, line => Assert.Equal(1, line.GetProperty("schema").GetInt32()));
        var summary = lines[^1];
        Assert.Equal("summary", summary.GetProperty("type").GetString());
        Assert.Equal("9007199254740993", summary.GetProperty("bytes_read").GetRawText());
        Assert.Equal("2026-01-02T03:04:05Z", summary.GetProperty("started_at").GetString());
        Assert.Equal(39, summary.GetProperty("quarantined_by_reason").GetProperty("NOT_DICOM").GetInt64());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("modalities")[1].GetProperty("modality").ValueKind);
        Assert.Equal(0.5, summary.GetProperty("stage_seconds").GetProperty("list").GetDouble());
    }

    [Fact]
    public void Json_StrictWithQuarantine_EndsWithExitError3()
    {
        var run = CommandRun.Of("refresh", "--source", "/", "--json", "--strict");

        var lines = Parse(run.Out);
        Assert.Equal(3, run.Code);
        Assert.Equal("summary", lines[^2].GetProperty("type").GetString());
        Assert.Equal("exit_error", lines[^1].GetProperty("type").GetString());
        Assert.Equal(3, lines[^1].GetProperty("code").GetInt32());
    }

    [Fact]
    public void Json_Failure_EndsWithExitError()
    {
        var operations = new FakeOperations { Refresh = (_, _, _) => throw new IOException("The disk is full.") };

        var run = CommandRun.Of(operations, "refresh", "--source", "/", "--json");

        var line = Parse(run.Out)[^1];
        Assert.Equal(1, run.Code);
        Assert.Equal(("exit_error", 1, "The disk is full."), (line.GetProperty("type").GetString(), line.GetProperty("code").GetInt32(), line.GetProperty("message").GetString()));
        Assert.Equal("etl: The disk is full.\n", run.Error);
    }

    [Fact]
    public void Json_BeginsWithStatus_UnlessQuiet()
    {
        var status = Parse(CommandRun.Of("refresh", "--source", "/", "--json").Out)[0];
        var quiet = Parse(CommandRun.Of("refresh", "--source", "/", "--json", "-q").Out)[0];

        Assert.Equal(("status", "list"), (status.GetProperty("type").GetString(), status.GetProperty("stage").GetString()));
        Assert.False(status.GetProperty("listing_done").GetBoolean());
        Assert.Equal("summary", quiet.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("NO_COLOR", "", true)]
    [InlineData("NO_COLOR", "1", true)]
    [InlineData("TERM", "dumb", false)]
    public void Terminal_ShowsABarUnlessDumb(string variable, string value, bool moves)
    {
        var around = OnTerminal with { Variables = new() { [variable] = value } };
        var operations = new FakeOperations
        {
            Refresh = (_, progress, _) =>
            {
                progress.Report(new RefreshProgress("read", 10, true, 3, 1, 5, 2));
                return FakeOperations.Summary;
            },
        };

        var run = CommandRun.Of(operations, around, "refresh", "--source", "/");

        Assert.Equal(moves, run.Error.Contains('\e'));
        Assert.Equal(moves, run.Error.Contains("3 of 10 objects"));
        Assert.Equal(moves, run.Error.Contains("1 quarantined"));
        if (value.Length > 0)
            Assert.DoesNotContain("\e[38", run.Error);
    }

    private static List<JsonElement> Parse(string lines) =>
        [.. lines.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
}
