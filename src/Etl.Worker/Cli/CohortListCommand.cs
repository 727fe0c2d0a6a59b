using Etl.Worker.Cohorts;

namespace Etl.Worker.Cli;

/// <summary><c>etl cohort list</c>.</summary>
internal static class CohortListCommand
{
    public static EtlCommand Create(Func<string, CohortBook> open)
    {
        var lake = CommandOptions.Lake();
        var suppress = CohortCommand.Suppress();
        var json = CommandOptions.Json("The descriptions as a JSON array");
        return new EtlCommand("list", "List the cohorts of a lake.", ["etl cohort list", "etl cohort list --json"])
        {
            Options = { lake, suppress, json },
            Run = (parse, terminal, _) =>
            {
                var cohorts = CohortCommand.Book(open, parse.GetValue(lake)!).List().Select(c => CohortText.Suppressed(c, parse.GetValue(suppress))).ToList();
                if (parse.GetValue(json))
                    terminal.Out.WriteLine(CohortBook.ToJson(cohorts));
                else
                    cohorts.ForEach(c => terminal.Out.WriteLine($"{c.Name}: version={c.LakeVersion} {CohortText.Line(c.Counts)}"));
                return ExitCode.Done;
            },
        };
    }
}
