namespace Etl.Worker.Cli;

/// <summary><c>etl lake</c>: the verbs that keep a lake in order and look back in it.</summary>
internal static class LakeCommand
{
    public static EtlCommand Create(LakeOperations operations) => new("lake", "Look back in a lake, and keep it in order.",
    [
        "etl lake history --lake ./lake",
        "etl lake verify --lake ./lake",
    ])
    {
        Subcommands =
        {
            LakeHistoryCommand.Create(operations),
            LakeVerifyCommand.Create(operations),
            LakeVacuumCommand.Create(operations),
            LakeCompactCommand.Create(operations),
            LakeDiffCommand.Create(operations),
        },
        Run = (_, _, _) => throw new UsageException("Say what to do with the lake: history, verify, vacuum, compact or diff.", "See `etl lake --help`."),
    };
}
