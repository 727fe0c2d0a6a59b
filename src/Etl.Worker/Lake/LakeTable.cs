using System.Globalization;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

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

    /// <summary>Commits, and writes a checkpoint when one is due.</summary>
    public CommitResult Commit(DeltaSnapshot planned, CommitPlan plan, CancellationToken cancel)
    {
        var result = new DeltaCommitter(log).CommitAsync(planned, plan, cancel).GetAwaiter().GetResult();
        if (result.Outcome == CommitOutcome.Committed && CheckpointWriter.IsDue(result.Snapshot))
            new CheckpointWriter(log).Write(result.Snapshot);
        return result;
    }

    /// <summary>Absolute paths of the snapshot's parts with the value of their partition.</summary>
    public IEnumerable<(string File, string? Partition)> Parts(DeltaSnapshot snapshot) =>
        snapshot.Files.Values
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => (PartPath.ToFile(Directory, f.Path), f.PartitionValues.Values.FirstOrDefault() is { Length: > 0 } value ? value : null));

    private static List<string> Query(string sql)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query(sql);
        return [.. result.Rows().Select(r => Convert.ToString(r[0], CultureInfo.InvariantCulture)!)];
    }
}
