using Etl.Worker.Cli;
using Etl.Worker.Crawl;

var operations = new Operations
{
    Refresh = (options, progress, cancel) => new Refresh(options, (_, _, _) => [], TimeProvider.System, progress).Run(cancel),
    Sample = (_, _, _) => throw new NotSupportedException("sample is not wired."),
    Query = (_, _, _) => throw new NotSupportedException("query is not wired."),
    Export = (_, _, _) => throw new NotSupportedException("export is not wired."),
};

var streams = StandardStreams.OfProcess();
using var interrupts = new Interrupts(streams);
return new CommandLine(streams, operations).Run(args, () => interrupts.CancelledExitCode, interrupts.Token);
