using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.ClickHouse;

/// <summary>The ClickHouse engine. Each statement runs in a process of its own, as one that fails leaves rows behind.</summary>
internal static class Engine
{
    public static string Folder { get; } = Path.Combine(SharedFolder.Repository, "tests", "Etl.EndToEnd.Tests", "ClickHouse");

    public static string Modules { get; } = Path.Combine(Folder, "node_modules", "chdb");

    /// <param name="lake">The working folder: the engine reads files below it only.</param>
    /// <param name="sql">One statement.</param>
    public static List<string> Rows(string lake, string sql)
    {
        Install();
        var finished = Finished.Run("node", [Path.Combine(Folder, "query.js"), sql], lake);
        Assert.True(finished.ExitCode == 0, $"The ClickHouse engine answered {finished.ExitCode}: {finished.Errors}");
        return [.. finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static void Install()
    {
        if (Directory.Exists(Modules))
            return;
        // The version is pinned in package.json. A lock file would have to name the engine's libraries for every platform.
        var finished = Finished.Run("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund"], Folder);
        Assert.True(finished.ExitCode == 0, $"npm install answered {finished.ExitCode}: {finished.Errors}");
    }
}
