namespace Etl.Worker.Cli;

/// <summary>What was asked for cannot be done as asked, found before any work: exit code 2. Every problem is named, not the first alone.</summary>
public sealed class UsageException(IReadOnlyList<string> problems, string? hint = null) : Exception(string.Join('\n', problems))
{
    public UsageException(string problem, string? hint = null) : this([problem], hint) { }

    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>What to do about it.</summary>
    public string? Hint { get; } = hint;
}
