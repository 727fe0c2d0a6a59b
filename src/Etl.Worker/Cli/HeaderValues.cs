using System.Buffers.Binary;
using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Values;

namespace Etl.Worker.Cli;

/// <summary>An element's values: text as string (an empty one is null), numbers as long, ulong, float or double.</summary>
internal static class HeaderValues
{
    public static List<object?> Of(DicomReader reader, ReadOnlySpan<byte> value, HeaderScope scope) =>
        reader.Vr.IsText() ? Texts(value, reader.Vr, reader.IsFileMeta ? CharacterSet.Default : scope.CharacterSet)
        : reader.Vr.IsBinary() ? []
        : Numbers(value, reader.Vr == Vr.UsOrSs ? scope.IsSigned ? Vr.SS : Vr.US : reader.Vr, reader.IsBigEndian);

    private static List<object?> Texts(ReadOnlySpan<byte> value, Vr vr, CharacterSet characterSet)
    {
        var decoded = new DecodedText();
        characterSet.Decode(value, vr, decoded);
        var texts = new List<object?>(decoded.Count);
        for (var i = 0; i < decoded.Count; i++)
        {
            var text = ValueText.TrimOne(decoded[i], vr, out _);
            texts.Add(text.IsEmpty ? null : Encoding.UTF8.GetString(text));
        }

        return texts;
    }

    private static List<object?> Numbers(ReadOnlySpan<byte> value, Vr vr, bool isBigEndian)
    {
        var size = vr.UnitSize();
        var numbers = new List<object?>(value.Length / size);
        for (; value.Length >= size; value = value[size..])
            numbers.Add(Number(value, vr, isBigEndian));
        return numbers;
    }

    private static object Number(ReadOnlySpan<byte> value, Vr vr, bool isBigEndian)
    {
        if (vr == Vr.AT)
            return new Tag(Unsigned16(value, isBigEndian), Unsigned16(value[2..], isBigEndian)).ToString();
        Span<byte> bytes = stackalloc byte[8];
        var size = vr.UnitSize();
        value[..size].CopyTo(bytes);
        if (isBigEndian)
            bytes[..size].Reverse();
        // Without the cast to object the arms would meet in their common type, double, and lose digits.
        return vr switch
        {
            Vr.US => (object)(long)BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            Vr.SS => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            Vr.UL => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            Vr.SL => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            Vr.SV => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            Vr.UV => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            Vr.FL => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            Vr.FD => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            _ => (long)bytes[0],
        };
    }

    private static ushort Unsigned16(ReadOnlySpan<byte> value, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(value) : BinaryPrimitives.ReadUInt16LittleEndian(value);
}
