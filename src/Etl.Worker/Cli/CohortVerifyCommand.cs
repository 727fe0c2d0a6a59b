using System.CommandLine;
using Etl.Worker.Cohorts;

namespace Etl.Worker.Cli;

/// <summary><c>etl cohort verify</c>.</summary>
internal static class CohortVerifyCommand
{
    public static EtlCommand Create(Func<string, CohortBook> open)
    {
        var name = CohortCommand.Name();
        var lake = CommandOptions.Lake();
        var list = new Option<bool>("--list") { Description = "A line for every object that is missing or changed" };
        var json = CommandOptions.Json("The report as a JSON object");
        return new EtlCommand("verify", "Check that all objects of a cohort are still there, unchanged, as the newest version of the lake knows.",
            ["etl cohort verify lung-ct", "etl cohort verify lung-ct --list"])
        {
            Notes = ["Answers 1 when an object is missing or changed, or the list was tampered with. Refresh first: the sources themselves are not asked."],
            Arguments = { name },
            Options = { lake, list, json },
            ReportFailure = LakeOptions.Report(json),
            Run = (parse, terminal, cancel) =>
            {
                var book = CohortCommand.Book(open, parse.GetValue(lake)!);
                var report = CohortCommand.Checked(() => book.Verify(parse.GetValue(name)!, cancel));
                if (parse.GetValue(json))
                    terminal.Out.WriteLine(CohortBook.ToJson(report));
                else
                    Write(terminal, report, parse.GetValue(list));
                return report.IsIntact && report.Differences.Count == 0 ? ExitCode.Done : ExitCode.Failed;
            },
        };
    }

    private static void Write(Terminal terminal, CohortReport report, bool list)
    {
        if (list)
        {
            foreach (var difference in report.Differences)
                terminal.Out.WriteLine($"{difference.State}\t{Escaped.Value(difference.SourceUri)}");
        }

        terminal.Out.WriteLine(
            $"version {report.LakeVersion}: {report.Differences.Count(d => d.State == "missing"):N0} missing, "
            + $"{report.Differences.Count(d => d.State == "changed"):N0} changed; {(report.IsIntact ? "the list is intact" : "the list does not have its hash any more")}");
    }
}
