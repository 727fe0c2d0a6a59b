using Etl.Schema.Columns;
using ZstdSharp;

namespace Etl.Worker.Lake.Parquet;

/// <summary>
/// Writes the column chunks of a row group, each as one page of values, before it the dictionary where values repeat. What it takes is
/// proportional to runs of equal values, not to rows, for a column of few values costs next to nothing. One writer serves one thread.
/// </summary>
internal sealed class ChunkWriter : IDisposable
{
    private const int CompressionLevel = 1;

    /// <summary>Below that, compressing saves less than the frame takes.</summary>
    private const int FewBytes = 128;

    private const int DataPage = 0, DictionaryPage = 2;

    private readonly Compressor zstandard = new(CompressionLevel);
    private readonly HybridRuns hybrid = new();
    private readonly ValueNumbers numbers = new();
    private readonly List<LevelRun> indices = [];
    private readonly ByteSink part = new();
    private readonly ByteSink dictionary = new();
    private readonly ByteSink page = new();
    private readonly ByteSink compressed = new();
    private readonly ByteSink header = new();

    /// <param name="file">Where to write.</param>
    /// <param name="leaf">The column.</param>
    /// <param name="levels">Of the struct that has the column.</param>
    /// <param name="values">By rows of the struct.</param>
    /// <param name="text">Where the texts are.</param>
    internal ColumnChunk Write(Stream file, ParquetLeaf leaf, Levels levels, ReadOnlySpan<CellRun> values, TextHeap text)
    {
        page.Clear();
        dictionary.Clear();
        var present = WriteLevels(levels, values);
        var total = 0;
        foreach (var run in values)
            total += run.Count;
        if (present != total)
            throw new InvalidOperationException($"The column {string.Join('.', leaf.Path)} has {total} values, {present} by its levels.");
        var range = new ValueRange(leaf.Type) { Nulls = levels.Entries - total };
        var isDictionary = Number(leaf, values, total, text);
        if (isDictionary)
            WriteIndices(leaf, text, range);
        else
            WritePlain(leaf, values, text, range);

        var codec = dictionary.Length + page.Length < FewBytes ? ColumnChunk.Uncompressed : ColumnChunk.Zstandard;
        var start = file.Position;
        var raw = 0L;
        if (isDictionary)
            raw += WritePage(file, DictionaryPage, dictionary, numbers.Cells.Length, ColumnChunk.Plain, codec);
        var data = file.Position;
        raw += WritePage(file, DataPage, page, levels.Entries, isDictionary ? ColumnChunk.RleDictionary : ColumnChunk.Plain, codec);
        return new ColumnChunk(leaf, codec, isDictionary ? start : null, data, levels.Entries, file.Position - start, raw, range);
    }

    public void Dispose() => zstandard.Dispose();

    /// <returns>The entries that have a value.</returns>
    private int WriteLevels(Levels levels, ReadOnlySpan<CellRun> values)
    {
        if (levels.Depth > 0)
            AddPart(levels.RepetitionBytes(hybrid));
        part.Clear();
        hybrid.Begin(part, HybridRuns.Width(levels.Present + 1));
        var present = 0;
        var walk = levels.Beside(values);
        while (walk.MoveNext())
        {
            hybrid.Add(walk.HasValue ? levels.Present + 1 : walk.Level, walk.Count);
            present += walk.HasValue ? walk.Count : 0;
        }

        hybrid.End();
        AddPart(part.Bytes);
        return present;
    }

    private void AddPart(ReadOnlySpan<byte> bytes)
    {
        page.AddInt32((uint)bytes.Length);
        page.Add(bytes);
    }

    /// <returns>True where a dictionary pays: the most values come more than once.</returns>
    private bool Number(ParquetLeaf leaf, ReadOnlySpan<CellRun> values, int total, TextHeap text)
    {
        indices.Clear();
        numbers.Begin(leaf.Type == DuckDb.DuckDbTypeId.Varchar ? text : null);
        foreach (var run in values)
        {
            indices.Add(new LevelRun(numbers.Of(run.Cell), run.Count));
            if (numbers.Cells.Length > total / 2)
                return false;
        }

        return total > 0;
    }

    private void WriteIndices(ParquetLeaf leaf, TextHeap text, ValueRange range)
    {
        foreach (var cell in numbers.Cells)
        {
            CellFormat.Add(dictionary, leaf.Type, cell, text);
            range.Add(cell, text);
        }

        var width = HybridRuns.Width(numbers.Cells.Length - 1);
        page.Add((byte)width);
        hybrid.Begin(page, width);
        foreach (var (number, count) in indices)
            hybrid.Add(number, count);
        hybrid.End();
    }

    private void WritePlain(ParquetLeaf leaf, ReadOnlySpan<CellRun> values, TextHeap text, ValueRange range)
    {
        foreach (var run in values)
        {
            CellFormat.Add(page, leaf.Type, run.Cell, text, run.Count);
            range.Add(run.Cell, text);
        }
    }

    /// <returns>The page's bytes before compression, with its header.</returns>
    private int WritePage(Stream file, int type, ByteSink content, int values, int encoding, int codec)
    {
        var bytes = content.Bytes;
        if (codec == ColumnChunk.Zstandard)
        {
            compressed.Clear();
            compressed.Take(zstandard.Wrap(content.Bytes, compressed.Reserve(Compressor.GetCompressBound(content.Length))));
            bytes = compressed.Bytes;
        }

        header.Clear();
        var thrift = new ThriftWriter(header);
        thrift.BeginStruct();
        thrift.Int32(1, type);
        thrift.Int32(2, content.Length);
        thrift.Int32(3, bytes.Length);
        thrift.BeginStruct(type == DataPage ? 5 : 7);
        thrift.Int32(1, values);
        thrift.Int32(2, encoding);
        if (type == DataPage)
        {
            thrift.Int32(3, ColumnChunk.Rle);
            thrift.Int32(4, ColumnChunk.Rle);
        }

        thrift.EndStruct();
        thrift.EndStruct();
        file.Write(header.Bytes);
        file.Write(bytes);
        return header.Length + content.Length;
    }
}
