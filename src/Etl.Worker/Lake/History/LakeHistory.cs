using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.History;

/// <summary>One version of a table of the lake, and what its commit did. Row counts are null where the log does not tell them.</summary>
public sealed record LakeVersion(long Version, DateTimeOffset Timestamp)
{
    /// <summary>CREATE TABLE, WRITE, MERGE (rows were removed too), OPTIMIZE (compaction), or what another program called it.</summary>
    public string? Operation { get; init; }

    /// <summary>The refresh that made it; null where none did.</summary>
    public string? RefreshId { get; init; }

    public int PartsAdded { get; init; }

    public int PartsRemoved { get; init; }

    public long? RowsAdded { get; init; }

    public long? RowsRemoved { get; init; }

    public long BytesAdded { get; init; }

    public long BytesRemoved { get; init; }

    /// <summary>Parts of the version, with those of the versions before it that it kept.</summary>
    public int Parts { get; init; }

    public long? Rows { get; init; }

    public long Bytes { get; init; }

    /// <summary>Every part is there and the log still tells it: the version can be queried.</summary>
    public bool IsRetained { get; init; }
}

/// <summary>The versions of a table, read from its log alone.</summary>
public sealed class LakeHistory
{
    private readonly string directory;
    private readonly HashSet<string> present;
    private readonly Dictionary<string, Add> live = new(StringComparer.Ordinal);
    private readonly HashSet<string> missing = new(StringComparer.Ordinal);
    private long rows;
    private long bytes;
    private int withoutRows;

    private LakeHistory(string directory)
    {
        this.directory = directory;
        present = Retention.List(directory).Select(f => f.RelativeFile).ToHashSet(StringComparer.Ordinal);
    }

    /// <returns>Oldest first.</returns>
    /// <exception cref="DeltaException">The log cannot be read.</exception>
    public static IReadOnlyList<LakeVersion> Read(LakeTable table)
    {
        var history = new LakeHistory(table.Directory);
        var oldest = table.Log.OldestReadable;
        if (oldest > 0)
            history.Apply(table.Log.LoadSnapshot(oldest).Files.Values);
        return [.. table.Log.History().Select(commit => history.Next(commit, commit.Version >= oldest, commit.Version > oldest || oldest == 0))];
    }

    private LakeVersion Next(DeltaVersion commit, bool isReadable, bool isAfterCheckpoint)
    {
        var adds = commit.Actions.OfType<Add>().ToList();
        var removes = commit.Actions.OfType<Remove>().ToList();
        var removed = removes.Select(r => live.GetValueOrDefault(r.Path)).ToList();
        if (isAfterCheckpoint)
            Apply(commit.Actions);
        return new LakeVersion(commit.Version, commit.Timestamp)
        {
            Operation = commit.Info?.Operation,
            RefreshId = commit.Info?.OperationParameters.GetValueOrDefault("refresh_id"),
            PartsAdded = adds.Count,
            PartsRemoved = removes.Count,
            RowsAdded = Rows(adds),
            RowsRemoved = Rows(removed),
            BytesAdded = adds.Sum(a => a.Size),
            BytesRemoved = removes.Zip(removed, (r, a) => r.Size ?? a?.Size ?? 0).Sum(),
            Parts = live.Count,
            Rows = withoutRows == 0 ? rows : null,
            Bytes = bytes,
            IsRetained = isReadable && missing.Count == 0,
        };
    }

    private void Apply(IEnumerable<DeltaAction> actions)
    {
        foreach (var action in actions)
        {
            if (action is Remove remove)
                Drop(remove.Path);
            else if (action is Add add)
            {
                Drop(add.Path);
                live.Add(add.Path, add);
                Count(add, 1);
                if (IsMissing(add.Path))
                    missing.Add(add.Path);
            }
        }
    }

    private void Drop(string path)
    {
        if (live.Remove(path, out var part))
            Count(part, -1);
        missing.Remove(path);
    }

    private void Count(Add part, int sign)
    {
        bytes += sign * part.Size;
        if (PartStatistics.RowsOf(part.Stats) is { } count)
            rows += sign * count;
        else
            withoutRows += sign;
    }

    /// <summary>A part younger than the listing is looked for by name.</summary>
    private bool IsMissing(string path) => !present.Contains(PartPath.ToRelativeFile(path)) && !File.Exists(PartPath.ToFile(directory, path));

    private static long? Rows(IEnumerable<Add?> parts)
    {
        long? sum = 0;
        foreach (var part in parts)
            sum += PartStatistics.RowsOf(part?.Stats);
        return sum;
    }
}
