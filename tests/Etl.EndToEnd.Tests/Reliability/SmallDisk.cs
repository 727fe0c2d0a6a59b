using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>A tmpfs of a few megabytes, and a file in it that takes the room away.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string path;

    public SmallDisk(string path, int megabytes)
    {
        this.path = path;
        Directory.CreateDirectory(path);
        Require(Finished.Run("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path]));
    }

    public static bool IsPossible { get; } = Try();

    public string this[params string[] parts] => Path.Combine([path, .. parts]);

    /// <summary>Leaves so many bytes free.</summary>
    public void Fill(long left)
    {
        Free();
        var free = new DriveInfo(path).AvailableFreeSpace - left;
        using var ballast = File.Create(this["ballast"]);
        var block = new byte[4096];
        for (var written = 0L; written + block.Length <= free; written += block.Length)
            ballast.Write(block);
    }

    public void Free() => File.Delete(this["ballast"]);

    public void Dispose() => Require(Finished.Run("umount", [path]));

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        var folder = Directory.CreateTempSubdirectory("etl-mount-").FullName;
        try
        {
            if (Finished.Run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).ExitCode != 0)
                return false;
            return Finished.Run("umount", [folder]).ExitCode == 0;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static void Require(Finished finished)
    {
        if (finished.ExitCode != 0)
            throw new IOException(finished.Errors);
    }
}
