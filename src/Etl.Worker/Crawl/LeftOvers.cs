using System.Text.Json;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Crawl;

/// <summary>Removes what refreshes that were killed left in the lake and that belongs to no version. Parts of anybody else are never touched.</summary>
internal sealed class LeftOvers(LakeFolder lake, WorkFolder own)
{
    private static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    /// <param name="folders">Work folders; the caller sees to it that none comes or goes meanwhile.</param>
    /// <returns>The refreshes that were killed.</returns>
    internal IReadOnlyList<RefreshIdentity> Sweep(IEnumerable<string> folders)
    {
        var others = folders.Where(f => f != own.Path).Order(StringComparer.Ordinal).ToList();
        if (others.Count == 0)
            return [];
        var locksWork = own.LocksWork();
        var dead = others.Where(f => IsDead(f, locksWork)).ToList();
        if (dead.Count == 0)
            return [];
        UnnamedParts.Remove(lake, dead.SelectMany(f => PartJournal.Read(Path.Combine(f, PartJournal.FileName), lake.Root)));
        if (dead.Count == others.Count)
            RemoveTemporaries(new FileInfo(Path.Combine(own.Path, WorkFolder.LockName)).LastWriteTimeUtc);
        var killed = dead.Select(Identity).OfType<RefreshIdentity>().ToList();
        dead.ForEach(f => Directory.Delete(f, recursive: true));
        return killed;
    }

    private static bool IsDead(string folder, bool locksWork)
    {
        if (!locksWork)
            return DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > Stale;
        using var taken = FileLock.TryTake(Path.Combine(folder, WorkFolder.LockName));
        return taken is not null;
    }

    /// <summary>Commits that were being written. No other refresh lives, so those from before this one's start are nobody's.</summary>
    private void RemoveTemporaries(DateTime before)
    {
        foreach (var log in lake.Tables.Select(t => Path.Combine(t.Directory, LogFile.Directory)))
        {
            if (!Directory.Exists(log))
                continue;
            foreach (var file in new DirectoryInfo(log).EnumerateFiles().Where(f => LogFile.IsTemporary(f.Name) && f.LastWriteTimeUtc < before))
                file.Delete();
        }
    }

    /// <summary>Null where the refresh died before it had said who it was.</summary>
    private static RefreshIdentity? Identity(string folder)
    {
        try
        {
            var known = JsonSerializer.Deserialize<RefreshIdentity>(File.ReadAllBytes(Path.Combine(folder, WorkFolder.RecordName)));
            var seen = Directory.EnumerateFileSystemEntries(folder).Append(folder).Max(Directory.GetLastWriteTimeUtc);
            return known is null ? null : known with { LastSeenAt = new DateTimeOffset(seen, TimeSpan.Zero) };
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return null;
        }
    }
}
