using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Profiling;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// Writes batches as Parquet parts, sorted, through DuckDB's writer. Rows stream from the batch into the file: no table in between.
/// One writer serves one thread.
/// </summary>
public sealed class PartWriter : IDisposable
{
    /// <summary>
    /// Rows of a row group: the more, the fewer pages and dictionaries, each of which costs some time of its own; yet wide rows have to fit in memory.
    /// Texts take little of it, for most are labels.
    /// </summary>
    internal const int RowGroupRows = 24_576;

    /// <summary>Rows of a row group of a part that is made of parts: its texts are whole.</summary>
    internal const int MergedGroupRows = RowGroupRows / 2;

    /// <summary>Rows of a row group where memory is spared.</summary>
    internal const int SparingGroupRows = RowGroupRows / 6;

    /// <summary>Rows of a part: few enough to be written anew when one of them goes (docs/decisions/0004).</summary>
    internal const int MostRows = 4 * RowGroupRows;

    /// <summary>
    /// The most values of a dictionary of numbers, or of texts that are no ENUM. The writer has a table for as many, of every such column; where there
    /// are more values, dictionaries hardly save anything over compression.
    /// </summary>
    private const int MostValues = 1000;

    private const string Stage = "read";
    private const string Writing = "part: write, vectors filled";

    private readonly string table;
    private readonly TimeProvider time;
    private readonly PartJournal? journal;
    private readonly WorkProfile profile;
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;
    private readonly RowOrder order = new();
    private readonly PartBuffers buffers = new();

    /// <summary>Rows of a row group, which the writer has in memory: 16 bytes each for every leaf column.</summary>
    internal int RowsOfGroup { get; init; } = RowGroupRows;

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
        {
            order.Take(batch);
            buffers.Clear();
            var rows = batch.Rows;
            output = new StructOutput(
                batch.Root, rows, batch.Heap, MostLabels(order.Count), buffers,
                isLeftOut: c => c.Name == "Modality" || batch.HasRowsAside && !OutputCells.Any(c, rows), isText: PartCommit.IsKey);
        }

        var statistics = Copy(output, file, out var bytes, cancel);
        using (profile.Measure(Stage, "part: check, flush, hash"))
        {
            var hash = FinishedPart.Finish(connection, file, PartCommit.SchemaOf(output.Columns));
            return new WrittenPart(batch.Modality, path, order.Count, bytes, output.Columns, statistics, hash);
        }
    }

    /// <summary>
    /// The most texts of an ENUM: an eighth of the rows of a group, fewer in a part of several groups, for DuckDB writes all of them as the dictionary of
    /// each group.
    /// </summary>
    private int MostLabels(int rows) => Math.Min(rows, RowsOfGroup) / (8 * ((rows + RowsOfGroup - 1) / RowsOfGroup));

    private IReadOnlyList<ColumnStatistics> Copy(StructOutput output, string file, out long bytes, CancellationToken cancel)
    {
        var next = 0;
        int Fill(DataChunkWriter chunk)
        {
            using var filling = profile.Measure(Stage, "part: fill vectors");
            var to = Math.Min(next + DataChunkWriter.Capacity, order.Count);
            var count = to - next;
            order.Fill(buffers.Rows(0), next, to);
            output.Fill(chunk, buffers.Rows(0));
            next = to;
            return count;
        }

        using var source = connection.OpenTableSource(output.SourceColumns, Fill);
        // Nothing looks a value up in parts, which is all that bloom filters are good for.
        var sql = $"copy (select * from {source.Sql}) to {DuckDbSql.Literal(file)} (format parquet, compression zstd, compression_level 1, "
            + $"row_group_size {RowsOfGroup}, dictionary_size_limit {MostValues}, write_bloom_filter false, return_stats)";
        using var writing = profile.Measure(Stage, Writing);
        using var result = connection.Query(sql, cancel);
        var statistics = PartStatisticsReader.Read(result, out var rows, out bytes);
        if (rows != order.Count)
            throw new InvalidOperationException($"The part {Path.GetFileName(file)} has {rows} rows; {order.Count} were to be written.");
        profile.Add(new WorkEntry(Stage, Writing, 0, default, default, 0, bytes));
        return statistics;
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }
}
