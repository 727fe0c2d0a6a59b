using Etl.Worker.Cohorts;

namespace Etl.Worker.Cli;

/// <summary><c>etl cohort show</c>.</summary>
internal static class CohortShowCommand
{
    public static EtlCommand Create(Func<string, CohortBook> open)
    {
        var name = CohortCommand.Name();
        var lake = CommandOptions.Lake();
        var suppress = CohortCommand.Suppress();
        var json = CommandOptions.Json("The description as a JSON object; a count left out is null");
        return new EtlCommand("show", "Show a cohort: its definition, counts, hash, and what each condition left.",
            ["etl cohort show lung-ct", "etl cohort show lung-ct --suppress-below 10 --json"])
        {
            Arguments = { name },
            Options = { lake, suppress, json },
            Run = (parse, terminal, _) =>
            {
                var book = CohortCommand.Book(open, parse.GetValue(lake)!);
                var cohort = CohortText.Suppressed(CohortCommand.Checked(() => book.Find(parse.GetValue(name)!)), parse.GetValue(suppress));
                if (parse.GetValue(json))
                    terminal.Out.WriteLine(CohortBook.ToJson(cohort));
                else
                    CohortText.Write(terminal, cohort);
                return ExitCode.Done;
            },
        };
    }
}
