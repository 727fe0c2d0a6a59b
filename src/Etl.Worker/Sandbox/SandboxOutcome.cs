namespace Etl.Worker.Sandbox;

/// <summary>How a statement ended.</summary>
public enum SandboxStatus
{
    Done,

    /// <summary>It is not one that the console runs, or too many are waiting; nothing was run.</summary>
    Refused,

    /// <summary>DuckDB's own error: a column that does not exist, memory short of what is needed.</summary>
    Failed,

    /// <summary>It reached a limit and its process was ended.</summary>
    Stopped,
}

/// <param name="Status">How it ended.</param>
/// <param name="Message">Why, in words for whoever wrote the statement; empty when done. It may quote the statement: not for logs.</param>
/// <param name="Rows">Rows given.</param>
/// <param name="IsTruncated">There are more rows than were given.</param>
/// <param name="Elapsed">Wall-clock time, start of the process included.</param>
public sealed record SandboxOutcome(SandboxStatus Status, string Message, long Rows, bool IsTruncated, TimeSpan Elapsed);
