using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parquet;
using Etl.Worker.Profiling;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// Writes batches as Parquet parts, sorted. Columns go from the batch into the file as the runs of equal values that the batch holds; DuckDB
/// reads what came of it (docs/decisions/0008).
/// One writer serves one thread.
/// </summary>
public sealed class PartWriter : IDisposable
{
    /// <summary>Rows of a row group: large enough for dictionaries to pay, small enough for wide rows to fit in memory.</summary>
    internal const int RowGroupRows = 12_288;

    /// <summary>Rows of a row group where DuckDB writes it and memory is spared.</summary>
    internal const int SparingGroupRows = RowGroupRows / 3;

    /// <summary>Rows of a part: few enough to be written anew when one of them goes (docs/decisions/0004).</summary>
    internal const int MostRows = 8 * RowGroupRows;

    private const string Stage = "read";
    private const string Writing = "part: write";

    private readonly string table;
    private readonly TimeProvider time;
    private readonly PartJournal? journal;
    private readonly WorkProfile profile;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;
    private readonly ChunkWriter chunks = new();

    /// <param name="table">The folder of the table of instances.</param>
    /// <param name="time">Names parts by time.</param>
    /// <param name="journal">Told of each part before it is written.</param>
    /// <param name="profile">Told of the time that the steps of writing take.</param>
    public PartWriter(string table, TimeProvider time, PartJournal? journal = null, WorkProfile? profile = null)
    {
        this.profile = profile ?? new WorkProfile();
        this.journal = journal;
        this.table = table;
        this.time = time;
        database = DuckDbDatabase.Open(options: new Dictionary<string, string> { ["threads"] = "1" });
        connection = database.Connect();
        connection.Execute("set enable_progress_bar = false");
    }

    /// <summary>Completes a batch and writes its rows into a new part, flushed to disk but for the entry in its folder.</summary>
    public WrittenPart Write(InstanceBatch batch, CancellationToken cancel)
    {
        var path = PartPath.Create([new("Modality", batch.Modality)], time.GetUtcNow());
        var file = Path.Combine([table, .. path.RelativeFile.Split('/')]);
        Durable.CreateDirectory(Path.GetDirectoryName(file)!);
        journal?.Note(file);
        using (profile.Measure(Stage, "part: hash what is shared"))
            batch.Complete();
        StructOutput output;
        using (profile.Measure(Stage, "part: order rows"))
            output = new StructOutput(batch.Root, RowOrder.Of(batch), batch.Heap, leaveOut: "Modality");
        var (statistics, bytes) = Write(output, batch, file, cancel);
        using (profile.Measure(Stage, "part: check, flush, hash"))
        {
            var hash = FinishedPart.Finish(connection, file, PartCommit.SchemaOf(output.Columns));
            return new WrittenPart(batch.Modality, path, batch.RowCount, bytes, output.Columns, statistics, hash);
        }
    }

    private (IReadOnlyList<ColumnStatistics> Statistics, long Bytes) Write(StructOutput output, InstanceBatch batch, string path, CancellationToken cancel)
    {
        using var writing = profile.Measure(Stage, Writing);
        using var file = new ParquetFileWriter(path, output.Columns, batch.Heap, chunks);
        for (var from = 0; from < batch.RowCount; from += RowGroupRows)
        {
            cancel.ThrowIfCancellationRequested();
            var rows = Math.Min(RowGroupRows, batch.RowCount - from);
            file.BeginGroup(rows);
            output.Write(file, Levels.OfRows(rows), from, from + rows);
            file.EndGroup();
        }

        var bytes = file.End();
        profile.Add(new WorkEntry(Stage, Writing, 0, default, default, 0, bytes));
        return (file.Statistics, bytes);
    }

    public void Dispose()
    {
        chunks.Dispose();
        connection.Dispose();
        database.Dispose();
    }
}
