using System.CommandLine;
using System.Globalization;
using Etl.Worker.Configuration;
using Etl.Worker.Crawl;
using Etl.Worker.Sources;

namespace Etl.Worker.Cli;

/// <summary><c>etl refresh</c>: brings the lake and the warehouse up to date with the sources.</summary>
internal static class RefreshCommand
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(1);

    public static EtlCommand Create(Operations operations)
    {
        var source = new Option<string[]>("--source", "-s")
        {
            Description = "Folders, files or buckets (s3://BUCKET/PREFIX) to read, at any depth; contents decide what is DICOM, never names; "
                + "or lists of objects: manifest:FILE, inventory:MANIFEST.JSON. "
                + "Without it, those of the configuration",
            HelpName = "PATH",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var config = new ConfigOptions();
        var buckets = new SourceCommandOptions();
        var filter = new FilterCommandOptions();
        var lake = CommandOptions.Lake();
        var privates = CommandOptions.Choice(
            "--private", "Private elements: count them by creator, or keep their values too", "count", "count", "keep");
        var threads = CommandOptions.WholeNumber("--threads", "Objects read at the same time (default: one a processor)", null, 1, 1024);
        var strict = new Option<bool>("--strict") { Description = "Answer 3 when this refresh quarantined something" };
        var keepMissing = new Option<bool>("--keep-missing") { Description = "Keep the rows of objects that are no longer at their source" };
        var allowMassRemoval = new Option<bool>("--allow-mass-removal")
        {
            Description = "Go on even when more than 20 % of what is known of the sources is gone",
        };
        var commitEvery = CommandOptions.WholeNumber(
            "--commit-every", "Objects read before what is read is committed, which happens every 10 minutes in any case", 1_000_000, 1, int.MaxValue);
        var noPublish = new Option<bool>("--no-publish") { Description = "Refresh the lake only; the warehouse stays as it is" };
        var sample = new Option<int?>("--sample")
        {
            Description = "Read only so many objects of each series, the first by key: first-per-series, or a number and -per-series",
            HelpName = "N-per-series",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                var number = text.EndsWith("-per-series", StringComparison.Ordinal) ? text[..^"-per-series".Length] : "";
                if (number == "first")
                    return 1;
                if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
                    return count;
                result.AddError($"--sample takes first-per-series, or a number and -per-series such as 3-per-series, not '{text}'.");
                return null;
            },
        };
        var identifying = new Option<bool>("--identifying-examples")
        {
            Description = "Show example values of attributes that PS3.15 names as identifying, too",
        };
        var trigger = CommandOptions.Choice("--triggered-by", "What the lake's table of refreshes says of this one", "hand", "hand", "schedule");
        var dryRun = new Option<bool>("--dry-run", "-n") { Description = "List and compare, say what would be done, write nothing" };
        var profile = new Option<bool>("--profile") { Description = "Say at the end what the time was spent on" };
        var json = CommandOptions.Json("JSON lines on standard output: status, summary, exit_error; with --dry-run: plan");
        var command = new EtlCommand("refresh", "Read what is new or changed at the sources into the lake, and publish the warehouse.",
        [
            "etl refresh --source /archive --lake ./lake",
            "etl refresh --source /archive --lake ./lake --dry-run",
            "etl refresh --config /etc/etl/etl.json",
            "etl refresh --source s3://bucket/prefix --endpoint http://127.0.0.1:9000 --lake ./lake",
            "etl refresh --source manifest:list.csv --lake ./lake",
            "etl refresh --source /archive --include '2024/**/*.dcm' --exclude thumbnails/ --lake ./lake",
            "etl refresh --source /archive/2024 /archive/2025 --private keep --threads 8 --strict --json",
        ])
        {
            Notes =
            [
                "Without --source, the sources, the lake and how they are read come from etl.json of this folder or --config; what is given here stands over it.",
                "With --source, a configuration is read only where --config or --set is given too.",
            ],
            Options = { source, config.File, config.Set, lake, privates, threads, keepMissing, allowMassRemoval, commitEvery, noPublish, sample, identifying, trigger, dryRun, strict, profile, json },
            Run = (parse, terminal, cancel) => parse.GetValue(dryRun)
                ? Preview(operations.Preview, Options(parse), parse.GetValue(json), terminal, cancel)
                : Run(operations.Refresh, Options(parse), parse.GetValue(json), parse.GetValue(profile), terminal, cancel),
            ReportFailure = (parse, terminal, failure) =>
            {
                if (parse.GetValue(json))
                    JsonLines.WriteExitError(terminal.Data, failure);
            },
        };
        buckets.AddTo(command);
        filter.AddTo(command);
        return command;

        RefreshOptions Options(ParseResult parse)
        {
            var options = Sources(parse);
            return options with
            {
                Lake = IsGiven(parse, lake) ? parse.GetValue(lake)! : options.Lake,
                Private = !IsGiven(parse, privates) ? options.Private : parse.GetValue(privates) == "keep" ? PrivateMode.Keep : PrivateMode.Count,
                KeepMissing = options.KeepMissing || parse.GetValue(keepMissing),
                AllowMassRemoval = options.AllowMassRemoval || parse.GetValue(allowMassRemoval),
                Strict = parse.GetValue(strict),
                Publish = !parse.GetValue(noPublish),
                CommitObjects = IsGiven(parse, commitEvery) ? (int)parse.GetValue(commitEvery) : options.CommitObjects,
                SamplePerSeries = parse.GetValue(sample),
                IdentifyingExamples = options.IdentifyingExamples || parse.GetValue(identifying),
                TriggeredBy = parse.GetValue(trigger)!,
                Threads = IsGiven(parse, threads) ? (int)parse.GetValue(threads) : options.Threads,
            };
        }

        // What is read, and of the rest what a configuration says.
        RefreshOptions Sources(ParseResult parse)
        {
            var given = parse.GetValue(source) ?? [];
            var options = given.Length > 0 && !IsGiven(parse, config.File) && !IsGiven(parse, config.Set)
                ? new RefreshOptions { Sources = given, Lake = parse.GetValue(lake)! }
                : ConfiguredRefresh.Options(config.Load(parse, operations.Environment).Config, []);
            if (given.Length > 0)
                return options with { Sources = given, SourceOptions = filter.Of(parse, given, buckets.Of(parse, given)) };
            if (buckets.All.Concat(filter.All).FirstOrDefault(o => IsGiven(parse, o)) is { } misplaced)
                throw new UsageException($"{misplaced.Name} goes with --source; a source of the configuration has its own.", "See `etl refresh --help`.");
            return options.Sources.Count > 0 ? options : throw new UsageException(
                $"There is nothing to read: give --source PATH, or sources in {ConfigFile.DefaultName} (--config FILE).", "See `etl refresh --help`.");
        }
    }

    private static bool IsGiven(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>Refreshes, and shows on a terminal how far it is.</summary>
    public static RefreshSummary Refresh(RunRefresh refresh, RefreshOptions options, Terminal terminal, CancellationToken cancel)
    {
        var meter = new RefreshMeter(TimeProvider.System);
        return LiveProgress.While(terminal, meter.Look, () => refresh(options, meter, cancel));
    }

    private static int Run(RunRefresh refresh, RefreshOptions options, bool json, bool profile, Terminal terminal, CancellationToken cancel)
    {
        Check(options);
        var summary = json ? RefreshAsJson(refresh, options, terminal, cancel) : Refresh(refresh, options, terminal, cancel);
        if (json)
            JsonLines.Write(terminal.Data, "summary", writer => RefreshJson.WriteSummary(writer, summary, profile));
        else if (terminal.Verbosity > Verbosity.Quiet)
            RefreshText.Write(terminal, summary);
        if (profile && !json)
            ProfileText.Write(terminal, summary.Profile);

        if (!options.Strict || summary.Quarantined == 0)
            return ExitCode.Done;
        var failure = new Failure(
            ExitCode.Quarantined,
            $"{summary.Quarantined:N0} objects were quarantined.",
            $"etl quarantine list --lake {options.Lake} shows them; the others are in the warehouse.");
        terminal.SayError(failure.Message, failure.Hint);
        if (json)
            JsonLines.WriteExitError(terminal.Data, failure);
        return failure.Code;
    }

    private static int Preview(PreviewRefresh preview, RefreshOptions options, bool json, Terminal terminal, CancellationToken cancel)
    {
        Check(options);
        var meter = new RefreshMeter(TimeProvider.System);
        var plan = json ? preview(options, meter, cancel) : LiveProgress.While(terminal, meter.Look, () => preview(options, meter, cancel));
        if (json)
            JsonLines.Write(terminal.Data, "plan", writer => RefreshJson.WritePlan(writer, plan));
        else
            RefreshText.WritePlan(terminal, plan);
        // As the refresh itself would end.
        return plan.Refusals.Count == 0 ? ExitCode.Done : throw new MassRemovalException(plan.Refusals);
    }

    private static RefreshSummary RefreshAsJson(RunRefresh refresh, RefreshOptions options, Terminal terminal, CancellationToken cancel)
    {
        var meter = new RefreshMeter(TimeProvider.System);
        if (terminal.Verbosity == Verbosity.Quiet)
            return refresh(options, meter, cancel);
        using var ticker = new Ticker(StatusEvery, () =>
            JsonLines.Write(terminal.Data, "status", writer => RefreshJson.WriteStatus(writer, meter.Latest, meter.Elapsed)));
        ticker.Tick();
        return refresh(options, meter, cancel);
    }

    private static void Check(RefreshOptions options)
    {
        // An address with a scheme is the source's own to judge; so is a path that may have been there in earlier refreshes of this lake,
        // and whose absence is a failure for the lake's record.
        var problems = options.Sources
            .Where(path => !Directory.Exists(options.Lake) && !path.Contains("://", StringComparison.Ordinal)
                && !new SourceOptions { Uri = path }.IsList && !Path.Exists(path))
            .Select(path => $"The source '{path}' does not exist.")
            .ToList();
        problems.AddRange(SourceCommandOptions.Problems(options.SourceOptions, options.Sources));
        if (File.Exists(options.Lake))
            problems.Add($"The lake '{options.Lake}' is a file; a folder was expected.");
        if (problems.Count > 0)
            throw new UsageException(problems);
    }
}
