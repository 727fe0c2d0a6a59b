namespace Etl.Worker.Lake.Delta;

/// <summary>
/// What lies in <c>_delta_log</c>. A listing is no snapshot of a directory, so it only tells where to begin and how far the log
/// reaches; the commits between are opened by name.
/// </summary>
internal sealed class LogListing
{
    private readonly List<(long Version, string[] Files)> checkpoints = [];

    private LogListing(string directory)
    {
        var parts = new Dictionary<(long Version, int Parts), List<string>>();
        foreach (var file in Directory.Exists(directory) ? Directory.EnumerateFiles(directory) : [])
        {
            var name = Path.GetFileName(file);
            if (LogFile.TryParseCommit(name, out var version))
                Commits.Add(version);
            else if (LogFile.TryParseCheckpoint(name, out version, out _, out var count))
                (parts.TryGetValue((version, count), out var known) ? known : parts[(version, count)] = []).Add(file);
        }
        foreach (var ((version, count), files) in parts)
        {
            if (files.Count == count)
                checkpoints.Add((version, [.. files.Order(StringComparer.Ordinal)]));
        }
    }

    public SortedSet<long> Commits { get; } = [];

    /// <summary>The newest version any file speaks of, or -1.</summary>
    public long Newest => Math.Max(Commits.Count == 0 ? -1 : Commits.Max, checkpoints.Count == 0 ? -1 : checkpoints.Max(c => c.Version));

    /// <summary>The oldest version that the log can still tell: the first, or that of the oldest checkpoint; null when there is none.</summary>
    public long? OldestReadable => Commits.Contains(0) ? 0 : checkpoints.Count == 0 ? null : checkpoints.Min(c => c.Version);

    /// <summary>The newest complete checkpoint that is no newer than the version; none is version -1.</summary>
    public (long Version, string[] Files) CheckpointFor(long version) =>
        checkpoints.Where(c => c.Version <= version).OrderByDescending(c => c.Version).FirstOrDefault((Version: -1, Files: []));

    public static LogListing Read(string directory) => new(directory);
}
