namespace Etl.Worker.Cli;

/// <summary>Does something again and again until disposed, never twice at a time and never after.</summary>
internal sealed class Ticker : IDisposable
{
    private readonly Lock gate = new();
    private readonly Timer timer;
    private bool stopped;

    public Ticker(TimeSpan period, Action tick)
    {
        timer = new Timer(
            _ =>
            {
                if (!gate.TryEnter())
                    return;
                try
                {
                    if (!stopped)
                        tick();
                }
                catch (IOException)
                {
                    // Nobody listens any more; the work goes on without being watched.
                    stopped = true;
                }
                finally
                {
                    gate.Exit();
                }
            },
            null,
            period,
            period);
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
            stopped = true;
    }
}
