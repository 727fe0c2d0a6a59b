using Etl.Worker.Configuration;

namespace Etl.Worker.Jobs;

/// <summary>A refresh that is to be run.</summary>
/// <param name="Schedule">Whose it is; null: somebody asked for it without one.</param>
/// <param name="Trigger">What <c>refreshes.triggered_by</c> says: <c>schedule</c> or <c>hand</c>.</param>
/// <param name="Slot">The time that it was due.</param>
public sealed record RunRequest(ScheduleConfig? Schedule, string Trigger, DateTimeOffset? Slot)
{
    /// <summary>Who asked for it, as the log says.</summary>
    public string? By { get; init; }
}

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    Done,

    /// <summary>Every attempt failed, or trying again would not help.</summary>
    Failed,

    /// <summary>A check found violations; the warehouse before stays.</summary>
    CheckViolated,

    /// <summary>The guard against mass removal stopped it.</summary>
    Refused,

    Cancelled,

    /// <summary>Another was running; it did not start.</summary>
    Overlapped,

    /// <summary>Its schedule is paused, or it was too late for one that skips.</summary>
    Skipped,
}

/// <param name="Outcome">How it ended.</param>
/// <param name="RefreshId">Of the last attempt; null when there was none.</param>
/// <param name="Attempts">Attempts made.</param>
/// <param name="Message">Why it is not done; never a value of an object.</param>
public sealed record RunResult(RunOutcome Outcome, string? RefreshId, int Attempts, string? Message);
