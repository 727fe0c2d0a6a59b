namespace Etl.Worker.Cli;

/// <summary>Does something again and again until disposed, never twice at a time and never after.</summary>
internal sealed class Ticker : IDisposable
{
    private readonly Lock gate = new();
    private readonly Action tick;
    private readonly Timer timer;
    private bool stopped;

    public Ticker(TimeSpan period, Action tick)
    {
        this.tick = tick;
        timer = new Timer(_ => Tick(), null, period, period);
    }

    /// <summary>Does it now, unless it is just being done.</summary>
    public void Tick()
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
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
            stopped = true;
    }
}
