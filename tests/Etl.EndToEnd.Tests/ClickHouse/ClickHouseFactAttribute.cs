using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.ClickHouse;

/// <summary>A test that needs the npm package chdb, the ClickHouse engine in process: skipped in sight where it is not installed; under CI=true it is installed.</summary>
internal sealed class ClickHouseFactAttribute : FactAttribute
{
    public ClickHouseFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            return;
        if (!File.Exists(SharedFolder.Expected))
            Skip = "The corpus ../shared is not here.";
        else if (!Directory.Exists(Engine.Modules))
            Skip = $"The ClickHouse engine is not installed: npm ci in {Path.GetRelativePath(SharedFolder.Repository, Engine.Folder)}.";
    }
}

/// <summary>The ClickHouse engine. Each statement runs in a process of its own, as one that fails leaves rows behind.</summary>
internal static class Engine
{
    public static string Folder { get; } = Path.Combine(SharedFolder.Repository, "tests", "Etl.EndToEnd.Tests", "ClickHouse");

    public static string Modules { get; } = Path.Combine(Folder, "node_modules", "chdb");

    public static List<string> Rows(string sql)
    {
        Install();
        var finished = Finished.Run("node", ["query.js", sql], Folder);
        Assert.True(finished.ExitCode == 0, $"The ClickHouse engine answered {finished.ExitCode}: {finished.Errors}");
        return [.. finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static void Install()
    {
        if (Directory.Exists(Modules))
            return;
        var finished = Finished.Run("npm", ["ci"], Folder);
        Assert.True(finished.ExitCode == 0, $"npm ci answered {finished.ExitCode}: {finished.Errors}");
    }
}
