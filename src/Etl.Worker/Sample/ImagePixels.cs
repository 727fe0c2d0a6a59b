using System.Collections.Concurrent;
using Etl.Schema.Dicom;

namespace Etl.Worker.Sample;

/// <summary>The Image Pixel module (PS3.3 C.7.6.3): a matrix that fits the pixel data written.</summary>
internal static class ImagePixels
{
    private const int CompressedSide = 512;
    private static readonly ConcurrentDictionary<int, byte[]> Native = new();
    private static readonly ConcurrentDictionary<(Codec, int), byte[]> Fragments = new();

    /// <summary>Rows and Columns of a square image with so many bytes a pixel.</summary>
    public static int Side(SampleSeries series, int bytesPerPixel) =>
        series.Format.IsEncapsulated ? CompressedSide : Math.Max(4, (int)Math.Sqrt(series.Study.Options.PixelBytes / (double)bytesPerPixel));

    public static DataSet Gray16(SampleSeries series, DataSet data, int stored = 12, bool signed = false, int frames = 1)
    {
        var side = Side(series, 2);
        Describe(data, side, 1, 16, stored, signed, "MONOCHROME2");
        return AddData(series, data, side * side * 2, frames, Vr.OW);
    }

    public static DataSet Gray8(SampleSeries series, DataSet data, int frames = 1)
    {
        var side = Side(series, 1);
        Describe(data, side, 1, 8, 8, false, "MONOCHROME2");
        return AddData(series, data, side * side, frames, Vr.OB);
    }

    public static DataSet Color(SampleSeries series, DataSet data, int frames = 1)
    {
        var side = Side(series, 3);
        Describe(data, side, 3, 8, 8, false, series.Format.Codec == Codec.Jpeg ? "YBR_FULL_422" : "RGB");
        data.Set("PlanarConfiguration", 0);
        if (series.Format.Codec == Codec.Jpeg)
            data.Set("LossyImageCompression", "01").Set("LossyImageCompressionRatio", 11.2).Set("LossyImageCompressionMethod", "ISO_10918_1");
        return AddData(series, data, side * side * 3, frames, Vr.OB);
    }

    /// <summary>Binary frames, packed eight pixels to the byte (PS3.5 8.1.1).</summary>
    public static DataSet Bits(DataSet data, int side, int frames)
    {
        Describe(data, side, 1, 1, 1, false, "MONOCHROME2");
        data.Set("NumberOfFrames", frames);
        return data.SetBytes("PixelData", Vr.OB, NativeBytes((side * side * frames + 7) / 8));
    }

    private static void Describe(DataSet data, int side, int samples, int allocated, int stored, bool signed, string photometric) => data
        .Set("SamplesPerPixel", samples)
        .Set("PhotometricInterpretation", photometric)
        .Set("Rows", side)
        .Set("Columns", side)
        .Set("BitsAllocated", allocated)
        .Set("BitsStored", stored)
        .Set("HighBit", stored - 1)
        .Set("PixelRepresentation", signed ? 1 : 0);

    private static DataSet AddData(SampleSeries series, DataSet data, int frameBytes, int frames, Vr vr)
    {
        var format = series.Format;
        if (!format.IsEncapsulated)
            return data.SetBytes("PixelData", format.IsImplicit ? Vr.OW : vr, NativeBytes(frameBytes * frames));
        var fragment = Fragments.GetOrAdd((format.Codec, series.Study.Options.PixelBytes), static key => Fragment(key.Item1, key.Item2));
        var fragments = new byte[frames + 1][];
        Array.Fill(fragments, fragment);
        fragments[0] = frames == 1
            ? []
            : ElementValue.Encode(Vr.UL, [.. Enumerable.Range(0, frames).Select(i => (double)i * (fragment.Length + 8))]);
        return data.Put(Keywords.Get("PixelData").Tag, Vr.OB, fragments);
    }

    private static byte[] NativeBytes(int length) => Native.GetOrAdd(length, static bytes => ElementValue.Pattern(bytes));

    private static byte[] Fragment(Codec codec, int length)
    {
        var bytes = ElementValue.Pattern(Math.Max(128, length / 2));
        byte[] start = codec switch
        {
            Codec.Jpeg => [0xFF, 0xD8, 0xFF, 0xE0],
            Codec.JpegLossless => [0xFF, 0xD8, 0xFF, 0xC3],
            Codec.Jpeg2000 => [0xFF, 0x4F, 0xFF, 0x51],
            _ => [2, 0, 0, 0, 64, 0, 0, 0, 96, 0, 0, 0],
        };
        start.CopyTo(bytes, 0);
        if (codec != Codec.Rle)
            (bytes[^2], bytes[^1]) = (0xFF, 0xD9);
        return bytes;
    }
}
