namespace Etl.Schema.Tests.Dicom;

/// <summary>Objects laid out byte by byte: a frame of plain elements around the bytes in question.</summary>
internal static class Bytes
{
    public const string ExplicitLittle = "1.2.840.10008.1.2.1";
    public const string ImplicitLittle = "1.2.840.10008.1.2";
    public const string ExplicitBig = "1.2.840.10008.1.2.2";

    /// <summary>(0008,0060) CS CT in explicit VR.</summary>
    public const string Head = "08006000 4353 0200 4354";

    /// <summary>(0020,0011) IS 42 in explicit VR.</summary>
    public const string Tail = "20001100 4953 0200 3432";
    public const string HeadImplicit = "08006000 02000000 4354";
    public const string TailImplicit = "20001100 02000000 3432";
    public const string HeadBig = "00080060 4353 0002 4354";
    public const string TailBig = "00200011 4953 0002 3432";

    public static byte[] Hex(params string[] parts) =>
        Convert.FromHexString(string.Concat(parts).Replace(" ", "", StringComparison.Ordinal));

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Preamble => [.. new byte[128], .. "DICM"u8];

    /// <summary>(0002,0000) and (0002,0010); <paramref name="error"/> makes the group length wrong.</summary>
    public static byte[] Meta(string syntax, long error = 0)
    {
        var uid = Uid(syntax);
        var body = Join(Hex("02001000 5549"), [(byte)uid.Length, 0], uid);
        return Join(Hex("02000000 554C 0400"), BitConverter.GetBytes((uint)(body.Length + error)), body);
    }

    public static byte[] Uid(string uid)
    {
        var text = System.Text.Encoding.ASCII.GetBytes(uid);
        return text.Length % 2 == 0 ? text : [.. text, 0];
    }

    /// <summary>Preamble, prefix, meta group of this syntax, and a data set.</summary>
    public static byte[] Part10(string syntax, params string[] dataSet) => Join(Preamble, Meta(syntax), Hex(dataSet));

    /// <summary>Explicit VR little endian: the frame around these bytes.</summary>
    public static byte[] Explicit(string hex) => Part10(ExplicitLittle, Head, hex, Tail);

    public static byte[] Implicit(string hex) => Part10(ImplicitLittle, HeadImplicit, hex, TailImplicit);

    public static byte[] Big(string hex) => Part10(ExplicitBig, HeadBig, hex, TailBig);
}
