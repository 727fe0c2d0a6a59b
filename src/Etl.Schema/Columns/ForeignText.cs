using System.Buffers.Binary;
using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Values;

namespace Etl.Schema.Columns;

/// <summary>Values as text, for the lists that keep what no typed column can.</summary>
internal static class ForeignText
{
    /// <summary>Binary numbers joined by backslashes, as DS and IS would have them.</summary>
    internal static string Of(Vr vr, ReadOnlySpan<byte> raw, bool isBigEndian)
    {
        var values = new List<string>();
        Split(vr, raw, isBigEndian, values.Add);
        return string.Join('\\', values);
    }

    /// <summary>Each binary number as its text; a rest that fills no unit as hexadecimal.</summary>
    internal static void Split(Vr vr, ReadOnlySpan<byte> raw, bool isBigEndian, Action<string> add)
    {
        var unit = vr.UnitSize();
        if (vr.IsBinary() || raw.Length < unit)
        {
            add(Hex(raw, InstanceBatch.MaxRawBytes));
            return;
        }

        for (var at = 0; at + unit <= raw.Length; at += unit)
            add(One(vr, raw.Slice(at, unit), isBigEndian));
    }

    /// <summary>
    /// Bytes as they are: text that is UTF-8 as it stands, other text byte by byte as Latin-1 (a NUL as U+2400), anything else as hexadecimal.
    /// </summary>
    internal static string Verbatim(Vr vr, ReadOnlySpan<byte> raw, int maxBytes, out bool isCut)
    {
        var limit = vr.IsText() ? maxBytes : maxBytes / 2;
        isCut = raw.Length > limit;
        if (isCut)
            raw = vr.IsText() ? ValueText.CutAtCharacter(raw[..limit]) : raw[..limit];
        if (!vr.IsText())
            return Hex(raw, limit);
        var text = System.Text.Unicode.Utf8.IsValid(raw) ? Encoding.UTF8.GetString(raw) : Encoding.Latin1.GetString(raw);
        return text.Replace('\0', '\u2400');
    }

    private static string Hex(ReadOnlySpan<byte> raw, int maxBytes) => Convert.ToHexString(raw.Length > maxBytes ? raw[..maxBytes] : raw);

    private static string One(Vr vr, ReadOnlySpan<byte> unit, bool isBigEndian)
    {
        Span<byte> bytes = stackalloc byte[8];
        unit.CopyTo(bytes);
        if (vr == Vr.AT)
        {
            bytes[..2].Reverse();
            bytes[2..4].Reverse();
            if (isBigEndian)
                unit.CopyTo(bytes);
            return Convert.ToHexString(bytes[..4]);
        }

        if (isBigEndian)
            bytes[..unit.Length].Reverse();
        return vr switch
        {
            Vr.US => BinaryPrimitives.ReadUInt16LittleEndian(bytes).ToString(),
            Vr.SS => BinaryPrimitives.ReadInt16LittleEndian(bytes).ToString(),
            Vr.UL => BinaryPrimitives.ReadUInt32LittleEndian(bytes).ToString(),
            Vr.SL => BinaryPrimitives.ReadInt32LittleEndian(bytes).ToString(),
            Vr.FL => BinaryPrimitives.ReadSingleLittleEndian(bytes).ToString("R"),
            Vr.FD => BinaryPrimitives.ReadDoubleLittleEndian(bytes).ToString("R"),
            Vr.UV => BinaryPrimitives.ReadUInt64LittleEndian(bytes).ToString(),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes).ToString(),
        };
    }
}
