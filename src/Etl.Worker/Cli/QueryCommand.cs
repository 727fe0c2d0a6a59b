using System.CommandLine;
using System.Text;

namespace Etl.Worker.Cli;

/// <summary><c>etl query</c>: one statement on the published warehouse, read-only.</summary>
internal static class QueryCommand
{
    private static readonly string[] Formats = ["table", "json", "ndjson", "csv", "parquet"];

    public static EtlCommand Create(Operations operations)
    {
        var sql = new Argument<string?>("SQL")
        {
            Description = "The statement, or - to read it from standard input",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var lake = CommandOptions.Lake();
        var warehouse = new Option<string?>("--warehouse") { Description = "A warehouse file, instead of the lake's", HelpName = "FILE" };
        var asOf = LakeOptions.AsOfOption("--as-of", "Ask an older version of the lake: the warehouse is built of it for this query");
        var format = CommandOptions.Choice(
            "--format", "Default: by the name of --output, else table on a terminal and csv in a pipe", null, Formats);
        var output = new Option<string?>("--output", "-o") { Description = "File to write; whole or not at all", HelpName = "FILE" };
        var file = new Option<string?>("--file", "-f") { Description = "Read the statement from a file", HelpName = "FILE" };
        var rows = CommandOptions.WholeNumber(
            "--rows", "Rows that the table format shows, 0 for all (default: 100 on a terminal, else all)", null, 0, long.MaxValue);
        return new EtlCommand("query", "Ask the warehouse in SQL. It is opened read-only.",
        [
            "etl query \"select Modality, count(*) as instances from dicom_all group by all order by all\"",
            "etl query --lake ./lake --format parquet --output ct.parquet \"from dicom_all where Modality = 'CT'\"",
            "etl query --as-of 2026-05-01 \"select count(*) from dicom_all\"",
            "etl query --file report.sql --format ndjson | head",
        ])
        {
            Notes =
            [
                "csv has a header line; NULL is empty, \"\" an empty string. json is an array of objects, ndjson an object a line.",
                LakeOptions.VersionHelp + " etl lake history shows those that are retained.",
                "Nested values are JSON in every format but parquet. Only the table format ever leaves rows out, and says so.",
            ],
            Arguments = { sql },
            Options = { lake, warehouse, asOf, format, output, file, rows },
            Run = (parse, terminal, cancel) =>
            {
                var target = parse.GetValue(output);
                var choice = parse.GetValue(format) ?? DefaultFormat(target, terminal);
                if (choice == "parquet" && target is null)
                    throw new UsageException("--format parquet needs --output FILE.");
                if (parse.GetValue(warehouse) is not null && parse.GetResult(lake) is { Implicit: false })
                    throw new UsageException("--lake and --warehouse exclude each other.");
                if (parse.GetValue(warehouse) is not null && parse.GetValue(asOf) is not null)
                    throw new UsageException("--as-of and --warehouse exclude each other: only a lake has versions.");
                var statement = Statement(parse.GetValue(sql), parse.GetValue(file), terminal);
                using var past = parse.GetValue(asOf) is { } version
                    ? operations.Lake.Open(LakeOptions.Existing(parse.GetValue(lake)!), version, cancel) : null;
                if (past is not null)
                    terminal.SayDetail($"Version {past.Version} of the lake");
                var request = new QueryRequest(past?.File ?? Warehouse(parse.GetValue(warehouse), parse.GetValue(lake)!), statement);
                long? limit = parse.GetResult(rows) is { Implicit: false } ? parse.GetValue(rows) : null;
                if (target is null)
                    operations.Query(request, table => WriteToTerminal(table, choice, limit, terminal), cancel);
                else
                    WriteToFile(operations, request, choice, limit, target, terminal, cancel);
                return ExitCode.Done;
            },
        };
    }

    private static string DefaultFormat(string? target, Terminal terminal) => Path.GetExtension(target)?.ToUpperInvariant() switch
    {
        null => terminal.OutIsTerminal ? "table" : "csv",
        ".JSON" => "json",
        ".NDJSON" or ".JSONL" => "ndjson",
        ".PARQUET" => "parquet",
        _ => "csv",
    };

    private static string Warehouse(string? file, string lake)
    {
        if (file is not null)
            return File.Exists(file) ? file : throw new UsageException($"The warehouse '{file}' does not exist.");
        var path = Path.Combine(lake, "warehouse.duckdb");
        return File.Exists(path) ? path : throw new UsageException(
            $"There is no warehouse at '{path}'.", $"etl refresh --source PATH --lake {lake} makes it; --lake names another.");
    }

    private static string Statement(string? argument, string? file, Terminal terminal)
    {
        if (argument is null == file is null)
            throw new UsageException(file is null ? "There is no statement." : "The statement is given twice.", "Give SQL, or - and standard input, or --file FILE.");
        if (file is not null && !File.Exists(file))
            throw new UsageException($"The file '{file}' does not exist.");
        var sql = file is not null ? File.ReadAllText(file) : argument == "-" ? terminal.In.ReadToEnd() : argument!;
        return string.IsNullOrWhiteSpace(sql) ? throw new UsageException("The statement is empty.") : sql;
    }

    private static void WriteToTerminal(ResultTable table, string format, long? limit, Terminal terminal)
    {
        if (format == "table")
        {
            var rows = limit ?? (terminal.OutIsTerminal ? TableFormat.TerminalRows : 0);
            TableFormat.Write(table, terminal, terminal.Out, rows, terminal.OutIsTerminal, terminal.OutHasColor);
        }
        else
        {
            Write(table, format, terminal.Data, terminal.OutIsTerminal);
        }

        terminal.Flush();
    }

    /// <summary>Writes beside the file and renames, so that a query that fails leaves no half of one.</summary>
    private static void WriteToFile(
        Operations operations, QueryRequest request, string format, long? limit, string target, Terminal terminal, CancellationToken cancel)
    {
        if (Directory.Exists(target) || Path.GetDirectoryName(Path.GetFullPath(target)) is var folder && !Directory.Exists(folder))
            throw new UsageException($"'{target}' cannot be written: it is a folder, or its folder does not exist.");
        var partial = $"{target}.{Environment.ProcessId}.partial";
        try
        {
            if (format == "parquet")
                terminal.Say($"{operations.Export(request, partial, cancel):N0} rows in {target}");
            else
                operations.Query(request, table => WriteFile(table, format, limit, partial, terminal), cancel);
            File.Move(partial, target, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void WriteFile(ResultTable table, string format, long? limit, string path, Terminal terminal)
    {
        using var stream = File.Create(path);
        if (format != "table")
        {
            Write(table, format, stream, forTerminal: false);
            return;
        }

        using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\n" };
        TableFormat.Write(table, terminal, writer, limit ?? 0, fit: false, color: false);
    }

    private static void Write(ResultTable table, string format, Stream output, bool forTerminal)
    {
        switch (format)
        {
            case "csv":
                CsvFormat.Write(table, output, forTerminal);
                break;
            case "json":
                JsonFormat.WriteArray(table, output);
                break;
            default:
                JsonFormat.WriteLines(table, output);
                break;
        }
    }
}
