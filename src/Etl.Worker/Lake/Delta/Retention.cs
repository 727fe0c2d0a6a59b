namespace Etl.Worker.Lake.Delta;

/// <param name="RelativeFile">Below the table's directory, parted by <c>/</c>, as it is on disk.</param>
/// <param name="Modified">When it was written last.</param>
/// <param name="Bytes">Its size.</param>
public sealed record ListedFile(string RelativeFile, DateTimeOffset Modified, long Bytes = 0);

/// <summary>Files of a table, below its directory.</summary>
/// <param name="Needed">By a retained version.</param>
/// <param name="Named">By any version.</param>
public sealed record RetainedFiles(IReadOnlySet<string> Needed, IReadOnlySet<string> Named);

/// <summary>Which files of a table's directory nothing needs any more. Functions of a state and a listing; deleting is up to the caller.</summary>
public static class Retention
{
    /// <summary>
    /// What retained versions need: the files of the version that was the newest at an instant, and of every version since. Read from the whole
    /// log, because a checkpoint no longer tells of removals older than the table's own retention.
    /// </summary>
    /// <param name="log">The table's log.</param>
    /// <param name="since">The instant; versions that were replaced before it are not retained.</param>
    /// <exception cref="DeltaException">The log cannot be read.</exception>
    public static RetainedFiles Retained(DeltaLog log, DateTimeOffset since)
    {
        var oldest = log.OldestReadable;
        var live = oldest > 0 ? log.LoadSnapshot(oldest).Files.Keys.ToHashSet(StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal);
        var named = new HashSet<string>(live, StringComparer.Ordinal);
        HashSet<string>? needed = null;
        foreach (var version in log.History().Where(v => v.Version > oldest || oldest == 0))
        {
            // What was there before the first later commit is the newest version at the instant.
            if (needed is null && version.Timestamp > since)
                needed = new HashSet<string>(live, StringComparer.Ordinal);
            var added = version.Actions.OfType<Add>().Select(a => a.Path).ToList();
            live.ExceptWith(version.Actions.OfType<Remove>().Select(r => r.Path));
            live.UnionWith(added);
            named.UnionWith(added);
            needed?.UnionWith(added);
        }

        return new RetainedFiles(Files(needed ?? live), Files(named));

        static HashSet<string> Files(IEnumerable<string> paths) => paths.Select(PartPath.ToRelativeFile).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>
    /// Parts that only versions need that are not retained, and what no version ever named (writes that failed) when it is old enough: younger
    /// files may belong to a writer that has not committed yet. Of the log, old temporary files alone.
    /// </summary>
    /// <param name="retained">What the log says.</param>
    /// <param name="listing">Every file below the table's directory, listed before the log was read.</param>
    /// <param name="safe">Files never named go when they are older than this instant.</param>
    public static IReadOnlyList<ListedFile> Deletable(RetainedFiles retained, IEnumerable<ListedFile> listing, DateTimeOffset safe) =>
    [
        .. listing
            .Where(file => IsTemporaryOfLog(file.RelativeFile)
                ? file.Modified < safe
                : IsPart(file.RelativeFile) && !retained.Needed.Contains(file.RelativeFile)
                    && (retained.Named.Contains(file.RelativeFile) || file.Modified < safe))
            .OrderBy(file => file.RelativeFile, StringComparer.Ordinal),
    ];

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
            new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero), file.Length));

    /// <summary>A Parquet file, no part of whose path is hidden (Delta's rule) unless it is the directory of a partition.</summary>
    private static bool IsPart(string file) =>
        file.EndsWith(".parquet", StringComparison.Ordinal)
        && !file.Split('/').Any(name => name[0] is '_' or '.' && !name.Contains('=', StringComparison.Ordinal));

    private static bool IsTemporaryOfLog(string file) =>
        file.StartsWith(LogFile.Directory + "/", StringComparison.Ordinal) && LogFile.IsTemporary(file[(LogFile.Directory.Length + 1)..]);
}
