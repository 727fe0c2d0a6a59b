using System.Runtime.InteropServices;

namespace Etl.Worker.Cli;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks the work to stop, which leaves it 30 seconds; a second, or the end of that time, ends the process.
/// Either is safe: a refresh that ends at any instant is done again by the next.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly StandardStreams streams;
    private Timer? deadline;
    private int exitCode;

    public Interrupts(StandardStreams streams)
    {
        this.streams = streams;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCode.Terminated)),
        ];
    }

    public CancellationToken Token => source.Token;

    /// <summary>What a cancelled run answers.</summary>
    public int CancelledExitCode => exitCode == 0 ? ExitCode.Interrupted : exitCode;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        deadline?.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref exitCode, code, 0) != 0)
        {
            ExitNow(code);
            return;
        }

        deadline = new Timer(_ => ExitNow(code), null, Grace, Timeout.InfiniteTimeSpan);
        if (streams.ErrorIsTerminal)
            streams.Error.WriteLine("\nStopping. Ctrl-C again stops at once; both are safe.");
        _ = source.CancelAsync();
    }

    private void ExitNow(int code)
    {
        // A progress bar hides the cursor, and its own clean-up does not run any more.
        if (streams.ErrorIsTerminal)
            streams.Error.Write("\e[?25h");
        Environment.Exit(code);
    }
}
