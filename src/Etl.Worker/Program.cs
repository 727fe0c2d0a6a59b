using Etl.Worker.Cli;
using Etl.Worker.Crawl;
using Etl.Worker.Sample;
using Etl.Worker.Sandbox;
using Etl.Worker.Warehouse;

// Before anything else: this process is to have as little as it can.
if (args is [SandboxChild.Verb])
    return SandboxChild.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());

var operations = new Operations
{
    Refresh = (options, progress, cancel) => new Refresh(options, LakeWarehouse.Publish, TimeProvider.System, progress).Run(cancel),
    Preview = (options, progress, cancel) => RefreshPreview.Make(options, TimeProvider.System, progress, cancel),
    Quarantine = lake => new QuarantineBook(lake, TimeProvider.System),
    Sample = (request, progress, cancel) =>
    {
        var summary = SampleArchive.Write(
            new SampleOptions(request.Directory, (int)request.Instances, request.Seed) { PixelBytes = request.PixelBytes }, progress, cancel);
        return new SampleResult(summary.Instances, summary.Bytes);
    },
    Query = QueryRunner.Run,
    Export = QueryRunner.Export,
};

var streams = StandardStreams.OfProcess();
using var interrupts = new Interrupts(streams);
return new CommandLine(streams, operations).Run(args, () => interrupts.CancelledExitCode, interrupts.Token);
