namespace Etl.Worker.Lake.Delta;

/// <param name="Version">Its number.</param>
/// <param name="Timestamp">When it was committed, strictly growing from version to version.</param>
/// <param name="Info">What the writer said about it; null when it said nothing.</param>
public sealed record DeltaVersion(long Version, DateTimeOffset Timestamp, CommitInfo? Info)
{
    /// <summary>All that the commit holds.</summary>
    public IReadOnlyList<DeltaAction> Actions { get; init; } = [];
}

/// <summary>Times of commits: the modification times of their files, made to grow, as Spark, delta-rs and DuckDB take them.</summary>
internal static class LogHistory
{
    public static IEnumerable<DeltaVersion> Read(DeltaLog log)
    {
        foreach (var (version, timestamp) in Times(log))
        {
            if (log.TryReadCommit(version) is { } commit)
                yield return new DeltaVersion(version, timestamp, commit.Actions.OfType<CommitInfo>().FirstOrDefault()) { Actions = commit.Actions };
        }
    }

    /// <exception cref="DeltaException">The instant is before the oldest version that can be known.</exception>
    public static long VersionAt(DeltaLog log, DateTimeOffset asOf)
    {
        long? found = null;
        DateTimeOffset? oldest = null;
        foreach (var (version, timestamp) in Times(log))
        {
            oldest ??= timestamp;
            if (timestamp > asOf)
                break;
            found = version;
        }
        return found ?? throw new DeltaException(oldest is null
            ? $"'{log.TableDirectory}' has no commits; it is not a Delta table."
            : $"No version is as old as {asOf:yyyy-MM-ddTHH:mm:ssK}; the oldest is of {oldest:yyyy-MM-ddTHH:mm:ssK}.");
    }

    private static IEnumerable<(long Version, DateTimeOffset Timestamp)> Times(DeltaLog log)
    {
        var last = DateTimeOffset.MinValue;
        foreach (var version in LogListing.Read(log.LogDirectory).Commits)
        {
            var modified = new DateTimeOffset(File.GetLastWriteTimeUtc(log.CommitFile(version)), TimeSpan.Zero);
            // Two commits may share a millisecond, and clocks of writers may differ.
            last = modified > last ? modified : last.AddMilliseconds(1);
            yield return (version, last);
        }
    }
}
