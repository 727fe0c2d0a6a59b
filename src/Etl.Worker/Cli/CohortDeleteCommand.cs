using Etl.Worker.Cohorts;

namespace Etl.Worker.Cli;

/// <summary><c>etl cohort delete</c>.</summary>
internal static class CohortDeleteCommand
{
    public static EtlCommand Create(Func<string, CohortBook> open)
    {
        var name = CohortCommand.Name();
        var lake = CommandOptions.Lake();
        return new EtlCommand("delete", "Forget a cohort. Its objects and rows stay.", ["etl cohort delete lung-ct"])
        {
            Arguments = { name },
            Options = { lake },
            Run = (parse, _, _) =>
            {
                var book = CohortCommand.Book(open, parse.GetValue(lake)!);
                CohortCommand.Checked(() =>
                {
                    book.Delete(parse.GetValue(name)!);
                    return true;
                });
                return ExitCode.Done;
            },
        };
    }
}
