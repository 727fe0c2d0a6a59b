using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Upkeep;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>All that a lake says, but for when and by which refresh it was said.</summary>
internal static class LakeState
{
    private const string Quarantine = "select source_uri, source_etag, source_size, stage, reason_code, message from quarantine order by all";

    /// <summary>Fails unless two lakes have the same rows and the same quarantine, and no row twice.</summary>
    public static void RequireEqual(string expected, string actual)
    {
        using var theirs = new Lake(expected);
        using var ours = new Lake(actual);
        RowDigest.RequireEqual(RowDigest.Of(theirs), RowDigest.Of(ours));
        Assert.Equal(theirs.Rows(Quarantine), ours.Rows(Quarantine));
    }

    /// <summary>Fails if <c>etl lake verify</c> has anything to say.</summary>
    public static void RequireVerified(string lake) => Assert.Empty(RequireSound(lake).LeftOvers);

    /// <summary>Fails if the lake is not what its log says; work that ended early may have left something over.</summary>
    public static VerifyReport RequireSound(string lake)
    {
        var report = new LakeVerifier(new LakeFolder(lake, TimeProvider.System), TimeProvider.System).Run(default);
        Assert.Empty(report.Problems);
        return report;
    }

    /// <summary>Fails if a file lies in the lake that neither belongs to a version nor is one of the locks that stay for ever.</summary>
    public static void RequireNothingLeftOver(string lake)
    {
        var folder = new LakeFolder(lake, TimeProvider.System);
        var known = new[] { folder.Instances, folder.Quarantine, folder.Refreshes }.SelectMany(table =>
        {
            var snapshot = table.Log.LoadSnapshot();
            return snapshot.Files.Keys.Concat(snapshot.Tombstones.Keys).Select(path => PartPath.ToFile(table.Directory, path));
        }).ToHashSet(StringComparer.Ordinal);
        var strays = Directory.EnumerateFiles(lake, "*", SearchOption.AllDirectories)
            .Where(file => !known.Contains(file) && !IsExpected(Path.GetRelativePath(lake, file)))
            .Select(file => Path.GetRelativePath(lake, file)).ToList();
        Assert.True(strays.Count == 0, "Left over: " + string.Join(", ", strays));
        Assert.False(Directory.Exists(Path.Combine(lake, "_work")), "The work folder is still there.");
    }

    private static bool IsExpected(string file) =>
        file is "warehouse.duckdb" or ".warehouse.json" || file.EndsWith(".lock", StringComparison.Ordinal) && !file.Contains('/', StringComparison.Ordinal)
        || file.Contains("/_delta_log/", StringComparison.Ordinal) && !Path.GetFileName(file).StartsWith('.');
}
