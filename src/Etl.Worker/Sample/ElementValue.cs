using System.Buffers.Binary;
using System.Globalization;
using Etl.Schema.Dicom;

namespace Etl.Worker.Sample;

/// <summary>Values as the little endian bytes of their VR, padded to even length (PS3.5 6.2).</summary>
internal static class ElementValue
{
    public static byte[] Encode(Vr vr, string text, TextEncoding encoding)
    {
        if (text.Length == 0)
            return [];
        if (vr.UsesCharacterSet())
            return Pad(encoding.Encode(text), (byte)' ');
        if (vr.IsText())
            return Pad(TextEncoding.Ascii.Encode(text), vr == Vr.UI ? (byte)0 : (byte)' ');
        if (vr == Vr.AT)
            return EncodeTags(text);
        if (vr.UnitSize() == 1)
            return Pad(Convert.FromHexString(text), 0);
        return Encode(vr, [.. text.Split('\\').Select(part => double.Parse(part, CultureInfo.InvariantCulture))]);
    }

    public static byte[] Encode(Vr vr, params ReadOnlySpan<double> values)
    {
        if (vr is Vr.DS or Vr.IS)
        {
            var texts = new string[values.Length];
            for (var i = 0; i < values.Length; i++)
                texts[i] = values[i].ToString(vr == Vr.IS ? "0" : "0.######", CultureInfo.InvariantCulture);
            return Encode(vr, string.Join('\\', texts), TextEncoding.Ascii);
        }

        var size = vr.UnitSize();
        var bytes = new byte[size * values.Length];
        for (var i = 0; i < values.Length; i++)
            Write(vr, bytes.AsSpan(i * size, size), values[i]);
        return bytes;
    }

    /// <summary>Bytes of a given length that are neither all zero nor all the same.</summary>
    public static byte[] Pattern(int length)
    {
        var bytes = new byte[length + (length & 1)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(i * 7 >> 3 & 0x3F);
        return bytes;
    }

    private static void Write(Vr vr, Span<byte> target, double value)
    {
        switch (vr)
        {
            case Vr.US or Vr.OW: BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(long)value); break;
            case Vr.SS: BinaryPrimitives.WriteInt16LittleEndian(target, (short)value); break;
            case Vr.UL or Vr.OL: BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)value); break;
            case Vr.SL: BinaryPrimitives.WriteInt32LittleEndian(target, (int)value); break;
            case Vr.FL or Vr.OF: BinaryPrimitives.WriteSingleLittleEndian(target, (float)value); break;
            case Vr.FD or Vr.OD: BinaryPrimitives.WriteDoubleLittleEndian(target, value); break;
            case Vr.UV or Vr.OV: BinaryPrimitives.WriteUInt64LittleEndian(target, (ulong)value); break;
            case Vr.SV: BinaryPrimitives.WriteInt64LittleEndian(target, (long)value); break;
            default: throw new ArgumentException($"VR {vr.Name()} holds no numbers.", nameof(vr));
        }
    }

    private static byte[] EncodeTags(string text)
    {
        var tags = text.Split('\\').Select(part => Convert.ToUInt32(part, 16));
        return [.. tags.SelectMany(tag => new[] { (byte)(tag >> 16), (byte)(tag >> 24), (byte)tag, (byte)(tag >> 8) })];
    }

    private static byte[] Pad(byte[] bytes, byte pad) => (bytes.Length & 1) == 0 ? bytes : [.. bytes, pad];
}
