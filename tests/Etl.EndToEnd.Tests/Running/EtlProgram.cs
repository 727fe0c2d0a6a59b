using System.Text.Json;

namespace Etl.EndToEnd.Tests.Running;

/// <summary>The program as a user runs it: the built one, in a process of its own.</summary>
internal static class EtlProgram
{
    public static Finished Run(params IEnumerable<string> arguments) => Finished.Run(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "etl.dll"), .. arguments]);

    /// <summary>Refreshes, expects success and gives the summary.</summary>
    public static JsonElement Refresh(string source, string lake, params string[] more)
    {
        var finished = Run(["refresh", "--source", source, "--lake", lake, "--json", "--quiet", .. more]);
        Assert.True(finished.ExitCode == 0, $"etl refresh answered {finished.ExitCode}: {finished.Errors}");
        return SummaryOf(finished);
    }

    public static JsonElement SummaryOf(Finished finished) =>
        finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Single(line => line.GetProperty("type").GetString() == "summary");
}
