using System.CommandLine;
using Etl.Worker.Configuration;

namespace Etl.Worker.Cli;

/// <summary>The options by which a command is told its configuration.</summary>
internal sealed class ConfigOptions
{
    public Option<string> File { get; } = new("--config")
    {
        Description = $"The configuration (default: {ConfigFile.DefaultName} in the current folder, where there is one)",
        HelpName = "FILE",
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "A setting, over that of the file and the environment; may be given several times",
        HelpName = "PATH=VALUE",
    };

    /// <summary>The configuration, valid as a whole.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="environment">Variables.</param>
    /// <param name="more">Settings that other options of the command give.</param>
    public ConfigFile Load(ParseResult parse, IReadOnlyDictionary<string, string> environment, params IEnumerable<(string Path, string Value, string Option)> more)
    {
        var settings = new List<(string, string, string)>(more);
        foreach (var text in parse.GetValue(Set) ?? [])
        {
            var parts = text.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0)
                throw new UsageException($"--set takes PATH=VALUE, not '{text}'.");
            settings.Add((parts[0], parts[1], "--set"));
        }

        return ConfigFile.Load(parse.GetValue(File), environment, settings);
    }
}
