using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Etl.Worker.Lake;
using Etl.Worker.Lake.History;

namespace Etl.Worker.Cli;

/// <summary>Options and arguments of the commands about a lake that exists.</summary>
internal static class LakeOptions
{
    public const string VersionHelp = "A version is a number, or a time such as 2026-05-01 or 2026-05-01T06:00:00Z (without an offset: UTC).";

    public static Option<TimeSpan?> Duration(string name, string description)
    {
        var option = new Option<TimeSpan?>(name) { Description = description, HelpName = "DURATION" };
        option.CustomParser = result =>
        {
            if (result.Tokens.Count == 1 && TryParse(result.Tokens[0].Value, out var duration))
                return duration;
            result.AddError($"{name} takes a whole number with s, m, h, d or w, such as 12h or 30d, not '{result.Tokens.SingleOrDefault()?.Value}'.");
            return null;
        };
        return option;
    }

    public static Option<AsOf?> AsOfOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "VERSION|TIME",
        CustomParser = result => Parse(result, name),
    };

    public static Argument<AsOf?> AsOfArgument(string name, string description, bool isOptional = false) => new(name)
    {
        Description = description,
        Arity = isOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        CustomParser = result => Parse(result, name),
    };

    /// <summary>The folder of a lake, which must exist.</summary>
    public static string Existing(string lake) =>
        new LakeFolder(lake, TimeProvider.System).Instances.Exists ? lake : throw new UsageException(
            $"There is no lake at '{lake}'.", $"etl refresh --source PATH --lake {lake} makes it; --lake names another.");

    /// <summary>What a command with <c>--json</c> says when it fails.</summary>
    public static Action<ParseResult, Terminal, Failure> Report(Option<bool> json) => (parse, terminal, failure) =>
    {
        if (parse.GetValue(json))
            JsonLines.WriteExitError(terminal.Data, failure);
    };

    private static AsOf? Parse(ArgumentResult result, string name)
    {
        if (result.Tokens.Count == 0)
            return null;
        if (AsOf.TryParse(result.Tokens[0].Value, out var asOf))
            return asOf;
        result.AddError($"{name} '{result.Tokens[0].Value}' is no version. {VersionHelp}");
        return null;
    }

    private static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text == "0")
            return true;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 100_000)
            return false;
        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            'w' => TimeSpan.FromDays(7),
            _ => null,
        };
        duration = count * (unit ?? default);
        return unit is not null;
    }
}
