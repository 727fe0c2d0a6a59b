using Etl.Worker.Cli;
using Etl.Worker.Crawl;
using Etl.Worker.Tests.Sandbox;

namespace Etl.Worker.Tests.Cli;

/// <summary>The program as <c>Program.cs</c> composes it, over operations that take as long as a test needs.</summary>
internal static class FakeProgram
{
    private static int Main(string[] args)
    {
        if (args is [SystemCallFilterTests.Verb])
            return SystemCallFilterTests.Try();
        var operations = new FakeOperations { Refresh = Refresh, Table = Endless };
        var streams = StandardStreams.OfProcess();
        using var interrupts = new Interrupts(streams);
        return new CommandLine(streams, operations.ToOperations()).Run(args, () => interrupts.CancelledExitCode, interrupts.Token);
    }

    /// <summary>Works until cancelled; with one thread it does not listen.</summary>
    private static RefreshSummary Refresh(RefreshOptions options, IProgress<RefreshProgress> progress, CancellationToken cancel)
    {
        Console.Error.WriteLine("started");
        for (var done = 0; done < 3000; done++)
        {
            progress.Report(new RefreshProgress("read", 3000, true, done, 1, done, done));
            Thread.Sleep(10);
            if (options.Threads != 1)
                cancel.ThrowIfCancellationRequested();
            else if (cancel.IsCancellationRequested)
                Console.Error.WriteLine("asked");
        }

        return FakeOperations.Summary;
    }

    private static ResultTable Endless(QueryRequest request) => new([new("n", "BIGINT")], Numbers());

    private static IEnumerable<object?[]> Numbers()
    {
        for (var n = 0L; ; n++)
            yield return [n];
    }
}
