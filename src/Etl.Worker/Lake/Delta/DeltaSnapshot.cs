using System.Globalization;

namespace Etl.Worker.Lake.Delta;

/// <summary>The table as of one version: what replaying its log up to there gives. Does not change.</summary>
public sealed class DeltaSnapshot
{
    private readonly Lazy<DeltaStruct> schema;

    internal DeltaSnapshot(Replay replay, long version)
    {
        if (replay.Protocol is null || replay.MetaData is null)
            throw new DeltaException($"Version {version} has no protocol or no metaData action.");
        Version = version;
        Protocol = replay.Protocol;
        MetaData = replay.MetaData;
        Files = replay.Files;
        Tombstones = replay.Tombstones;
        Txns = replay.Txns;
        CheckpointVersion = replay.CheckpointVersion;
        BytesSinceCheckpoint = replay.BytesSinceCheckpoint;
        schema = new Lazy<DeltaStruct>(() => DeltaStruct.Parse(MetaData.SchemaString));
        RequireReadable();
    }

    public long Version { get; }

    public Protocol Protocol { get; }

    public MetaData MetaData { get; }

    public DeltaStruct Schema => schema.Value;

    /// <summary>The files of the table, by the exact path of the log.</summary>
    public IReadOnlyDictionary<string, Add> Files { get; }

    /// <summary>Removed files whose removal is still in the log, by path.</summary>
    public IReadOnlyDictionary<string, Remove> Tombstones { get; }

    /// <summary>The newest transaction of each stream, by appId.</summary>
    public IReadOnlyDictionary<string, Txn> Txns { get; }

    /// <summary>The checkpoint this was read from, or null.</summary>
    public long? CheckpointVersion { get; }

    /// <summary>Bytes of JSON that had to be read after the checkpoint.</summary>
    public long BytesSinceCheckpoint { get; }

    /// <summary>How long the file of a removed part is kept; a table property, 7 days when unset.</summary>
    public TimeSpan DeletedFileRetention => Interval("delta.deletedFileRetentionDuration", TimeSpan.FromDays(7));

    /// <summary>The same after a checkpoint of this version was written.</summary>
    internal DeltaSnapshot WithCheckpoint()
    {
        var replay = new Replay(this);
        replay.StandAtCheckpoint(Version);
        return new DeltaSnapshot(replay, Version);
    }

    /// <summary>Whether the batch, or a later one of its stream, is in the table.</summary>
    public bool Holds(Txn txn) => Txns.TryGetValue(txn.AppId, out var known) && known.Version >= txn.Version;

    /// <exception cref="DeltaException">The table needs a writer that keeps rules this program does not know.</exception>
    public void RequireWritable()
    {
        // 7 with no lists, or with the two features that 2 stands for, demands nothing more than 2.
        var known = Protocol.MinWriterVersion <= 2
            || (Protocol.MinWriterVersion == 7 && (Protocol.WriterFeatures ?? []).All(feature => feature is "appendOnly" or "invariants"));
        if (!known)
            throw new DeltaException($"Version {Version} demands writer version {Protocol.MinWriterVersion}{Describe(Protocol.WriterFeatures)}; this program writes 2.");
        if (MetaData.SchemaString.Contains("\"delta.invariants\"", StringComparison.Ordinal))
            throw new DeltaException($"Version {Version} has column invariants, which this program does not check.");
    }

    internal bool IsAppendOnly =>
        MetaData.Configuration.TryGetValue("delta.appendOnly", out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    internal int? CheckpointInterval =>
        MetaData.Configuration.TryGetValue("delta.checkpointInterval", out var value)
        && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var commits) && commits > 0
            ? commits
            : null;

    private void RequireReadable()
    {
        var known = Protocol.MinReaderVersion <= 1 || (Protocol.MinReaderVersion == 3 && (Protocol.ReaderFeatures ?? []).Count == 0);
        if (!known)
            throw new DeltaException($"Version {Version} demands reader version {Protocol.MinReaderVersion}{Describe(Protocol.ReaderFeatures)}; this program reads 1.");
        if (MetaData.FormatProvider != "parquet")
            throw new DeltaException($"Version {Version} has files of format '{MetaData.FormatProvider}'; this program reads parquet.");
    }

    /// <summary>Spark's interval text, <c>interval 1 week</c>. Months have no fixed length and count as 31 days: rather too long than too short.</summary>
    private TimeSpan Interval(string property, TimeSpan otherwise)
    {
        if (!MetaData.Configuration.TryGetValue(property, out var text))
            return otherwise;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var start = words.Length > 0 && words[0].Equals("interval", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        var total = TimeSpan.Zero;
        for (var i = start; i < words.Length; i += 2)
        {
            if (i + 1 == words.Length || !int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw Unreadable();
            total += count * (words[i + 1].TrimEnd('s', 'S').ToUpperInvariant() switch
            {
                "MONTH" => TimeSpan.FromDays(31),
                "WEEK" => TimeSpan.FromDays(7),
                "DAY" => TimeSpan.FromDays(1),
                "HOUR" => TimeSpan.FromHours(1),
                "MINUTE" => TimeSpan.FromMinutes(1),
                "SECOND" => TimeSpan.FromSeconds(1),
                _ => throw Unreadable(),
            });
        }
        return words.Length > start ? total : throw Unreadable();

        DeltaException Unreadable() => new($"Table property {property} is '{text}'; expected 'interval <n> <unit>'.");
    }

    private static string Describe(IReadOnlyList<string>? features) =>
        features is { Count: > 0 } ? $" with {string.Join(", ", features)}" : "";
}
