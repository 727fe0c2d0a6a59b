using System.CommandLine;
using Etl.Worker.Crawl;

namespace Etl.Worker.Cli;

/// <summary><c>etl demo</c>: a generated archive, refreshed and summarised, and queries to try on it.</summary>
internal static class DemoCommand
{
    private const int PixelBytes = 512;

    /// <summary>What they show, and the statement.</summary>
    internal static readonly (string Title, string Sql)[] Queries =
    [
        ("How much of what there is",
            "select Modality, count(distinct PatientID) as patients, count(distinct StudyInstanceUID) as studies, count(*) as instances "
            + "from dicom_all group by all order by instances desc"),
        ("Which machines made it",
            "select Modality, Manufacturer, ManufacturerModelName, count(distinct StudyInstanceUID) as studies "
            + "from dicom_all group by all order by studies desc limit 10"),
        ("What is wrong with the files",
            "select issue.Code as code, count(*) as instances "
            + "from (select unnest(ReadIssues) as issue from dicom_all) group by all order by instances desc"),
    ];

    public static EtlCommand Create(Operations operations)
    {
        var directory = new Option<string>("--dir")
        {
            Description = "Folder for the archive and its lake",
            HelpName = "DIR",
            DefaultValueFactory = _ => "./etl-demo",
        };
        var instances = CommandOptions.WholeNumber("--instances", "Objects in the archive", 2000, 1, 10_000_000);
        var json = CommandOptions.Json("One JSON document: the archive, the refresh's summary, the queries");
        return new EtlCommand("demo", "Make a sample archive, refresh it, sum it up, and show three queries to try.", ["etl demo"])
        {
            Options = { directory, instances, json },
            Run = (parse, terminal, cancel) => Run(
                operations, parse.GetValue(directory)!, parse.GetValue(instances), parse.GetValue(json), terminal, cancel),
        };
    }

    private static int Run(Operations operations, string directory, long instances, bool json, Terminal terminal, CancellationToken cancel)
    {
        if (File.Exists(directory))
            throw new UsageException($"'{directory}' is a file; a folder was expected.");
        var archive = Path.Combine(directory, "archive");
        var lake = Path.Combine(directory, "lake");
        if (Directory.Exists(archive))
            terminal.Say($"The archive {archive} is there already; it is used as it is.");
        else
            WriteArchive(operations.Sample, archive, instances, terminal, cancel);

        var options = new RefreshOptions { Sources = [archive], Lake = lake };
        var summary = RefreshCommand.Refresh(operations.Refresh, options, terminal, cancel);
        if (json)
            WriteJson(terminal, archive, lake, summary);
        else if (terminal.Verbosity > Verbosity.Quiet)
            WriteText(terminal, lake, summary);
        return ExitCode.Done;
    }

    /// <summary>An archive of that name is a whole one: it is written under another and renamed.</summary>
    private static void WriteArchive(WriteSample sample, string archive, long instances, Terminal terminal, CancellationToken cancel)
    {
        var partial = archive + ".partial";
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        Directory.CreateDirectory(partial);
        SampleCommand.Write(sample, new SampleRequest(partial, instances, Seed: 1, PixelBytes), terminal, cancel);
        Directory.Move(partial, archive);
    }

    private static void WriteJson(Terminal terminal, string archive, string lake, RefreshSummary summary) =>
        JsonLines.Write(terminal.Data, "demo", writer =>
        {
            writer.WriteString("archive", archive);
            writer.WriteStartObject("summary");
            RefreshJson.WriteSummary(writer, summary, profile: false);
            writer.WriteEndObject();
            writer.WriteStartArray("queries");
            foreach (var (title, sql) in Queries)
            {
                writer.WriteStartObject();
                writer.WriteString("title", title);
                writer.WriteString("sql", sql);
                writer.WriteString("command", Command(lake, sql));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });

    private static void WriteText(Terminal terminal, string lake, RefreshSummary summary)
    {
        RefreshText.Write(terminal, summary);
        terminal.Out.WriteLine("\nThree queries to try:");
        foreach (var (title, sql) in Queries)
            terminal.Out.WriteLine($"\n{terminal.Dim("# " + title)}\n{Escaped.Value(Command(lake, sql))}");
    }

    private static string Command(string lake, string sql) =>
        $"etl query --lake {(lake.Contains(' ', StringComparison.Ordinal) ? $"'{lake}'" : lake)} \"{sql}\"";
}
