using System.Text.Json;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Crawl;

/// <summary>
/// A folder inside the lake for what a refresh spills to disk and for what a later one must know if this one is killed: who it was and
/// which parts it was writing. Gone with the refresh. A lock tells whether the refresh still lives.
/// </summary>
internal sealed class WorkFolder : IDisposable
{
    internal const string LockName = "lock";
    internal const string RecordName = "refresh.json";

    private readonly LakeFolder lake;
    private readonly string guardPath;
    private readonly FileLock alive;

    /// <summary>Opens the folder, and sweeps up what refreshes that were killed left.</summary>
    internal WorkFolder(LakeFolder lake, RefreshRecord run, CancellationToken cancel)
    {
        this.lake = lake;
        var parent = System.IO.Path.Combine(lake.Root, "_work");
        Path = System.IO.Path.Combine(parent, run.Id);
        guardPath = System.IO.Path.Combine(lake.Root, ".refresh.lock");
        using var guard = FileLock.Take(guardPath, cancel);
        Directory.CreateDirectory(Path);
        alive = FileLock.TryTake(System.IO.Path.Combine(Path, LockName))!;
        Parts = new PartJournal(System.IO.Path.Combine(Path, PartJournal.FileName), lake.Root);
        try
        {
            File.WriteAllBytes(System.IO.Path.Combine(Path, RecordName), JsonSerializer.SerializeToUtf8Bytes(RefreshIdentity.Of(run)));
            Killed = new LeftOvers(lake, this).Sweep(Directory.GetDirectories(parent));
        }
        catch
        {
            Remove();
            throw;
        }
    }

    internal string Path { get; }

    internal PartJournal Parts { get; }

    /// <summary>Refreshes that were killed, and whose left-overs are gone now.</summary>
    internal IReadOnlyList<RefreshIdentity> Killed { get; } = [];

    /// <summary>False on a file system where two can have the same lock: then only age tells that a refresh is dead.</summary>
    internal bool LocksWork()
    {
        using var second = FileLock.TryTake(System.IO.Path.Combine(Path, LockName));
        return second is null;
    }

    /// <summary>Set when the refresh ended well: every part that it wrote is in the lake.</summary>
    internal bool IsDone { get; set; }

    public void Dispose()
    {
        try
        {
            if (!IsDone)
                UnnamedParts.Remove(lake, PartJournal.Read(System.IO.Path.Combine(Path, PartJournal.FileName), lake.Root));
            using var guard = FileLock.Take(guardPath, CancellationToken.None);
            Remove();
        }
        catch (Exception e) when (!IsDone && e is IOException or UnauthorizedAccessException or DeltaException or DuckDbException)
        {
            // What made the refresh fail is about to be reported; the next one finds the folder and does the rest.
            alive.Dispose();
        }
    }

    private void Remove()
    {
        alive.Dispose();
        Directory.Delete(Path, recursive: true);
        var parent = System.IO.Path.GetDirectoryName(Path)!;
        if (!Directory.EnumerateFileSystemEntries(parent).Any())
            Directory.Delete(parent);
    }
}

/// <summary>What is known of a refresh from its start on: enough for its row in <c>refreshes</c> when it does not live to write it.</summary>
internal sealed record RefreshIdentity(
    string Id, DateTimeOffset StartedAt, string TriggeredBy, IReadOnlyList<string> Sources, string Options, long VersionBefore)
{
    /// <summary>The last sign of life.</summary>
    internal DateTimeOffset LastSeenAt { get; init; }

    internal static RefreshIdentity Of(RefreshRecord run) =>
        new(run.Id, run.StartedAt, run.Options.TriggeredBy, run.Sources, RefreshLedger.Json(run.Options), run.VersionBefore);
}
