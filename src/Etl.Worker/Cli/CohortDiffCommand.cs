using System.CommandLine;
using Etl.Worker.Cohorts;

namespace Etl.Worker.Cli;

/// <summary><c>etl cohort diff</c>.</summary>
internal static class CohortDiffCommand
{
    public static EtlCommand Create(Func<string, CohortBook> open)
    {
        var name = CohortCommand.Name();
        var other = new Argument<string?>("OTHER") { Description = "Another cohort (default: the same definition, chosen anew)", Arity = ArgumentArity.ZeroOrOne };
        var asOf = LakeOptions.AsOfOption("--as-of", "The version in which the definition is chosen anew (default: the newest)");
        var lake = CommandOptions.Lake();
        var list = new Option<bool>("--list") { Description = "A line for every object that differs" };
        var suppress = CohortCommand.Suppress();
        var json = CommandOptions.Json("The counts as a JSON object; one left out is null");
        return new EtlCommand("diff", "Compare a cohort with another one, or with what its definition chooses in another version of the lake.",
            ["etl cohort diff lung-ct", "etl cohort diff lung-ct lung-ct-2025 --list", "etl cohort diff lung-ct --as-of 12 --json"])
        {
            Notes = ["added: only in the second. removed: only in the first. changed: in both, in another state."],
            Arguments = { name, other },
            Options = { asOf, lake, list, suppress, json },
            ReportFailure = LakeOptions.Report(json),
            Run = (parse, terminal, cancel) =>
            {
                if (parse.GetValue(other) is not null && parse.GetValue(asOf) is not null)
                    throw new UsageException("OTHER and --as-of exclude each other: the other cohort has its own version.");
                if (parse.GetValue(list) && parse.GetValue(suppress) > 1)
                    throw new UsageException("--list and --suppress-below exclude each other: a list gives away how long it is.");
                var book = CohortCommand.Book(open, parse.GetValue(lake)!);
                using var diff = CohortCommand.Checked(() => book.Diff(parse.GetValue(name)!, parse.GetValue(other), parse.GetValue(asOf), cancel));
                var least = parse.GetValue(suppress);
                var counts = CohortDiff.States.ToDictionary(state => state, state => least <= 1 ? diff.Counts[state] : diff.Counts[state].Suppressed(least));
                if (parse.GetValue(json))
                    terminal.Out.WriteLine(CohortBook.ToJson(new { before = Ends(diff.Before), after = Ends(diff.After), counts, same = diff.Same }));
                else
                    Write(terminal, diff, counts, parse.GetValue(list));
                return ExitCode.Done;
            },
        };
    }

    private static object Ends(Cohort cohort) => new { name = cohort.Name, lake_version = cohort.LakeVersion, hash = cohort.Hash };

    private static void Write(Terminal terminal, CohortDiff diff, Dictionary<string, CohortCounts> counts, bool list)
    {
        if (list)
        {
            using var rows = diff.Connection.Query("select state, source_uri from differences");
            foreach (var row in rows.Rows())
                terminal.Out.WriteLine($"{row[0]}\t{Escaped.Value((string)row[1]!)}");
        }

        terminal.Out.WriteLine($"{diff.Before.Name} of version {diff.Before.LakeVersion} -> {diff.After.Name} of version {diff.After.LakeVersion}");
        foreach (var state in CohortDiff.States)
            terminal.Out.WriteLine($"{state}: {CohortText.Line(counts[state])}");
        terminal.Out.WriteLine($"same: instances={diff.Same}");
        terminal.Flush();
    }
}
