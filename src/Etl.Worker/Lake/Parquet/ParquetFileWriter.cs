using System.Reflection;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Lake.Parquet;

/// <summary>
/// A new Parquet file: row groups one after the other, in each the columns in the order of the schema's leaves, then the footer. The format is that
/// of <c>apache/parquet-format</c>, version 1: data pages V1, encodings PLAIN, RLE and RLE_DICTIONARY, codec ZSTD.
/// </summary>
internal sealed class ParquetFileWriter : IDisposable
{
    private static readonly string Version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0.0.0";

    private readonly FileStream file;
    private readonly ChunkWriter chunks;
    private readonly ParquetSchema schema;
    private readonly TextHeap text;
    private readonly ValueRange[] ranges;
    private readonly ByteSink groups = new();
    private readonly ThriftWriter thrift;
    private int groupCount;
    private int leaf;
    private int groupRows;
    private long groupStart;
    private long groupBytes;
    private long groupRawBytes;

    /// <param name="path">The file, which must not exist.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="text">Where the texts are.</param>
    /// <param name="chunks">Writes the columns.</param>
    internal ParquetFileWriter(string path, IReadOnlyList<DuckDbColumn> columns, TextHeap text, ChunkWriter chunks)
    {
        this.text = text;
        this.chunks = chunks;
        schema = new ParquetSchema(columns);
        ranges = [.. schema.Leaves.Select(l => new ValueRange(l.Type))];
        thrift = new ThriftWriter(groups);
        file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16);
        file.Write("PAR1"u8);
    }

    /// <summary>Rows of all groups.</summary>
    internal long Rows { get; private set; }

    /// <summary>Of the columns that are no lists.</summary>
    internal IReadOnlyList<ColumnStatistics> Statistics =>
        [.. schema.Leaves.Zip(ranges).Where(c => c.First.Path.Length == 1).Select(c => c.Second.ToStatistics(c.First.Path[0], text))];

    internal void BeginGroup(int rows)
    {
        (leaf, groupRows, groupStart, groupBytes, groupRawBytes) = (0, rows, file.Position, 0, 0);
        thrift.BeginStruct();
        thrift.BeginList(1, ThriftWriter.Struct, schema.Leaves.Count);
    }

    /// <summary>Writes the next column.</summary>
    /// <param name="levels">Of the struct that has it.</param>
    /// <param name="values">By rows of that struct.</param>
    internal void WriteColumn(Levels levels, ReadOnlySpan<CellRun> values)
    {
        var chunk = chunks.Write(file, schema.Leaves[leaf], levels, values, text);
        chunk.Write(thrift, text);
        ranges[leaf++].Add(chunk.Range, text);
        groupBytes += chunk.Bytes;
        groupRawBytes += chunk.RawBytes;
    }

    internal void EndGroup()
    {
        if (leaf != schema.Leaves.Count)
            throw new InvalidOperationException($"{leaf} of {schema.Leaves.Count} columns were written.");
        thrift.Int64(2, groupRawBytes);
        thrift.Int64(3, groupRows);
        thrift.Int64(5, groupStart);
        thrift.Int64(6, groupBytes);
        thrift.EndStruct();
        groupCount++;
        Rows += groupRows;
    }

    /// <summary>Writes the footer and returns the file's size in bytes.</summary>
    internal long End()
    {
        var footer = new ByteSink();
        var root = new ThriftWriter(footer);
        root.BeginStruct();
        root.Int32(1, 1);
        schema.Write(root, 2);
        root.Int64(3, Rows);
        root.BeginList(4, ThriftWriter.Struct, groupCount);
        footer.Add(groups.Bytes);
        root.Text(6, $"etl version {Version}");
        // Bounds are in the order that each type defines.
        root.BeginList(7, ThriftWriter.Struct, schema.Leaves.Count);
        foreach (var _ in schema.Leaves)
        {
            root.BeginStruct();
            root.EmptyStruct(1);
            root.EndStruct();
        }

        root.EndStruct();
        footer.AddInt32((uint)footer.Length);
        footer.Add("PAR1"u8);
        file.Write(footer.Bytes);
        file.Flush();
        return file.Length;
    }

    public void Dispose() => file.Dispose();
}
