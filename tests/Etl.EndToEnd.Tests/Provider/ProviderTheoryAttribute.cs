using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Provider;

/// <summary>A test that needs the npm package oidc-provider: skipped in sight where it is not installed; under CI=true it is installed.</summary>
internal sealed class ProviderTheoryAttribute : TheoryAttribute
{
    public ProviderTheoryAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !IsInstalled)
            Skip = $"The provider is not installed: npm ci in {Path.GetRelativePath(SharedFolder.Repository, Folder)}.";
    }

    public static string Folder { get; } = Path.Combine(SharedFolder.Repository, "tests", "Etl.EndToEnd.Tests", "Provider");

    private static bool IsInstalled => Directory.Exists(Path.Combine(Folder, "node_modules", "oidc-provider"));

    public static void Install()
    {
        if (IsInstalled)
            return;
        var finished = Finished.Run("npm", ["ci", "--no-audit", "--no-fund"], Folder);
        Assert.True(finished.ExitCode == 0, $"npm ci answered {finished.ExitCode}: {finished.Errors}");
    }
}
