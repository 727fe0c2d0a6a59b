using BenchmarkDotNet.Attributes;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;

namespace Etl.Bench;

/// <summary>Rows from column builders into DuckDB, chunk by chunk; an operation is all rows of the largest batch, into nothing and into Parquet.</summary>
public class ChunksMicro : IDisposable
{
    private readonly InstanceBatches batches = new("bench", new ColumnBudget(), keepPrivate: false);
    private readonly DuckDbDatabase database = DuckDbDatabase.Open(options: new Dictionary<string, string> { ["threads"] = "1" });
    private readonly DuckDbConnection connection;
    private readonly InstanceBatch batch;
    private readonly string file = Path.GetTempFileName();

    public ChunksMicro()
    {
        connection = database.Connect();
        connection.Execute("set enable_progress_bar = false");
        var parser = new InstanceParser(batches);
        foreach (var bytes in Headers)
        {
            parser.Begin(new InstanceSource("file:///bench", "", bytes.Length, DateTimeOffset.UnixEpoch));
            parser.Continue(bytes, 0);
        }

        batch = batches.All.MaxBy(b => b.RowCount)!;
    }

    internal static byte[][] Headers { get; set; } = [];

    [Benchmark(Description = "chunks of the largest batch, read by DuckDB")]
    public void Chunks() => Run(source => $"select count(columns(*)) from {source}");

    [Benchmark(Description = "the same, written as Parquet (zstd)")]
    public void Parquet() =>
        Run(source => $"copy (from {source}) to {DuckDbSql.Literal(file)} (format parquet, compression zstd, compression_level 1)");

    private void Run(Func<string, string> sql)
    {
        var (order, buffers) = (new RowOrder(), new PartBuffers());
        order.Take(batch);
        var output = new StructOutput(batch.Root, [new RowRange(0, batch.RowCount)], batch.Heap, mostLabels: 1000, buffers);
        var next = 0;
        using var source = connection.OpenTableSource(output.SourceColumns, chunk =>
        {
            var to = Math.Min(next + DataChunkWriter.Capacity, batch.RowCount);
            order.Fill(buffers.Rows(0), next, to);
            output.Fill(chunk, buffers.Rows(0));
            (var count, next) = (to - next, to);
            return count;
        });
        connection.Execute(sql(source.Sql));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        connection.Dispose();
        database.Dispose();
        batches.Dispose();
        File.Delete(file);
    }
}
