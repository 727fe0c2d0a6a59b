using System.CommandLine;
using Etl.Worker.Crawl;

namespace Etl.Worker.Cli;

/// <summary><c>etl quarantine</c>: what gave no row, and what is to become of it.</summary>
internal static class QuarantineCommand
{
    private static readonly string[] Reasons =
    [
        QuarantineReason.NotDicom, QuarantineReason.Empty, QuarantineReason.TruncatedHeader, QuarantineReason.LimitExceeded,
        QuarantineReason.Unreadable, QuarantineReason.ReadError, QuarantineReason.NotFound, QuarantineReason.ListError, QuarantineReason.ChangedWhileRead,
    ];

    public static Command Create(OpenQuarantine open) =>
        new("quarantine", "See what gave no row, and say what is to be tried again.")
        {
            List(open),
            Verb(open, "retry", "Have the next refresh read entries again, with all attempts before them.", "marked", (book, filter, cancel) => book.Retry(filter, cancel)),
            Verb(open, "forget", "Take entries out: their objects are new to the next refresh.", "forgotten", (book, filter, cancel) => book.Forget(filter, cancel)),
        };

    private static EtlCommand List(OpenQuarantine open)
    {
        var filter = new FilterOptions();
        var limit = CommandOptions.WholeNumber("--limit", "Entries shown, those seen last first; 0 for all", 100, 0, long.MaxValue);
        var json = CommandOptions.Json("JSON lines on standard output: quarantined, quarantine");
        return new EtlCommand("list", "List objects in quarantine.", ["etl quarantine list --lake ./lake --reason read-error"])
        {
            Options = { filter.Lake, filter.Reason, filter.Source, limit, json },
            Run = (parse, terminal, _) =>
            {
                var entries = filter.Open(open, parse).List(filter.Of(parse) with { Limit = parse.GetValue(limit) }, out var total);
                if (parse.GetValue(json))
                    QuarantineOutput.WriteJson(terminal, entries, total);
                else
                    QuarantineOutput.WriteTable(terminal, entries, total);
                return ExitCode.Done;
            },
            ReportFailure = (parse, terminal, failure) => Report(parse.GetValue(json), terminal, failure),
        };
    }

    private static EtlCommand Verb(
        OpenQuarantine open, string verb, string description, string done, Func<QuarantineBook, QuarantineFilter, CancellationToken, long> act)
    {
        var filter = new FilterOptions();
        var json = CommandOptions.Json("One JSON line on standard output");
        return new EtlCommand(verb, description, [$"etl quarantine {verb} --lake ./lake --reason read-error --source /archive/2024"])
        {
            Notes = ["Without --reason and --source every entry is meant."],
            Options = { filter.Lake, filter.Reason, filter.Source, json },
            Run = (parse, terminal, cancel) =>
            {
                var count = act(filter.Open(open, parse), filter.Of(parse), cancel);
                if (parse.GetValue(json))
                    JsonLines.Write(terminal.Data, "quarantine", writer => writer.WriteNumber(done, count));
                else if (terminal.Verbosity > Verbosity.Quiet)
                    terminal.Out.WriteLine($"{done}: {count}");
                return ExitCode.Done;
            },
            ReportFailure = (parse, terminal, failure) => Report(parse.GetValue(json), terminal, failure),
        };
    }

    private static void Report(bool json, Terminal terminal, Failure failure)
    {
        if (json)
            JsonLines.WriteExitError(terminal.Data, failure);
    }

    private sealed class FilterOptions
    {
        public Option<string> Lake { get; } = CommandOptions.Lake();

        public Option<string[]> Reason { get; } = CreateReason();

        public Option<string[]> Source { get; } = new("--source", "-s")
        {
            Description = "Only objects at or below these folders, files or URIs",
            HelpName = "PATH",
            AllowMultipleArgumentsPerToken = true,
        };

        public QuarantineFilter Of(ParseResult parse) =>
            new() { Reasons = parse.GetValue(Reason) ?? [], Sources = parse.GetValue(Source) ?? [] };

        public QuarantineBook Open(OpenQuarantine open, ParseResult parse)
        {
            try
            {
                return open(parse.GetValue(Lake)!);
            }
            catch (DirectoryNotFoundException e)
            {
                throw new UsageException(e.Message, "etl refresh makes it; --lake names another.");
            }
        }

        private static Option<string[]> CreateReason()
        {
            var option = new Option<string[]>("--reason")
            {
                Description = "Only these reasons: " + string.Join(", ", Reasons),
                HelpName = "CODE",
                AllowMultipleArgumentsPerToken = true,
            };
            option.CompletionSources.Add(Reasons);
            option.Validators.Add(result =>
            {
                foreach (var token in result.Tokens.Where(token => !Reasons.Contains(token.Value)))
                    result.AddError($"--reason takes {string.Join(", ", Reasons)}, not '{token.Value}'.");
            });
            return option;
        }
    }
}
