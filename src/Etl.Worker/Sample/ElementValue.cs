using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
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
            return EncodeAscii(text, vr == Vr.UI ? (byte)0 : (byte)' ');
        if (vr == Vr.AT)
            return EncodeTags(text);
        if (vr.UnitSize() == 1)
            return Pad(Convert.FromHexString(text), 0);
        return Encode(vr, [.. text.Split('\\').Select(part => double.Parse(part, CultureInfo.InvariantCulture))]);
    }

    public static byte[] Encode(Vr vr, params ReadOnlySpan<double> values)
    {
        if (vr is Vr.DS or Vr.IS)
            return EncodeDecimals(values);

        var size = vr.UnitSize();
        var bytes = new byte[size * values.Length];
        for (var i = 0; i < values.Length; i++)
            Write(vr, bytes.AsSpan(i * size, size), values[i]);
        return bytes;
    }

    /// <summary>Numbers as text with at most six decimals, without the cost of a format string each.</summary>
    private static byte[] EncodeDecimals(ReadOnlySpan<double> values)
    {
        Span<byte> text = values.Length <= 12 ? stackalloc byte[values.Length * 32] : new byte[values.Length * 32];
        var length = 0;
        foreach (var value in values)
        {
            if (length > 0)
                text[length++] = (byte)'\\';
            var millionths = (long)Math.Round(value * 1e6);
            if (millionths < 0)
                text[length++] = (byte)'-';
            var (whole, fraction) = Math.DivRem(Math.Abs(millionths), 1_000_000L);
            Utf8Formatter.TryFormat(whole, text[length..], out var written);
            length += written;
            if (fraction == 0)
                continue;
            text[length++] = (byte)'.';
            for (var unit = 100_000L; fraction > 0; fraction %= unit, unit /= 10)
                text[length++] = (byte)('0' + fraction / unit);
        }

        if ((length & 1) == 1)
            text[length++] = (byte)' ';
        return text[..length].ToArray();
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

    private static byte[] EncodeAscii(string text, byte pad)
    {
        var bytes = new byte[text.Length + (text.Length & 1)];
        bytes[^1] = pad;
        Encoding.ASCII.GetBytes(text, bytes);
        return bytes;
    }

    private static byte[] EncodeTags(string text)
    {
        var tags = text.Split('\\').Select(part => Convert.ToUInt32(part, 16));
        return [.. tags.SelectMany(tag => new[] { (byte)(tag >> 16), (byte)(tag >> 24), (byte)tag, (byte)(tag >> 8) })];
    }

    private static byte[] Pad(byte[] bytes, byte pad) => (bytes.Length & 1) == 0 ? bytes : [.. bytes, pad];
}
