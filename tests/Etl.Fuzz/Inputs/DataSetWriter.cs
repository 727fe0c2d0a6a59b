using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Etl.Fuzz.Inputs;

/// <summary>Writes small data sets, well-formed or not: nothing is checked (PS3.5 chapter 7).</summary>
internal sealed class DataSetWriter(bool isExplicit = true, bool isBigEndian = false)
{
    public const uint Undefined = uint.MaxValue;

    private readonly ArrayBufferWriter<byte> stream = new();

    public long Length => stream.WrittenCount;

    public byte[] ToArray() => stream.WrittenSpan.ToArray();

    public DataSetWriter Element(uint tag, string vr, ReadOnlySpan<byte> value)
    {
        Header(tag, vr, (uint)value.Length);
        stream.Write(value);
        return this;
    }

    public DataSetWriter Text(uint tag, string vr, string value) =>
        Element(tag, vr, Encoding.Latin1.GetBytes((value.Length & 1) == 0 ? value : value + (vr == "UI" ? '\0' : ' ')));

    public DataSetWriter Us(uint tag, ushort value) =>
        Element(tag, "US", isBigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)]);

    public DataSetWriter Header(uint tag, string vr, uint length)
    {
        Tag(tag);
        if (!isExplicit)
            return UInt32(length);
        stream.Write(Encoding.Latin1.GetBytes(vr));
        if (vr is not ("OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV"))
            return UInt16((ushort)length);
        return UInt16(0).UInt32(length);
    }

    public DataSetWriter Item(uint length = Undefined) => Tag(0xFFFEE000).UInt32(length);

    public DataSetWriter ItemEnd() => Tag(0xFFFEE00D).UInt32(0);

    public DataSetWriter SequenceEnd() => Tag(0xFFFEE0DD).UInt32(0);

    public DataSetWriter Raw(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        return this;
    }

    public DataSetWriter Tag(uint tag) => UInt16((ushort)(tag >> 16)).UInt16((ushort)tag);

    public DataSetWriter UInt16(ushort value)
    {
        Span<byte> two = stackalloc byte[2];
        if (isBigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(two, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(two, value);
        return Raw(two);
    }

    public DataSetWriter UInt32(uint value)
    {
        Span<byte> four = stackalloc byte[4];
        if (isBigEndian)
            BinaryPrimitives.WriteUInt32BigEndian(four, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(four, value);
        return Raw(four);
    }

    /// <summary>Preamble, prefix and file meta information (PS3.10 7.1) before a data set.</summary>
    public static byte[] Part10(string transferSyntaxUid, ReadOnlySpan<byte> dataSet)
    {
        var meta = new DataSetWriter()
            .Element(0x00020001, "OB", [0, 1])
            .Text(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.7")
            .Text(0x00020003, "UI", "1.2.3.4.5")
            .Text(0x00020010, "UI", transferSyntaxUid)
            .Text(0x00020012, "UI", "1.2.3");
        return new DataSetWriter()
            .Raw(new byte[128])
            .Raw("DICM"u8)
            .Header(0x00020000, "UL", 4)
            .UInt32((uint)meta.Length)
            .Raw(meta.ToArray())
            .Raw(dataSet)
            .ToArray();
    }

    public static byte[] Deflate(ReadOnlySpan<byte> bytes)
    {
        using var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
            deflater.Write(bytes);
        return target.ToArray();
    }
}
