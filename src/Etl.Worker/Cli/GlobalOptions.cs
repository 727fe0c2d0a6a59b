using System.CommandLine;

namespace Etl.Worker.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string> color = CommandOptions.Choice(
        "--color", "Colour; auto is on a terminal, unless NO_COLOR is set or TERM=dumb", "auto", "auto", "always", "never");

    private readonly Option<bool> quiet = new("--quiet", "-q") { Description = "Errors only, no progress and no summary" };

    private readonly Option<bool> verbose = new("--verbose", "-v")
    {
        Description = "Say more; -vv shows the stack of an error too",
        Arity = ArgumentArity.Zero,
    };

    public void AddTo(Command root)
    {
        foreach (var option in new Option[] { color, quiet, verbose })
        {
            option.Recursive = true;
            root.Add(option);
        }
    }

    public Terminal Open(StandardStreams streams, ParseResult parse) => new(streams, Color(parse), Level(parse));

    private ColorMode Color(ParseResult parse) => parse.GetResult(color)?.Errors.Any() == true ? ColorMode.Auto : parse.GetValue(color) switch
    {
        "always" => ColorMode.Always,
        "never" => ColorMode.Never,
        _ => ColorMode.Auto,
    };

    private Verbosity Level(ParseResult parse)
    {
        if (parse.GetResult(quiet) is { Implicit: false })
            return Verbosity.Quiet;
        return parse.GetResult(verbose)?.IdentifierTokenCount switch
        {
            null or 0 => Verbosity.Normal,
            1 => Verbosity.Detailed,
            _ => Verbosity.Debug,
        };
    }
}
