using Etl.Worker.Lake;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>
/// What a refresh would do: lists and compares as it would, and writes nothing, not even the lake's folder. A comparison too large for
/// memory spills to the system's folder for temporary files.
/// </summary>
public static class RefreshPreview
{
    /// <exception cref="IOException">A source or the lake cannot be reached or read.</exception>
    public static RefreshPlan Make(RefreshOptions options, TimeProvider time, IProgress<RefreshProgress> progress, CancellationToken cancel)
    {
        var spill = SpillFolder();
        try
        {
            return Make(options, spill?.FullName, time, progress, cancel);
        }
        finally
        {
            spill?.Delete(recursive: true);
        }
    }

    private static RefreshPlan Make(
        RefreshOptions options, string? spillFolder, TimeProvider time, IProgress<RefreshProgress> progress, CancellationToken cancel)
    {
        var lake = new LakeFolder(options.Lake, time);
        var startedAt = time.GetUtcNow();
        var counters = new CrawlCounters();
        var stages = new StageClock(counters, progress);
        using var ticker = stages.Start();
        using var opened = SourceSet.Open(options.Sources, options.SourceOptions, lake.Root, cancel);
        using var diff = new ObjectDiff(opened.All, spillFolder, opened.Filters);
        diff.LoadKnown(Parts(lake.Instances), Parts(lake.Quarantine), Parts(lake.Refreshes));
        diff.LoadListed(opened.List(cancel).Select(chunk =>
        {
            cancel.ThrowIfCancellationRequested();
            counters.AddListed(chunk.Length);
            return chunk;
        }), cancel);
        diff.LookAgain(isAll: false, cancel);
        var sources = diff.Compare(startedAt, cancel);
        stages.End();
        return new RefreshPlan
        {
            Lake = lake.Root,
            LakeVersion = lake.Instances.Exists ? lake.Instances.Log.LoadSnapshot().Version : null,
            Sources = sources,
            KeepMissing = options.KeepMissing,
            Refusals = RemovalGuard.Find(sources, options),
        };
    }

    /// <summary>A folder that only this user may read, for paths tell names; null where none can be made.</summary>
    private static DirectoryInfo? SpillFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("etl-dry-run-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Parts(LakeTable table) =>
        table.Exists ? table.Parts(table.Log.LoadSnapshot()).Select(p => p.File) : [];
}

/// <summary>What a refresh would do.</summary>
public sealed record RefreshPlan
{
    public required string Lake { get; init; }

    /// <summary>The version of the table of instances; null where there is no lake yet.</summary>
    public long? LakeVersion { get; init; }

    public required IReadOnlyList<SourceDiff> Sources { get; init; }

    /// <summary>Rows of objects that are gone would be kept.</summary>
    public bool KeepMissing { get; init; }

    /// <summary>Why the refresh would be refused; empty when it would go on.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }
}
