using System.Globalization;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.History;

namespace Etl.Worker.Lake;

/// <summary>One Delta table of the lake: its log, and where its parts lie.</summary>
public sealed class LakeTable
{
    private readonly DeltaLog log;
    private readonly DeltaStruct schema;
    private readonly string description;
    private readonly IReadOnlyList<string> partitionColumns;

    /// <param name="directory">The table's folder.</param>
    /// <param name="schema">What a new table starts with.</param>
    /// <param name="description">Goes to the table's metadata.</param>
    /// <param name="time">The clock of the log.</param>
    /// <param name="partitionColumns">Columns of the schema that partition it.</param>
    public LakeTable(
        string directory, DeltaStruct schema, string description, TimeProvider time, params IReadOnlyList<string> partitionColumns)
    {
        this.schema = schema;
        this.description = description;
        this.partitionColumns = partitionColumns;
        Directory = directory;
        Name = Path.GetFileName(directory);
        log = new DeltaLog(directory, time, Query);
    }

    public string Directory { get; }

    public string Name { get; }

    public bool Exists => log.Exists;

    public DeltaLog Log => log;

    /// <summary>The newest snapshot; the table is created where there is none.</summary>
    /// <exception cref="DeltaException">The folder holds no table that this program can read.</exception>
    public DeltaSnapshot OpenOrCreate()
    {
        if (!log.Exists)
            log.TryCreate(schema, partitionColumns, Name, description);
        return log.LoadSnapshot();
    }

    /// <summary>The table as of a version whose parts are all there.</summary>
    /// <exception cref="DeltaException">There is no such version, or not any more.</exception>
    public DeltaSnapshot Open(AsOf asOf)
    {
        var snapshot = asOf.Version is { } version ? log.LoadSnapshot(version) : log.LoadSnapshot(asOf.Instant!.Value);
        var missing = snapshot.Files.Keys.Count(path => !File.Exists(PartPath.ToFile(Directory, path)));
        return missing == 0 ? snapshot : throw new DeltaException(
            $"Version {snapshot.Version} of {Name} can no longer be read: {missing} of its {snapshot.Files.Count} parts have been removed. " +
            "`etl lake history` tells which versions are retained.");
    }

    /// <summary>Commits, and writes a checkpoint when one is due.</summary>
    /// <exception cref="IOException">A part that the plan adds is not there, or not whole.</exception>
    public CommitResult Commit(DeltaSnapshot planned, CommitPlan plan, CancellationToken cancel)
    {
        foreach (var add in plan.Adds)
        {
            // A log that names what is not there is a broken table; a vacuum that was told too short an age could have taken it.
            if (new FileInfo(PartPath.ToFile(Directory, add.Path)) is var file && (!file.Exists || file.Length != add.Size))
                throw new IOException($"The part {add.Path} of {Name} was written with {add.Size} bytes and is no longer there as it was. Nothing was committed.");
        }

        var result = new DeltaCommitter(log).CommitAsync(planned, plan, cancel).GetAwaiter().GetResult();
        if (result.Outcome == CommitOutcome.Committed && CheckpointWriter.IsDue(result.Snapshot))
            result = result with { Snapshot = TryCheckpoint(result.Snapshot) };
        return result;
    }

    /// <summary>Absolute paths of the snapshot's parts with the value of their partition.</summary>
    public IEnumerable<(string File, string? Partition)> Parts(DeltaSnapshot snapshot) =>
        snapshot.Files.Values
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => (PartPath.ToFile(Directory, f.Path), f.PartitionValues.Values.FirstOrDefault() is { Length: > 0 } value ? value : null));

    /// <summary>The commit stands whatever becomes of its checkpoint: no reader needs one, and the next commit tries again.</summary>
    private DeltaSnapshot TryCheckpoint(DeltaSnapshot snapshot)
    {
        try
        {
            new CheckpointWriter(log).Write(snapshot);
            return snapshot.WithCheckpoint();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DuckDbException)
        {
            // What is left is a temporary file at most, which a vacuum removes.
            return snapshot;
        }
    }

    private static List<string> Query(string sql)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query(sql);
        // COPY answers with a count.
        return [.. result.Rows().Select(r => Convert.ToString(r[0], CultureInfo.InvariantCulture)!)];
    }
}
