using System.CommandLine;
using Etl.Worker.Cohorts;

namespace Etl.Worker.Cli;

/// <summary><c>etl cohort</c>: sets of instances, kept with the lake.</summary>
internal static class CohortCommand
{
    public static EtlCommand Create(Operations operations) => new("cohort", "Choose instances, keep the list with the lake, and hand it on.",
    [
        "etl cohort create lung-ct --where \"Modality = 'CT' and BodyPartExamined = 'CHEST'\"",
        "etl cohort export lung-ct --format s5cmd --to ./data",
    ])
    {
        Notes = ["A cohort is two files in the folder cohorts of the lake: a description (JSON) and its instances (Parquet)."],
        Subcommands =
        {
            CohortCreateCommand.Create(operations.Cohorts),
            CohortListCommand.Create(operations.Cohorts),
            CohortShowCommand.Create(operations.Cohorts),
            CohortExportCommand.Create(operations),
            CohortVerifyCommand.Create(operations.Cohorts),
            CohortDiffCommand.Create(operations.Cohorts),
            CohortDeleteCommand.Create(operations.Cohorts),
        },
        Run = (_, _, _) => throw new UsageException("Say what to do with the cohort: create, list, show, export, verify, diff or delete.", "See `etl cohort --help`."),
    };

    public static Argument<string> Name() => new("NAME") { Description = "The cohort: small letters, digits, - and _" };

    public static Option<long> Suppress() => CommandOptions.WholeNumber(
        "--suppress-below", "Leave out counts from 1 to N - 1, and those that would give them away", 0, 0, 1_000_000);

    /// <summary>What is wrong with a definition or a name is wrong usage.</summary>
    public static T Checked<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (CohortException e)
        {
            throw new UsageException(e.Message);
        }
    }

    public static CohortBook Book(Func<string, CohortBook> open, string lake) => open(LakeOptions.Existing(lake));
}
