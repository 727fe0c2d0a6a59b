using System.CommandLine;
using Etl.Worker.Cohorts;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Cli;

/// <summary><c>etl cohort export</c>: the instances of a cohort as a list for other programs.</summary>
internal static class CohortExportCommand
{
    public static EtlCommand Create(Operations operations)
    {
        var name = CohortCommand.Name();
        var lake = CommandOptions.Lake();
        var format = CommandOptions.Choice("--format", "What to write", "csv", "csv", "json", "parquet", "s5cmd", "uris");
        var output = new Option<string?>("--output", "-o") { Description = "File to write; needed for parquet", HelpName = "FILE" };
        var to = new Option<string>("--to") { Description = "The folder that s5cmd copies to", HelpName = "DIR", DefaultValueFactory = _ => "." };
        return new EtlCommand("export", "Write the instances of a cohort as a list.",
        [
            "etl cohort export lung-ct --format uris",
            "etl cohort export lung-ct --format s5cmd --to ./data -o copy.txt",
        ])
        {
            Notes = ["s5cmd: a line `cp 's3://…' 'DIR/SERIES/SOP.dcm'` for each object of a bucket, for `s5cmd run`; objects elsewhere are counted on standard error."],
            Arguments = { name },
            Options = { lake, format, output, to },
            Run = (parse, terminal, cancel) =>
            {
                var book = CohortCommand.Book(operations.Cohorts, parse.GetValue(lake)!);
                CohortCommand.Checked(() => book.Find(parse.GetValue(name)!));
                var members = book.Members(parse.GetValue(name)!);
                var target = parse.GetValue(output);
                var choice = parse.GetValue(format)!;
                if (choice != "parquet")
                    Write(members, choice, parse.GetValue(to)!, target, terminal, cancel);
                else if (target is null)
                    throw new UsageException("--format parquet needs --output FILE.");
                else
                    File.Copy(members, target, overwrite: true);
                return ExitCode.Done;
            },
        };
    }

    private static void Write(string members, string format, string to, string? target, Terminal terminal, CancellationToken cancel)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query($"from read_parquet({DuckDbSql.Literal(members)}, hive_partitioning = false)", cancel);
        var table = new ResultTable([.. result.Columns.Select(c => new ResultColumn(c.Name, c.Type.ToString()))], result.Rows());
        using var file = target is null ? null : File.Create(target);
        var stream = file ?? terminal.Data;
        if (format == "csv")
            CsvFormat.Write(table, stream, file is null && terminal.OutIsTerminal);
        else if (format == "json")
            JsonFormat.WriteArray(table, stream);
        else
            WriteLines(table, format, to, stream, terminal);
        stream.Flush();
    }

    private static void WriteLines(ResultTable table, string format, string to, Stream stream, Terminal terminal)
    {
        var members = table.Rows.Select(row => new CohortMember((string)row[0]!, (string?)row[1], (string?)row[3], (string?)row[4]));
        var elsewhere = CohortManifest.Write(members, format, to, stream);
        if (elsewhere > 0)
            terminal.Say($"{elsewhere:N0} objects are in no bucket by themselves and have no line.");
    }
}
