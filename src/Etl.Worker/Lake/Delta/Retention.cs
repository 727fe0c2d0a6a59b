namespace Etl.Worker.Lake.Delta;

/// <param name="RelativeFile">Below the table's directory, parted by <c>/</c>, as it is on disk.</param>
/// <param name="Modified">When it was written last.</param>
public sealed record ListedFile(string RelativeFile, DateTimeOffset Modified);

/// <summary>Which files of a table's directory nothing needs any more. Functions of a state and a listing; deleting is up to the caller.</summary>
public static class Retention
{
    /// <summary>
    /// Parts removed longer ago than the retention, parts that no log entry names and that are older than it (writes that failed), and
    /// temporary files of the log as old. Younger ones may belong to a writer that has not committed yet, or to a reader of an older version.
    /// </summary>
    /// <param name="snapshot">The newest one.</param>
    /// <param name="listing">Every file below the table's directory, listed before the snapshot was loaded.</param>
    /// <param name="now">The time of the decision.</param>
    /// <param name="retention">Seven days at least, unless nobody else reads or writes.</param>
    public static IReadOnlyList<string> Deletable(DeltaSnapshot snapshot, IEnumerable<ListedFile> listing, DateTimeOffset now, TimeSpan retention)
    {
        var live = snapshot.Files.Keys.Select(PartPath.ToRelativeFile).ToHashSet(StringComparer.Ordinal);
        var removed = new Dictionary<string, Remove>(StringComparer.Ordinal);
        foreach (var tombstone in snapshot.Tombstones.Values)
            removed[PartPath.ToRelativeFile(tombstone.Path)] = tombstone;
        var cutoff = now - retention;
        return
        [
            .. listing
                .Where(file => IsTemporaryOfLog(file.RelativeFile)
                    ? file.Modified < cutoff
                    : IsPart(file.RelativeFile) && !live.Contains(file.RelativeFile) && Since(file) < cutoff)
                .Select(file => file.RelativeFile)
                .Order(StringComparer.Ordinal),
        ];

        DateTimeOffset Since(ListedFile file) => removed.TryGetValue(file.RelativeFile, out var remove)
            ? DateTimeOffset.FromUnixTimeMilliseconds(remove.DeletionTimestamp ?? file.Modified.ToUnixTimeMilliseconds())
            : file.Modified;
    }

    /// <summary>The versions, from the snapshot on, all of whose files are there.</summary>
    /// <param name="oldest">Where to begin.</param>
    /// <param name="later">The actions of each later version, in order.</param>
    /// <param name="present">Files on disk, below the table's directory.</param>
    public static IReadOnlyList<long> ReadableVersions(DeltaSnapshot oldest, IEnumerable<IReadOnlyList<DeltaAction>> later, IReadOnlySet<string> present)
    {
        var missing = oldest.Files.Keys.Where(IsMissing).ToHashSet(StringComparer.Ordinal);
        var readable = new List<long>();
        var version = oldest.Version;
        Note();
        foreach (var actions in later)
        {
            version++;
            foreach (var action in actions)
            {
                if (action is Remove remove)
                    missing.Remove(remove.Path);
                else if (action is Add add && IsMissing(add.Path))
                    missing.Add(add.Path);
            }
            Note();
        }
        return readable;

        bool IsMissing(string path) => !present.Contains(PartPath.ToRelativeFile(path));

        void Note()
        {
            if (missing.Count == 0)
                readable.Add(version);
        }
    }

    /// <summary>Every file below a directory, as <see cref="Deletable"/> takes it.</summary>
    public static IEnumerable<ListedFile> List(string tableDirectory) =>
        new DirectoryInfo(tableDirectory).EnumerateFiles("*", SearchOption.AllDirectories).Select(file => new ListedFile(
            Path.GetRelativePath(tableDirectory, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
            new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)));

    /// <summary>A Parquet file, no part of whose path is hidden (Delta's rule) unless it is the directory of a partition.</summary>
    private static bool IsPart(string file) =>
        file.EndsWith(".parquet", StringComparison.Ordinal)
        && !file.Split('/').Any(name => name[0] is '_' or '.' && !name.Contains('=', StringComparison.Ordinal));

    private static bool IsTemporaryOfLog(string file) =>
        file.StartsWith(LogFile.Directory + "/", StringComparison.Ordinal) && LogFile.IsTemporary(file[(LogFile.Directory.Length + 1)..]);
}
