using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Etl.Worker.Cli;

/// <summary>The command line from the arguments to the exit code: the only place that knows what an exception means to the user.</summary>
internal sealed class CommandLine
{
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly StandardStreams streams;
    private readonly GlobalOptions global = new();
    private readonly RootCommand root = new("Turns archives of DICOM files into a SQL warehouse of their metadata.");

    public CommandLine(StandardStreams streams, Operations operations)
    {
        this.streams = streams;
        root.Add(DemoCommand.Create(operations));
        root.Add(RefreshCommand.Create(operations));
        root.Add(SourcesCommand.Create(operations.CheckSource));
        root.Add(QuarantineCommand.Create(operations.Quarantine));
        root.Add(QueryCommand.Create(operations));
        root.Add(ModalitiesCommand.Create(operations));
        root.Add(CoverageCommand.Create(operations));
        root.Add(ConformanceCommand.Create(operations));
        root.Add(CohortCommand.Create(operations));
        root.Add(LakeCommand.Create(operations.Lake));
        root.Add(ServeCommand.Create(operations));
        root.Add(TokenCommand.Create(operations.Tokens));
        root.Add(ShowCommand.Create());
        root.Add(SampleCommand.Create(operations.Sample));
        root.Add(ConfigCommand.Create(operations.Environment));
        root.Add(CompletionCommand.Create());
        global.AddTo(root);
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    /// <param name="args">The arguments.</param>
    /// <param name="cancelledExitCode">What a command that stopped answers.</param>
    /// <param name="cancel">Asks a command to stop.</param>
    public int Run(IReadOnlyList<string> args, Func<int> cancelledExitCode, CancellationToken cancel)
    {
        var parse = root.Parse(args, Parsing);
        using var terminal = global.Open(streams, parse);
        try
        {
            if (args.Count == 0)
            {
                root.Parse(["--help"], Parsing).Invoke(Invocation(streams.Error));
                return ExitCode.Usage;
            }

            if (ParseErrors.Find(parse) is { } wrong)
                return Fail(terminal, wrong);

            var code = parse.Action is null or ParseErrorAction
                ? ((EtlCommand)parse.CommandResult.Command).Run(parse, terminal, cancel)
                : parse.Invoke(Invocation(terminal.Out));
            terminal.Flush();
            return code;
        }
        catch (IOException e) when (StandardStreams.IsClosedPipe(e))
        {
            return ExitCode.Done;
        }
        catch (Exception e)
        {
            var failure = Explain(e, cancelledExitCode, cancel);
            if (terminal.Verbosity == Verbosity.Debug)
                terminal.SayError(e.ToString());
            Fail(terminal, failure);
            Report(parse, terminal, failure);
            return failure.Code;
        }
    }

    private static void Report(ParseResult parse, Terminal terminal, Failure failure)
    {
        try
        {
            (parse.CommandResult.Command as EtlCommand)?.ReportFailure?.Invoke(parse, terminal, failure);
        }
        catch (IOException)
        {
            // Nobody listens any more; standard error has said it.
        }
    }

    private static int Fail(Terminal terminal, Failure failure)
    {
        terminal.SayError(failure.Message, failure.Hint);
        return failure.Code;
    }

    private static Failure Explain(Exception exception, Func<int> cancelledExitCode, CancellationToken cancel) => exception switch
    {
        // What is torn down by a cancellation may fail in its own words; the cancellation is the reason.
        _ when cancel.IsCancellationRequested =>
            new Failure(cancelledExitCode(), "Stopped before the end.", "Run the same command again to go on."),
        UsageException usage => new Failure(ExitCode.Usage, usage.Message, usage.Hint),
        OutOfMemoryException => new Failure(ExitCode.Failed, "There is not enough memory.", "Use fewer --threads."),
        _ => new Failure(ExitCode.Failed, exception.Message, null),
    };

    private static InvocationConfiguration Invocation(TextWriter output) => new()
    {
        Output = output,
        Error = output,
        EnableDefaultExceptionHandler = false,
        // Interrupts owns the signals: the library's own handling cannot be cut short by a second Ctrl-C.
        ProcessTerminationTimeout = null,
    };
}
