using System.CommandLine;
using Etl.Worker.Configuration;

namespace Etl.Worker.Cli;

/// <summary><c>etl config</c>: says whether the configuration is right, and what it is.</summary>
internal static class ConfigCommand
{
    public static EtlCommand Create(IReadOnlyDictionary<string, string> environment) => new("config", "Check and show the configuration.",
    [
        "etl config check",
        "etl config show --origin",
    ])
    {
        Subcommands = { Check(environment), Show(environment) },
        Run = (_, _, _) => throw new UsageException("Say what to do with the config: check or show.", "See `etl config --help`."),
    };

    private static EtlCommand Check(IReadOnlyDictionary<string, string> environment)
    {
        var options = new ConfigOptions();
        return new EtlCommand("check", "Say whether the configuration is valid, and every problem when it is not.", ["etl config check --config etl.json"])
        {
            Options = { options.File, options.Set },
            Run = (parse, terminal, _) =>
            {
                var loaded = options.Load(parse, environment);
                if (terminal.Verbosity > Verbosity.Quiet)
                {
                    terminal.Out.WriteLine(
                        $"The configuration is valid: {loaded.Config.Sources.Count} sources, {loaded.Config.Schedules.Count} schedules, {loaded.Config.Webhooks.Count} webhooks.");
                }

                return ExitCode.Done;
            },
        };
    }

    private static EtlCommand Show(IReadOnlyDictionary<string, string> environment)
    {
        var options = new ConfigOptions();
        var origin = new Option<bool>("--origin") { Description = "Say of each value where it comes from: default, file, environment, command line" };
        var json = CommandOptions.Json("One JSON document with every value and its origin");
        return new EtlCommand("show", "Show every setting as it is in force; secrets as ***.", ["etl config show --origin", "ETL__LAKE=/lake etl config show"])
        {
            Options = { options.File, options.Set, origin, json },
            Run = (parse, terminal, _) =>
            {
                var values = options.Load(parse, environment).Values;
                if (parse.GetValue(json))
                {
                    WriteJson(terminal, values);
                    return ExitCode.Done;
                }

                var width = values.Max(v => v.Path.Length + v.Text.Length) + 3;
                foreach (var value in values)
                {
                    var line = $"{value.Path} = {value.Text}";
                    terminal.Out.WriteLine(Escaped.Value(parse.GetValue(origin) ? $"{line.PadRight(Math.Min(width, 60))}  # {value.Origin}" : line));
                }

                return ExitCode.Done;
            },
        };
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<ConfigValue> values) => JsonLines.Write(terminal.Data, "config", writer =>
    {
        writer.WriteStartArray("settings");
        foreach (var value in values)
        {
            writer.WriteStartObject();
            writer.WriteString("path", value.Path);
            writer.WritePropertyName("value");
            writer.WriteRawValue(value.Text == "***" ? "\"***\"" : value.Text);
            writer.WriteString("origin", value.Origin.Kind);
            writer.WriteString("place", value.Origin.Place);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
