using Etl.Schema.Columns;

namespace Etl.Worker.Lake.Parquet;

/// <summary>Where a column's values of one row group lie, for the footer.</summary>
/// <param name="Leaf">The column.</param>
/// <param name="Codec">How its pages are compressed.</param>
/// <param name="DictionaryOffset">Of the dictionary's page; null where there is none.</param>
/// <param name="DataOffset">Of the page of values.</param>
/// <param name="Entries">Levels in it.</param>
/// <param name="Bytes">In the file, with the pages' headers.</param>
/// <param name="RawBytes">The same before compression.</param>
/// <param name="Range">What the values lie between.</param>
internal sealed record ColumnChunk(
    ParquetLeaf Leaf, int Codec, long? DictionaryOffset, long DataOffset, long Entries, long Bytes, long RawBytes, ValueRange Range)
{
    internal const int Plain = 0, Rle = 3, RleDictionary = 8;
    internal const int Uncompressed = 0, Zstandard = 6;

    /// <summary>Longer texts are no bounds: they would be the most of a footer.</summary>
    private const int LongestBound = 256;

    /// <summary>Writes the metadata as an element of the row group's list.</summary>
    internal void Write(ThriftWriter thrift, TextHeap text)
    {
        thrift.BeginStruct();
        thrift.Int64(2, DictionaryOffset ?? DataOffset);
        thrift.BeginStruct(3);
        thrift.Int32(1, CellFormat.PhysicalType(Leaf.Type));
        thrift.BeginList(2, ThriftWriter.I32, DictionaryOffset is null ? 2 : 3);
        thrift.Int32(Rle);
        thrift.Int32(Plain);
        if (DictionaryOffset is not null)
            thrift.Int32(RleDictionary);
        thrift.BeginList(3, ThriftWriter.Binary, Leaf.Path.Length);
        foreach (var name in Leaf.Path)
            thrift.Text(name);
        thrift.Int32(4, Codec);
        thrift.Int64(5, Entries);
        thrift.Int64(6, RawBytes);
        thrift.Int64(7, Bytes);
        thrift.Int64(9, DataOffset);
        if (DictionaryOffset is { } dictionary)
            thrift.Int64(11, dictionary);
        WriteStatistics(thrift, text);
        thrift.EndStruct();
        thrift.EndStruct();
    }

    private void WriteStatistics(ThriftWriter thrift, TextHeap text)
    {
        thrift.BeginStruct(12);
        thrift.Int64(3, Range.Nulls);
        var (min, max) = (new ByteSink(), new ByteSink());
        if (Range.IsKnown)
        {
            Range.WriteBound(min, upper: false, text);
            Range.WriteBound(max, upper: true, text);
            if (min.Length <= LongestBound && max.Length <= LongestBound)
            {
                thrift.Bytes(5, max.Bytes);
                thrift.Bytes(6, min.Bytes);
            }
        }

        thrift.EndStruct();
    }
}
