using System.Buffers.Binary;
using System.Text;

namespace Etl.Schema.Tests.Columns;

/// <summary>Data elements as bytes, an element a line; it knows no more of the standard than how a header is laid out (PS3.5 7.1).</summary>
internal sealed class DicomBytes(bool isExplicit = true, bool isBigEndian = false)
{
    private readonly List<(uint Tag, byte[] Bytes)> elements = [];
    private bool isAsGiven;

    public bool IsExplicit => isExplicit;

    public DicomBytes Raw(uint tag, string vr, params byte[] value)
    {
        var bytes = new List<byte>();
        Word(bytes, (ushort)(tag >> 16));
        Word(bytes, (ushort)tag);
        if (!isExplicit)
        {
            Long(bytes, (uint)value.Length);
        }
        else
        {
            bytes.AddRange(Encoding.ASCII.GetBytes(vr));
            if (vr is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV")
            {
                Word(bytes, 0);
                Long(bytes, (uint)value.Length);
            }
            else
            {
                Word(bytes, (ushort)value.Length);
            }
        }

        bytes.AddRange(value);
        elements.Add((tag, [.. bytes]));
        return this;
    }

    public DicomBytes Hex(uint tag, string vr, string hex) => Raw(tag, vr, Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    /// <summary>Text as Latin-1 bytes, padded to an even length.</summary>
    public DicomBytes Text(uint tag, string vr, string value)
    {
        var bytes = Encoding.Latin1.GetBytes(value);
        return Raw(tag, vr, bytes.Length % 2 == 0 ? bytes : [.. bytes, vr == "UI" ? (byte)0 : (byte)' ']);
    }

    public DicomBytes Words(uint tag, string vr, params int[] values)
    {
        var bytes = new List<byte>();
        foreach (var value in values)
            Word(bytes, (ushort)value);
        return Raw(tag, vr, [.. bytes]);
    }

    public DicomBytes Sequence(uint tag, params Action<DicomBytes>[] items)
    {
        var bytes = new List<byte>();
        foreach (var fill in items)
        {
            var item = new DicomBytes(isExplicit, isBigEndian);
            fill(item);
            Word(bytes, 0xFFFE);
            Word(bytes, 0xE000);
            var content = item.DataSet();
            Long(bytes, (uint)content.Length);
            bytes.AddRange(content);
        }

        return Raw(tag, "SQ", [.. bytes]);
    }

    /// <summary>Keeps the order of the calls; otherwise tags ascend.</summary>
    public DicomBytes AsGiven()
    {
        isAsGiven = true;
        return this;
    }

    public byte[] DataSet() =>
        [.. (isAsGiven ? (IEnumerable<(uint Tag, byte[] Bytes)>)elements : elements.OrderBy(e => e.Tag)).SelectMany(e => e.Bytes)];

    /// <summary>Preamble, file meta information and the data set (PS3.10 7.1), with the UIDs that every instance has.</summary>
    public byte[] File(string? syntax = null, Func<byte[], byte[]>? pack = null)
    {
        Default(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7");
        Default(0x00080018, "UI", "1.2.3.4");
        Default(0x00080060, "CS", "CT");
        syntax ??= isBigEndian ? "1.2.840.10008.1.2.2" : isExplicit ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2";
        var meta = new DicomBytes().Text(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.7").Text(0x00020010, "UI", syntax).DataSet();
        var length = new DicomBytes().Raw(0x00020000, "UL", [(byte)meta.Length, 0, 0, 0]).DataSet();
        var data = DataSet();
        return [.. new byte[128], .. "DICM"u8, .. length, .. meta, .. pack is null ? data : pack(data)];
    }

    private void Default(uint tag, string vr, string value)
    {
        if (elements.Exists(e => e.Tag == tag) || noModality && tag == 0x00080060)
            return;
        Text(tag, vr, value);
        if (isAsGiven)
        {
            elements.Insert(0, elements[^1]);
            elements.RemoveAt(elements.Count - 1);
        }
    }

    private bool noModality;

    public DicomBytes WithoutModality()
    {
        noModality = true;
        return this;
    }

    private void Word(List<byte> bytes, ushort value)
    {
        Span<byte> two = stackalloc byte[2];
        if (isBigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(two, value);
        else
            BinaryPrimitives.WriteUInt16LittleEndian(two, value);
        bytes.AddRange(two);
    }

    private void Long(List<byte> bytes, uint value)
    {
        Word(bytes, (ushort)(isBigEndian ? value >> 16 : value));
        Word(bytes, (ushort)(isBigEndian ? value : value >> 16));
    }
}
