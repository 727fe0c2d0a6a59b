using System.Text;

namespace Etl.Worker.Lake.Delta;

/// <summary>Writes checkpoints, which spare readers the JSON before them. No reader needs one; all are faster with one.</summary>
public sealed class CheckpointWriter(DeltaLog log)
{
    private const int DefaultInterval = 50;
    private const long ManyBytes = 10_000_000;

    /// <summary>Whether it is time: 50 commits (or the table's <c>delta.checkpointInterval</c>) or 10 MB of JSON since the last one.</summary>
    public static bool IsDue(DeltaSnapshot snapshot) =>
        snapshot.Version - (snapshot.CheckpointVersion ?? 0) >= (snapshot.CheckpointInterval ?? DefaultInterval)
        || snapshot.BytesSinceCheckpoint > ManyBytes;

    /// <summary>Writes the checkpoint of the snapshot's version and the hint to it, each flushed before its name appears.</summary>
    /// <exception cref="InvalidOperationException">The log was opened without a query function.</exception>
    public void Write(DeltaSnapshot snapshot)
    {
        var query = log.Query ?? throw new InvalidOperationException("A checkpoint is Parquet: the log needs a query function to write one.");
        var name = LogFile.Checkpoint(snapshot.Version);
        var rows = Checkpoint.Rows(snapshot, log.Time.GetUtcNow()).ToList();
        var json = Temporary(name);
        var parquet = Temporary(name);
        long size;
        try
        {
            Durable.WriteNew(json, ActionWriter.Write(rows).Span);
            foreach (var _ in query(Checkpoint.CopySql(json, parquet)))
            {
                // COPY answers with a count; the statement has run when the answer is read.
            }
            Durable.FlushFile(parquet);
            size = new FileInfo(parquet).Length;
            File.Move(parquet, Path.Combine(log.LogDirectory, name), overwrite: true);
        }
        finally
        {
            File.Delete(json);
            File.Delete(parquet);
        }
        Durable.FlushDirectory(log.LogDirectory);
        WriteHint($$"""{"version":{{snapshot.Version}},"size":{{rows.Count}},"sizeInBytes":{{size}},"numOfAddFiles":{{snapshot.Files.Count}}}""");
    }

    private void WriteHint(string hint)
    {
        var temporary = Temporary(LogFile.LastCheckpoint);
        try
        {
            Durable.WriteNew(temporary, Encoding.UTF8.GetBytes(hint));
            // Hadoop's file system keeps a checksum beside the hint, which would no longer fit.
            File.Delete(Path.Combine(log.LogDirectory, "._last_checkpoint.crc"));
            File.Move(temporary, Path.Combine(log.LogDirectory, LogFile.LastCheckpoint), overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
        Durable.FlushDirectory(log.LogDirectory);
    }

    private string Temporary(string name) => Path.Combine(log.LogDirectory, LogFile.Temporary(name));
}
