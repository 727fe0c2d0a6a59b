using System.Collections;
using System.Text.Json;
using Etl.Worker.Cli;

namespace Etl.Worker.Configuration;

/// <summary>
/// The configuration: the defaults, over them <c>etl.json</c>, over it the environment (<c>ETL__SERVE__LISTEN</c>), over it the command
/// line. It is valid as a whole, or every problem is told at once.
/// </summary>
public sealed record ConfigFile(EtlConfig Config, IReadOnlyList<ConfigValue> Values)
{
    /// <summary>The name that is looked for in the current folder.</summary>
    public const string DefaultName = "etl.json";

    private const string Prefix = "ETL__";

    /// <param name="file">The file; null: <c>etl.json</c> where there is one.</param>
    /// <param name="environment">Variables; only names that begin with <c>ETL__</c> are looked at.</param>
    /// <param name="options">Settings of the command line: the path, the value as text, the option's name.</param>
    /// <exception cref="UsageException">It does not exist or is not valid; every problem is named.</exception>
    public static ConfigFile Load(
        string? file, IReadOnlyDictionary<string, string> environment, IReadOnlyList<(string Path, string Value, string Option)> options)
    {
        if (file is null && File.Exists(DefaultName))
            file = DefaultName;
        var root = file is null ? new ConfigNode("", ConfigOrigin.Default, JsonTokenType.StartObject) : Read(file);
        var overlay = new ConfigOverlay(root);
        foreach (var (variable, value) in environment.Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal))
            overlay.Set(variable[Prefix.Length..].ToLowerInvariant().Split("__"), value, ConfigOrigin.Environment(variable));
        foreach (var (path, value, option) in options)
            overlay.Set(path.Replace('[', '.').Replace("]", "", StringComparison.Ordinal).Split('.'), value, ConfigOrigin.CommandLine(option));
        var binder = new ConfigBinder();
        var folder = file is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(file))!;
        var config = (EtlConfig)binder.Bind(typeof(EtlConfig), root, "", folder);
        var problems = overlay.Problems.Concat(binder.Problems).Concat(binder.Problems.Count > 0 ? [] : ConfigRules.Check(config, root)).ToList();
        return problems.Count == 0
            ? new ConfigFile(config, binder.Values)
            : throw new UsageException([.. problems.Select(p => p.ToString())], "docs/configuration.md has every setting; etl config check tells whether a file is right.");
    }

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOfProcess() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    private static ConfigNode Read(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            return ConfigNode.Parse(bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes, file);
        }
        catch (JsonException e)
        {
            // The library's sentence ends with the place, which stands before it here.
            var reason = e.Message.Split(" LineNumber:")[0];
            throw new UsageException($"{file}:{e.LineNumber + 1}: {reason}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"The configuration '{file}' does not exist.");
        }
    }
}
