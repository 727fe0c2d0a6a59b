using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// Writes batches as Parquet parts, sorted, through DuckDB's writer. Rows stream from the batch into the file: no table in between.
/// One writer serves one thread.
/// </summary>
public sealed class PartWriter : IDisposable
{
    /// <summary>Rows of a row group: large enough for dictionaries to pay, small enough for wide rows to fit in memory.</summary>
    internal const int RowGroupRows = 12_288;

    /// <summary>Rows of a part: few enough to be written anew when one of them goes (docs/decisions/0004).</summary>
    internal const int MostRows = 8 * RowGroupRows;

    private readonly string table;
    private readonly TimeProvider time;
    private readonly PartJournal? journal;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;

    /// <param name="table">The folder of the table of instances.</param>
    /// <param name="time">Names parts by time.</param>
    /// <param name="journal">Told of each part before it is written.</param>
    public PartWriter(string table, TimeProvider time, PartJournal? journal = null)
    {
        this.journal = journal;
        this.table = table;
        this.time = time;
        database = DuckDbDatabase.Open(options: new Dictionary<string, string> { ["threads"] = "1" });
        connection = database.Connect();
        connection.Execute("set enable_progress_bar = false");
    }

    /// <summary>Writes a batch's rows into a new part, flushed to disk but for the entry in its folder. The batch is not changed.</summary>
    public WrittenPart Write(InstanceBatch batch, CancellationToken cancel)
    {
        var path = PartPath.Create([new("Modality", batch.Modality)], time.GetUtcNow());
        var file = Path.Combine([table, .. path.RelativeFile.Split('/')]);
        Durable.CreateDirectory(Path.GetDirectoryName(file)!);
        journal?.Note(file);
        var output = new StructOutput(batch.Root, RowOrder.Of(batch), batch.Heap, leaveOut: "Modality");
        var next = 0;
        int Fill(DataChunkWriter chunk)
        {
            var to = Math.Min(next + DataChunkWriter.Capacity, batch.RowCount);
            var count = to - next;
            output.Fill(chunk, next, to);
            next = to;
            return count;
        }

        using var source = connection.OpenTableSource(output.Columns, Fill);
        var sql = $"copy (select * from {source.Sql}) to {DuckDbSql.Literal(file)} " +
            $"(format parquet, compression zstd, compression_level 1, row_group_size {RowGroupRows}, return_stats)";
        using var result = connection.Query(sql, cancel);
        var statistics = PartStatisticsReader.Read(result, out var rows, out var bytes);
        if (rows != batch.RowCount)
            throw new InvalidOperationException($"The part {path.RelativeFile} has {rows} rows; {batch.RowCount} were to be written.");
        var hash = FinishedPart.Finish(connection, file, PartCommit.SchemaOf(output.Columns));
        return new WrittenPart(batch.Modality, path, rows, bytes, output.Columns, statistics, hash);
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }
}
