using System.CommandLine;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Cli;

/// <summary>How the commands that summarise a warehouse show rows: a table for a person, all of them as JSON or CSV for a program.</summary>
internal sealed class SummaryOptions
{
    private readonly Option<string> lake = CommandOptions.Lake();
    private readonly Option<bool> json = CommandOptions.Json("All rows as a JSON array");
    private readonly Option<bool> csv = new("--csv") { Description = "All rows as CSV with a header line" };
    private readonly Option<long> rows = CommandOptions.WholeNumber(
        "--rows", "Rows that the table shows, 0 for all (default: 100 on a terminal, else all)", null, 0, long.MaxValue);

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command)
    {
        command.Add(lake);
        command.Add(json);
        command.Add(csv);
        command.Add(rows);
    }

    public string Lake(ParseResult parse) => parse.GetValue(lake)!;

    /// <summary>Shows the rows of a query on the lake's warehouse.</summary>
    public int Show(RunQuery query, ParseResult parse, Terminal terminal, string sql, CancellationToken cancel)
    {
        var file = Path.Combine(Lake(parse), "warehouse.duckdb");
        if (!File.Exists(file))
            throw new UsageException($"There is no warehouse at '{file}'.", $"etl refresh --source PATH --lake {Lake(parse)} makes it; --lake names another.");
        return Show(query, new QueryRequest(file, sql), parse, terminal, cancel);
    }

    /// <summary>Shows the rows of a query on a warehouse.</summary>
    public int Show(RunQuery query, QueryRequest request, ParseResult parse, Terminal terminal, CancellationToken cancel)
    {
        if (parse.GetValue(json) && parse.GetValue(csv))
            throw new UsageException("--json and --csv exclude each other.");
        query(request, table => Write(table, parse, terminal), cancel);
        terminal.Flush();
        return ExitCode.Done;
    }

    /// <summary>A condition on a column; nothing where the option was not given.</summary>
    public static string Where(string column, string? value) => value is null ? "" : $" and {column} = {DuckDbSql.Literal(value)}";

    private void Write(ResultTable table, ParseResult parse, Terminal terminal)
    {
        if (parse.GetValue(json))
        {
            JsonFormat.WriteArray(table, terminal.Data);
        }
        else if (parse.GetValue(csv))
        {
            CsvFormat.Write(table, terminal.Data, terminal.OutIsTerminal);
        }
        else
        {
            var shown = parse.GetResult(rows) is { Implicit: false } ? parse.GetValue(rows) : terminal.OutIsTerminal ? TableFormat.TerminalRows : 0;
            TableFormat.Write(table, terminal, terminal.Out, shown, terminal.OutIsTerminal, terminal.OutHasColor);
        }
    }
}
