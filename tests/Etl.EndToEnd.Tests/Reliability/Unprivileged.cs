using System.Runtime.Versioning;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>Runs the program as somebody whom permissions bind.</summary>
internal static class Unprivileged
{
    private const string SetPriv = "/usr/bin/setpriv";

    public static bool IsPossible => !OperatingSystem.IsWindows() && (!Environment.IsPrivilegedProcess || File.Exists(SetPriv));

    [UnsupportedOSPlatform("windows")]
    public static Finished Refresh(TinyArchive archive)
    {
        IEnumerable<string> command =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
            Path.Combine(AppContext.BaseDirectory, "etl.dll"),
            "refresh", "--source", archive.Source, "--lake", archive.Lake, "--json", "--quiet",
        ];
        if (!Environment.IsPrivilegedProcess)
            return Finished.Run(command.First(), command.Skip(1));
        File.SetUnixFileMode(Path.GetDirectoryName(archive.Source)!, (UnixFileMode)0b111_111_111);
        return Finished.Run(SetPriv, ["--reuid", "65534", "--regid", "65534", "--clear-groups", .. command]);
    }
}

/// <summary>A test about permissions: skipped in sight where the tests run as root and cannot step down, failed under CI=true.</summary>
internal sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !Unprivileged.IsPossible)
            Skip = "Permissions do not bind who runs the tests, and setpriv is not installed.";
    }
}
