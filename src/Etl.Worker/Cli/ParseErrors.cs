using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Etl.Worker.Cli;

/// <summary>A command line that cannot be understood, as one message and a way on.</summary>
internal static partial class ParseErrors
{
    /// <summary>What is wrong, or null.</summary>
    public static Failure? Find(ParseResult parse)
    {
        var swallowed = SwallowedOption(parse);
        if (parse.Action is not ParseErrorAction && (parse.Action is not null || swallowed is null))
            return null;
        var command = parse.CommandResult.Command;
        var help = $"See `{FullName(command)} --help`.";
        if ((swallowed ?? (parse.UnmatchedTokens.Count > 0 ? parse.UnmatchedTokens[0] : null)) is { } token)
        {
            var near = Nearest(token, command);
            return new Failure(
                ExitCode.Usage, $"{Kind(token, command)} '{token}'.", near is null ? help : $"Did you mean '{near}'? {help}");
        }

        // A command that takes arguments does something without a verb too: that none was given is no error then.
        var errors = command.Subcommands.Count > 0 && command.Arguments.Count > 0
            ? parse.Errors.Where(error => error.SymbolResult is not CommandResult).ToList()
            : parse.Errors;
        if (errors.Count == 0)
            return null;
        if (command.Subcommands.Count > 0 && command.Arguments.Count == 0)
        {
            var verbs = command.Subcommands.Select(verb => verb.Name).ToList();
            var what = command is RootCommand ? "" : $" with the {command.Name}";
            return new Failure(ExitCode.Usage, $"Say what to do{what}: {string.Join(", ", verbs.SkipLast(1))} or {verbs[^1]}.", help);
        }

        var messages = errors.Select(error => error.Message).Distinct();
        return new Failure(ExitCode.Usage, string.Join('\n', messages), help);
    }

    /// <summary>A misspelled option that the library took for a value, since it knows no option of that name.</summary>
    private static string? SwallowedOption(ParseResult parse) =>
        parse.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            ? null
            : parse.CommandResult.Children.SelectMany(child => child.Tokens).Select(token => token.Value).FirstOrDefault(OptionShape().IsMatch);

    [GeneratedRegex("^--[a-zA-Z][a-zA-Z-]*$")]
    private static partial Regex OptionShape();

    private static string Kind(string token, Command command) =>
        token.StartsWith('-') && token.Length > 1 ? "Unknown option"
        : command.Subcommands.Count > 0 ? "Unknown command"
        : "Unexpected argument";

    private static string FullName(Command command) =>
        command is RootCommand ? "etl" : $"{FullName(command.Parents.OfType<Command>().First())} {command.Name}";

    private static string? Nearest(string token, Command command)
    {
        var root = command;
        while (root.Parents.OfType<Command>().FirstOrDefault() is { } above)
            root = above;
        var inherited = root.Options.Where(option => option.Recursive);
        var names = token.StartsWith('-')
            ? command.Options.Concat(inherited).SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.Length > 2)
            : command.Subcommands.Select(subcommand => subcommand.Name);
        return Spelling.Nearest(token, names);
    }
}
