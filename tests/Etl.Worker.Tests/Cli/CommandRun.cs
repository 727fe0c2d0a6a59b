using System.Text;
using Etl.Worker.Cli;

namespace Etl.Worker.Tests.Cli;

/// <summary>One command line, run in this process, and what it left.</summary>
internal sealed record CommandRun(int Code, string Out, string Error)
{
    public static CommandRun Of(FakeOperations operations, params string[] args) => Of(operations, new Surroundings(), args);

    public static CommandRun Of(params string[] args) => Of(new FakeOperations(), new Surroundings(), args);

    public static CommandRun Of(FakeOperations operations, Surroundings around, params string[] args) =>
        Of(operations.ToOperations(), around, args);

    public static CommandRun Of(Operations operations, Surroundings around, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var streams = new StandardStreams
        {
            Out = output,
            Error = error,
            In = new StringReader(around.In),
            OutIsTerminal = around.IsTerminal,
            ErrorIsTerminal = around.IsTerminal,
            Width = around.Width,
            Variable = name => around.Variables.GetValueOrDefault(name),
        };
        var code = new CommandLine(streams, operations).Run(args, () => 130, around.Cancel);
        return new CommandRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}

/// <summary>What a command line is run in.</summary>
internal sealed record Surroundings
{
    public string In { get; init; } = "";

    public bool IsTerminal { get; init; }

    public int Width { get; init; } = 80;

    public Dictionary<string, string> Variables { get; init; } = [];

    public CancellationToken Cancel { get; init; }
}
