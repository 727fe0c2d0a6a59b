using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>A disk that is full, and writes that fail: a clear error, the old state intact, and the next refresh finishes.</summary>
public sealed class DiskTests
{
    private const string Old = "select source_uri, source_etag, refresh_id from instances order by all";

    [MountFact]
    public void DiskFull_KeepsTheOldStateAndTheNextRefreshFinishes()
    {
        using var archive = new TinyArchive(20);
        using var disk = new SmallDisk(archive["disk"], megabytes: 24);
        EtlProgram.Refresh(archive.Source, disk["lake"]);
        var before = Rows(disk["lake"], Old);
        var published = File.GetLastWriteTimeUtc(disk["lake", "warehouse.duckdb"]);
        archive.Work();

        // From a disk with no room at all to one on which only the last steps fail.
        foreach (var left in new[] { 0, 12 << 10, 64 << 10, 1 << 20 })
        {
            disk.Fill(left);
            var failed = EtlProgram.Run("refresh", "--source", archive.Source, "--lake", disk["lake"], "--allow-mass-removal", "--quiet");
            Assert.True(failed.ExitCode == 1, $"With {left} bytes left it answered {failed.ExitCode}: {failed.Errors}");
            Assert.StartsWith("etl: ", failed.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", failed.Errors, StringComparison.Ordinal);
            Assert.Equal(published, File.GetLastWriteTimeUtc(disk["lake", "warehouse.duckdb"]));
            if (left == 0)
                Assert.Equal(before, Rows(disk["lake"], Old));
        }

        disk.Free();
        EtlProgram.Refresh(archive.Source, disk["lake"], "--allow-mass-removal");
        TinyArchive.Refresh(archive.Options(archive["apart"]));
        LakeState.RequireEqual(archive["apart"], disk["lake"]);
        LakeState.RequireNothingLeftOver(disk["lake"]);
    }

    /// <summary>The kernel refuses to write beyond so many KiB of a file (EFBIG): the smallest hits commits, the larger ones parts and the warehouse.</summary>
    [BashTheory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(200)]
    public void WritesThatFail_KeepTheOldStateAndTheNextRefreshFinishes(int kibibytes)
    {
        using var archive = new TinyArchive(20);
        EtlProgram.Refresh(archive.Source, archive.Lake);
        var published = File.GetLastWriteTimeUtc(Path.Combine(archive.Lake, "warehouse.duckdb"));
        archive.Work();
        var command = string.Join(' ', new[]
        {
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet", Path.Combine(AppContext.BaseDirectory, "etl.dll"),
            "refresh", "--source", archive.Source, "--lake", archive.Lake, "--allow-mass-removal", "--quiet",
        }.Select(word => $"'{word}'"));
        // The runtime maps its code from a file of its own, far larger than the limit, unless told not to.
        var failed = Finished.Run(
            "bash", ["-c", $"trap '' XFSZ; ulimit -f {kibibytes}; exec {command}"],
            environment: new Dictionary<string, string> { ["DOTNET_EnableWriteXorExecute"] = "0" });

        Assert.True(failed.ExitCode == 1, $"It answered {failed.ExitCode}: {failed.Errors}");
        Assert.StartsWith("etl: ", failed.Errors, StringComparison.Ordinal);
        Assert.Equal(published, File.GetLastWriteTimeUtc(Path.Combine(archive.Lake, "warehouse.duckdb")));
        EtlProgram.Refresh(archive.Source, archive.Lake, "--allow-mass-removal");
        TinyArchive.Refresh(archive.Options(archive["apart"]));
        LakeState.RequireEqual(archive["apart"], archive.Lake);
        LakeState.RequireNothingLeftOver(archive.Lake);
    }

    private static List<object?[]> Rows(string path, string sql)
    {
        using var lake = new Lake(path);
        return lake.Rows(sql);
    }

    /// <summary>A test with limits of bash: skipped in sight where there is none, failed under CI=true.</summary>
    private sealed class BashTheoryAttribute : TheoryAttribute
    {
        public BashTheoryAttribute()
        {
            if (Environment.GetEnvironmentVariable("CI") != "true" && !File.Exists("/bin/bash"))
                Skip = "There is no bash.";
        }
    }

    /// <summary>A test that needs to mount a small disk: skipped in sight where that is not allowed, in CI too.</summary>
    private sealed class MountFactAttribute : FactAttribute
    {
        public MountFactAttribute()
        {
            if (!SmallDisk.IsPossible)
                Skip = "Mounting is not allowed here.";
        }
    }
}
