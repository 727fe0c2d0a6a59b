using Etl.Worker.Crawl;

namespace Etl.Worker.Jobs;

/// <summary>The refresh that runs now: how far it is, and what it went through.</summary>
public sealed class RunningRefresh(RunRequest request, TimeProvider time, CancellationTokenSource stop) : IProgress<RefreshProgress>
{
    private readonly Lock gate = new();
    private readonly List<RunEvent> events = [];
    private RefreshProgress latest;

    public RunRequest Request { get; } = request;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public int Attempt { get; internal set; } = 1;

    /// <summary>Of the attempt that runs.</summary>
    public string RefreshId { get; internal set; } = "";

    /// <summary>When the next attempt starts; null while one runs.</summary>
    public DateTimeOffset? WaitsUntil { get; internal set; }

    /// <summary>Somebody asked it to end.</summary>
    public bool IsCancelled { get; private set; }

    public RefreshProgress Progress
    {
        get
        {
            lock (gate)
                return latest;
        }
    }

    /// <summary>What happened, oldest first.</summary>
    public IReadOnlyList<RunEvent> Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    internal Action<RunEvent>? Written { get; set; }

    /// <summary>Asks it to end; what it committed stays.</summary>
    public void Cancel(string by)
    {
        lock (gate)
        {
            if (IsCancelled)
                return;
            IsCancelled = true;
        }

        Say("cancel", $"Cancelled by {by}.");
        stop.Cancel();
    }

    public void Report(RefreshProgress value)
    {
        bool isNew;
        lock (gate)
        {
            isNew = value.Stage != latest.Stage;
            latest = value;
        }

        if (isNew)
            Say("stage", $"{value.Stage}: {value.Listed} listed, {value.Done} dealt with, {value.Rows} rows written so far.");
    }

    internal void Say(string kind, string message)
    {
        var said = new RunEvent(time.GetUtcNow(), kind, message);
        lock (gate)
            events.Add(said);
        Written?.Invoke(said);
    }
}

/// <param name="At">When.</param>
/// <param name="Kind"><c>start</c>, <c>stage</c>, <c>failure</c>, <c>wait</c>, <c>cancel</c>, <c>end</c>.</param>
/// <param name="Message">A line; never a value of an object.</param>
public sealed record RunEvent(DateTimeOffset At, string Kind, string Message);
