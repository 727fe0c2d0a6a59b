namespace Etl.Worker.Lake.Delta;

/// <summary>
/// The transaction log of one table on a file system: reading any version of it, and creating the next. No state is kept between calls.
/// </summary>
/// <param name="tableDirectory">The table's directory; its parts lie below, its log in <c>_delta_log</c>.</param>
/// <param name="time">The clock of timestamps in the log.</param>
/// <param name="query">
/// Runs one DuckDB statement and gives the text of its first column, row by row. Needed only for checkpoints, which are Parquet;
/// without it the log is read from its first commit.
/// </param>
public sealed class DeltaLog(string tableDirectory, TimeProvider time, Func<string, IEnumerable<string>>? query = null)
{
    private readonly string directory = Path.Combine(tableDirectory, LogFile.Directory);

    public string TableDirectory => tableDirectory;

    internal string LogDirectory => directory;

    internal TimeProvider Time => time;

    internal Func<string, IEnumerable<string>>? Query => query;

    /// <summary>The platform's way to publish a commit; a test may ask for another.</summary>
    internal PutMethod Method { get; init; } = PutIfAbsent.Default;

    public bool Exists => LogListing.Read(directory).Newest >= 0;

    /// <summary>The table as of a version; the newest when none is given.</summary>
    /// <exception cref="DeltaException">No table, no such version, a gap in the log, or a protocol this program does not read.</exception>
    public DeltaSnapshot LoadSnapshot(long? version = null)
    {
        // Another writer may clean up its log between our listing and our reading; a second look then finds the newer checkpoint.
        return TryLoad(version, out var snapshot, out _) || TryLoad(version, out snapshot, out var problem)
            ? snapshot
            : throw new DeltaException(problem);
    }

    /// <summary>The table as of the newest version that is no younger than the instant.</summary>
    public DeltaSnapshot LoadSnapshot(DateTimeOffset asOf) => LoadSnapshot(LogHistory.VersionAt(this, asOf));

    /// <summary>The versions whose commit is still there, oldest first, with their time and what they did.</summary>
    public IEnumerable<DeltaVersion> History() => LogHistory.Read(this);

    /// <summary>The oldest version that the log can still tell; null without one.</summary>
    internal long? OldestReadable => LogListing.Read(directory).OldestReadable;

    /// <summary>The snapshot with the commits made since.</summary>
    public DeltaSnapshot Advance(DeltaSnapshot snapshot)
    {
        var replay = new Replay(snapshot);
        var next = snapshot.Version + 1;
        while (TryReadCommit(next) is { } commit)
        {
            replay.Apply(commit);
            next++;
        }
        return next == snapshot.Version + 1 ? snapshot : new DeltaSnapshot(replay, next - 1);
    }

    /// <summary>
    /// Creates exactly this version, whole and durable, or not at all. Use <see cref="DeltaCommitter"/> unless losing a race needs no answer.
    /// </summary>
    /// <returns>False when the version exists already: another writer won.</returns>
    public bool TryCommit(long version, IReadOnlyCollection<DeltaAction> actions)
    {
        CommitRules.Require(version, actions);
        Durable.CreateDirectory(directory);
        if (version > 0 && !File.Exists(CommitFile(version - 1)))
            throw new ArgumentException($"Version {version} would leave a gap: version {version - 1} does not exist.", nameof(version));
        return PutIfAbsent.TryPut(directory, LogFile.Commit(version), ActionWriter.Write(actions).Span, time.GetUtcNow(), Method);
    }

    /// <summary>Creates the table: version 0 with protocol 1/2.</summary>
    /// <returns>False when another writer created it first; load its snapshot then and merge the schema by a commit.</returns>
    public bool TryCreate(
        DeltaStruct schema,
        IReadOnlyList<string> partitionColumns,
        string? name = null,
        string? description = null,
        IReadOnlyDictionary<string, string>? configuration = null)
    {
        SchemaMerge.RequirePortableNames(schema, "");
        if (partitionColumns.FirstOrDefault(column => schema.Find(column) is null) is { } unknown)
            throw new DeltaException($"Partition column {unknown} is not in the schema in this spelling.");
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var info = new CommitInfo
        {
            Timestamp = now,
            Operation = "CREATE TABLE",
            IsolationLevel = "Serializable",
            IsBlindAppend = true,
            EngineInfo = DeltaCommitter.EngineInfo,
            TxnId = Guid.NewGuid().ToString(),
        };
        var metaData = new MetaData(Guid.NewGuid().ToString(), schema.ToJson())
        {
            Name = name,
            Description = description,
            PartitionColumns = partitionColumns,
            Configuration = configuration ?? EmptyMap.Strings,
            CreatedTime = now,
        };
        return TryCommit(0, [info, Protocol.Ours, metaData]);
    }

    internal string CommitFile(long version) => Path.Combine(directory, LogFile.Commit(version));

    /// <summary>The actions of one commit and the bytes they took; null when there is no such commit.</summary>
    internal (List<DeltaAction> Actions, int Bytes)? TryReadCommit(long version)
    {
        try
        {
            var bytes = File.ReadAllBytes(CommitFile(version));
            return (ActionReader.ReadCommit(bytes, LogFile.Commit(version)), bytes.Length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private bool TryLoad(long? version, out DeltaSnapshot snapshot, out string problem)
    {
        snapshot = null!;
        var listing = LogListing.Read(directory);
        if (listing.Newest < 0)
            throw new DeltaException($"'{tableDirectory}' has no {LogFile.Directory} with commits; it is not a Delta table.");
        var replay = new Replay();
        var checkpoint = query is null ? (Version: -1L, Files: []) : listing.CheckpointFor(version ?? long.MaxValue);
        if (checkpoint.Version >= 0)
        {
            replay.Apply(Checkpoint.Read(checkpoint.Files, query!));
            replay.StandAtCheckpoint(checkpoint.Version);
        }
        var next = checkpoint.Version + 1;
        while ((version is null || next <= version) && TryReadCommit(next) is { } commit)
        {
            replay.Apply(commit);
            next++;
        }
        if (next - 1 >= (version ?? listing.Newest))
        {
            problem = "";
            snapshot = new DeltaSnapshot(replay, next - 1);
            return true;
        }
        problem = version > listing.Newest
            ? $"Version {version} does not exist; the newest of '{tableDirectory}' is {listing.Newest}."
            : version < listing.OldestReadable
            ? $"Version {version} is older than what the log of '{tableDirectory}' still tells; its oldest version is {listing.OldestReadable}."
            : $"Commit {LogFile.Commit(next)} is missing in '{directory}', which reaches version {listing.Newest}.";
        return false;
    }
}
