namespace Etl.Worker.Cli;

/// <summary><c>etl modalities</c>: what the archive holds, by modality.</summary>
internal static class ModalitiesCommand
{
    public static EtlCommand Create(Operations operations)
    {
        var summary = new SummaryOptions();
        var command = new EtlCommand("modalities", "Show how much of each modality the archive holds.",
            ["etl modalities", "etl modalities --lake ./lake --json"])
        {
            Run = (parse, terminal, cancel) => summary.Show(
                operations.Query, parse, terminal,
                "select Modality, patients, studies, series, instances from modality_index order by instances desc, Modality", cancel),
        };
        summary.AddTo(command);
        return command;
    }
}
