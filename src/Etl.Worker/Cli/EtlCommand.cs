using System.CommandLine;

namespace Etl.Worker.Cli;

/// <summary>A command of the program: what it takes, what it does, and how its help shows it.</summary>
internal sealed class EtlCommand(string name, string description, IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Whole command lines that work as they stand.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>What the help says besides, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Does the work and answers the exit code.</summary>
    public required Func<ParseResult, Terminal, CancellationToken, int> Run { get; init; }

    /// <summary>Tells a machine of a failure, which standard error has told already.</summary>
    public Action<ParseResult, Terminal, Failure>? ReportFailure { get; init; }
}

/// <summary>Why a command did not do its work.</summary>
internal sealed record Failure(int Code, string Message, string? Hint);
