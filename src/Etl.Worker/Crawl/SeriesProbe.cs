using System.IO.Compression;
using System.Text;
using Etl.Schema.Dicom;
using Etl.Worker.Sources;

namespace Etl.Worker.Crawl;

/// <summary>Reads of an object no more than it takes to tell its series. Used by one thread.</summary>
internal sealed class SeriesProbe : IDisposable
{
    private static readonly Tag SeriesInstanceUid = new(0x0020000E);

    private const int DeflatedBytes = 64 << 10;
    private const int InflatedBytes = 256 << 10;

    private readonly DicomReader reader = new(ReaderLimits.Default);
    private readonly FileWindow window = new();
    private readonly Dictionary<ISource, IObjectReader> readers = [];

    /// <summary>(0020,000E) of the data set; null where it is not to be had: whatever is wrong is for the crawl to find out.</summary>
    internal string? SeriesOf(in ObjectInfo item)
    {
        if (item.Size <= 0)
            return null;
        try
        {
            if (!readers.TryGetValue(item.Source, out var objects))
                readers.Add(item.Source, objects = item.Source.OpenReader());
            objects.Open(item);
            return Read(objects, item.Size);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var objects in readers.Values)
            objects.Dispose();
    }

    private string? Read(IObjectReader objects, long size)
    {
        byte[]? inflated = null;
        window.Clear();
        reader.Reset(new IssueLog(), size);
        while (true)
        {
            ReadOnlySpan<byte> bytes = inflated is null ? window.Bytes : inflated;
            var offset = inflated is null ? window.Offset : 0;
            switch (reader.Read(bytes, offset))
            {
                case DicomToken.NeedMoreBytes:
                    if (inflated is not null || window.Show(objects, reader.NeedOffset, reader.NeedCount, size) <= 0)
                        return null;
                    break;
                case DicomToken.Deflated when window.Show(objects, reader.DataSetOffset, DeflatedBytes, size) >= 0:
                    inflated = Inflate(window.Bytes[(int)(reader.DataSetOffset - window.Offset)..]);
                    reader.ContinueInflated(inflated.Length);
                    break;
                case DicomToken.End or DicomToken.Deflated:
                    return null;
                case DicomToken.Element when reader.Depth == 0 && reader.Tag == SeriesInstanceUid:
                    return reader.WindowedLength == 0 ? null
                        : Encoding.Latin1.GetString(bytes.Slice((int)(reader.ValueOffset - offset), reader.WindowedLength)).Trim('\0', ' ');
                case DicomToken.Element or DicomToken.SequenceStart when reader.Depth == 0 && reader.Tag > SeriesInstanceUid:
                    return null;
            }
        }
    }

    /// <summary>The beginning of a deflated data set (PS3.5 A.5), with or without a zlib header; it is enough, as the series stands near it.</summary>
    private static byte[] Inflate(ReadOnlySpan<byte> compressed)
    {
        var isZlib = compressed.Length > 2 && compressed[0] == 0x78 && (compressed[0] << 8 | compressed[1]) % 31 == 0;
        using var source = new MemoryStream(compressed[(isZlib ? 2 : 0)..].ToArray());
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        var inflated = new byte[InflatedBytes];
        var count = 0;
        try
        {
            while (count < inflated.Length && inflater.Read(inflated, count, inflated.Length - count) is > 0 and var read)
                count += read;
        }
        catch (InvalidDataException)
        {
            // What came out before is looked at.
        }

        return inflated[..count];
    }
}
