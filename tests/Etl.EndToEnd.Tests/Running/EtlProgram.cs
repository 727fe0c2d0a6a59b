using System.Text.Json;

namespace Etl.EndToEnd.Tests.Running;

/// <summary>The program as a user runs it: the built one, in a process of its own.</summary>
internal static class EtlProgram
{
    public static Finished Run(params IEnumerable<string> arguments) => Run(arguments, environment: null);

    public static Finished Run(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment) => Finished.Run(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "etl.dll"), .. arguments], environment: environment);

    /// <summary>Refreshes, expects success and gives the summary.</summary>
    public static JsonElement Refresh(string source, string lake, params string[] more) => Refresh(source, lake, environment: null, more);

    public static JsonElement Refresh(string source, string lake, IReadOnlyDictionary<string, string>? environment, params string[] more)
    {
        var finished = Run(["refresh", "--source", source, "--lake", lake, "--json", "--quiet", .. more], environment);
        Assert.True(finished.ExitCode == 0, $"etl refresh answered {finished.ExitCode}: {finished.Errors}");
        return SummaryOf(finished);
    }

    public static JsonElement SummaryOf(Finished finished) =>
        finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Single(line => line.GetProperty("type").GetString() == "summary");
}
