using BenchmarkDotNet.Attributes;
using Etl.Schema.Columns;
using Etl.Worker.Lake.Parquet;
using Etl.Worker.Lake.Parts;

namespace Etl.Bench;

/// <summary>Rows from column builders into column chunks of a Parquet file; an operation is all rows of the largest batch.</summary>
public class ChunksMicro : IDisposable
{
    private readonly InstanceBatches batches = new("bench", new ColumnBudget(), keepPrivate: false);
    private readonly ChunkWriter chunks = new();
    private readonly InstanceBatch batch;
    private readonly string folder = Directory.CreateTempSubdirectory("etl-bench-").FullName;

    public ChunksMicro()
    {
        var parser = new InstanceParser(batches);
        foreach (var bytes in Headers)
        {
            parser.Begin(new InstanceSource("file:///bench", "", bytes.Length, DateTimeOffset.UnixEpoch));
            parser.Continue(bytes, 0);
        }

        batch = batches.All.MaxBy(b => b.RowCount)!;
    }

    internal static byte[][] Headers { get; set; } = [];

    [Benchmark(Description = "columns of the largest batch, in the order of output")]
    public int Arranged() => Arrange().Columns.Count;

    [Benchmark(Description = "the same, written as Parquet (zstd)")]
    public long Parquet()
    {
        var output = Arrange();
        var path = Path.Combine(folder, "part.parquet");
        File.Delete(path);
        using var file = new ParquetFileWriter(path, output.Columns, batch.Heap, chunks);
        file.BeginGroup(batch.RowCount);
        output.Write(file, Levels.OfRows(batch.RowCount), 0, batch.RowCount);
        file.EndGroup();
        return file.End();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        chunks.Dispose();
        batches.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private StructOutput Arrange() => new(batch.Root, RowOrder.Of(batch), batch.Heap);
}
