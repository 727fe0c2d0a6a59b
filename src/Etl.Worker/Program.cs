using Etl.Worker.Cli;
using Etl.Worker.Warehouse;

var operations = new Operations
{
    Refresh = (_, _, _) => throw new NotSupportedException("refresh is not wired."),
    Sample = (_, _, _) => throw new NotSupportedException("sample is not wired."),
    Query = QueryRunner.Run,
    Export = QueryRunner.Export,
};

var streams = StandardStreams.OfProcess();
using var interrupts = new Interrupts(streams);
return new CommandLine(streams, operations).Run(args, () => interrupts.CancelledExitCode, interrupts.Token);
