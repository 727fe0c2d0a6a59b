using System.CommandLine;
using Etl.Worker.Cohorts;

namespace Etl.Worker.Cli;

/// <summary><c>etl cohort create</c>.</summary>
internal static class CohortCreateCommand
{
    public static EtlCommand Create(Func<string, CohortBook> open)
    {
        var name = CohortCommand.Name();
        var lake = CommandOptions.Lake();
        var where = new Option<string[]>("--where")
        {
            Description = "A condition on columns of dicom_all; several are applied one after the other, as are parts that AND joins",
            HelpName = "CONDITION",
        };
        var sql = new Option<string?>("--sql")
        {
            Description = "A file with one SELECT that gives source_uri, SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID or PatientID",
            HelpName = "FILE",
        };
        var asOf = LakeOptions.AsOfOption("--as-of", "Choose from an older version of the lake");
        var replace = new Option<bool>("--replace") { Description = "In the place of a cohort of that name" };
        var json = CommandOptions.Json("The description as a JSON object");
        return new EtlCommand("create", "Choose instances and keep the list.",
        [
            "etl cohort create thin-ct --where \"Modality = 'CT'\" --where \"SliceThickness <= 1.5\"",
            "etl cohort create reads --sql reads.sql --as-of 3",
        ])
        {
            Notes =
            [
                "The definition can read the warehouse and nothing else. It is kept with the lake's version: at that version it gives the same hash.",
                "show tells how many instances each condition removed.",
            ],
            Arguments = { name },
            Options = { lake, where, sql, asOf, replace, json },
            Run = (parse, terminal, cancel) =>
            {
                var conditions = parse.GetValue(where) ?? [];
                var file = parse.GetValue(sql);
                if (conditions.Length > 0 == file is not null)
                    throw new UsageException("Give --where CONDITION, or --sql FILE.");
                if (file is not null && !File.Exists(file))
                    throw new UsageException($"The file '{file}' does not exist.");
                var book = CohortCommand.Book(open, parse.GetValue(lake)!);
                var cohort = CohortCommand.Checked(() => book.Create(
                    parse.GetValue(name)!, conditions, file is null ? null : File.ReadAllText(file), parse.GetValue(asOf), parse.GetValue(replace), cancel));
                if (parse.GetValue(json))
                    terminal.Out.WriteLine(CohortBook.ToJson(cohort));
                else
                    CohortText.Write(terminal, cohort);
                return ExitCode.Done;
            },
        };
    }
}
