using System.CommandLine;
using System.Globalization;

namespace Etl.Worker.Cli;

/// <summary>Makers of options whose errors speak the user's language.</summary>
internal static class CommandOptions
{
    public static Option<string> Choice(string name, string description, string? fallback, params string[] choices)
    {
        var option = new Option<string>(name) { Description = description, HelpName = string.Join('|', choices) };
        if (fallback is not null)
            option.DefaultValueFactory = _ => fallback;
        option.CompletionSources.Add(choices);
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !choices.Contains(result.Tokens[0].Value))
                result.AddError($"{name} takes {Sentence(choices)}, not '{result.Tokens[0].Value}'.");
        });
        return option;
    }

    public static Option<long> WholeNumber(string name, string description, long? fallback, long least, long most)
    {
        var option = new Option<long>(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    && number >= least && number <= most)
                    return number;
                result.AddError($"{name} takes a whole number from {least} to {most}, not '{text}'.");
                return least;
            },
        };
        if (fallback is { } value)
            option.DefaultValueFactory = _ => value;
        return option;
    }

    public static Option<bool> Json(string what) => new("--json") { Description = what };

    public static Option<string> Lake() => new("--lake")
    {
        Description = "Folder of the lake; the warehouse is warehouse.duckdb in it",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./lake",
    };

    private static string Sentence(string[] choices) =>
        choices.Length == 1 ? choices[0] : string.Join(", ", choices[..^1]) + " or " + choices[^1];
}
