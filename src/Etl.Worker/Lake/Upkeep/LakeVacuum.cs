using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Upkeep;

/// <param name="Retain">Versions that were the newest at any time within this span before now stay usable; null: as each table says, 7 days.</param>
/// <param name="SafeAge">Files that no version names (writes that failed, temporary files) go when they are older.</param>
/// <param name="DryRun">Delete nothing.</param>
public sealed record VacuumOptions(TimeSpan? Retain, TimeSpan SafeAge, bool DryRun)
{
    public static readonly TimeSpan DefaultSafeAge = TimeSpan.FromDays(1);
}

/// <summary>A file that was deleted, or would be.</summary>
/// <param name="Table">instances, quarantine or refreshes.</param>
/// <param name="File">Below the table's folder.</param>
/// <param name="IsUnnamed">No version ever named it; else it belonged to versions that are no longer retained.</param>
public sealed record VacuumedFile(string Table, string File, long Bytes, bool IsUnnamed);

/// <summary>
/// Deletes files that no retained version needs. A running refresh is safe: what it has not committed yet is named by no version, and is
/// younger than the safe age, or at least than the refresh's own work folder.
/// </summary>
public sealed class LakeVacuum(LakeFolder lake, TimeProvider time)
{
    /// <returns>What was deleted, or would be.</returns>
    /// <exception cref="IOException">A file cannot be deleted; those before it are.</exception>
    public IReadOnlyList<VacuumedFile> Run(VacuumOptions options, CancellationToken cancel)
    {
        var files = new List<VacuumedFile>();
        foreach (var table in lake.Tables.Where(t => t.Exists))
        {
            foreach (var file in Deletable(table, options))
            {
                cancel.ThrowIfCancellationRequested();
                if (!options.DryRun)
                    File.Delete(Path.Combine([table.Directory, .. file.File.Split('/')]));
                files.Add(file);
            }
        }

        return files;
    }

    private List<VacuumedFile> Deletable(LakeTable table, VacuumOptions options)
    {
        var now = time.GetUtcNow();
        // Listed before the log is read: a file of a commit made in between is not in the listing.
        var listing = Retention.List(table.Directory).ToList();
        var since = now - (options.Retain ?? table.Log.LoadSnapshot().DeletedFileRetention);
        var retained = Retention.Retained(table.Log, since);
        var safe = now - options.SafeAge;
        if (OldestWork() is { } work && work < safe)
            safe = work;
        return [.. Retention.Deletable(retained, listing, safe)
            .Select(f => new VacuumedFile(table.Name, f.RelativeFile, f.Bytes, !retained.Named.Contains(f.RelativeFile)))];
    }

    /// <summary>When the oldest refresh (or other work) began that may still run.</summary>
    private DateTimeOffset? OldestWork()
    {
        var folders = lake.WorkFolders.ToList();
        return folders.Count == 0 ? null : folders.Min(f => new DateTimeOffset(Directory.GetCreationTimeUtc(f), TimeSpan.Zero));
    }
}
