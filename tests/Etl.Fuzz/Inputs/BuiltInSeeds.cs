namespace Etl.Fuzz.Inputs;

/// <summary>Small generated instances in every encoding, so that the harness runs without any other file.</summary>
internal static class BuiltInSeeds
{
    public const string ImplicitLittle = "1.2.840.10008.1.2";
    public const string ExplicitLittle = "1.2.840.10008.1.2.1";
    public const string Deflated = "1.2.840.10008.1.2.1.99";
    public const string ExplicitBig = "1.2.840.10008.1.2.2";

    public static IEnumerable<Seed> All()
    {
        var plain = DataSet(true, false, undefined: false);
        yield return new Seed("explicit", DataSetWriter.Part10(ExplicitLittle, plain));
        yield return new Seed("explicit-undefined", DataSetWriter.Part10(ExplicitLittle, DataSet(true, false, undefined: true)));
        yield return new Seed("implicit", DataSetWriter.Part10(ImplicitLittle, DataSet(false, false, undefined: true)));
        yield return new Seed("big-endian", DataSetWriter.Part10(ExplicitBig, DataSet(true, true, undefined: true)));
        yield return new Seed("deflated", DataSetWriter.Part10(Deflated, DataSetWriter.Deflate(plain)));
        yield return new Seed("zlib", DataSetWriter.Part10(Deflated, [0x78, 0x9C, .. DataSetWriter.Deflate(plain), 1, 2, 3, 4]));
        yield return new Seed("bare-explicit", plain);
        yield return new Seed("bare-implicit", DataSet(false, false, undefined: false));
        yield return new Seed("japanese", DataSetWriter.Part10(ExplicitLittle, Japanese()));
        yield return new Seed("empty", []);
        yield return new Seed("prefix-only", DataSetWriter.Part10(ExplicitLittle, []));
    }

    private static byte[] DataSet(bool isExplicit, bool isBigEndian, bool undefined)
    {
        var writer = new DataSetWriter(isExplicit, isBigEndian)
            .Text(0x00080005, "CS", "ISO_IR 100")
            .Text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7")
            .Text(0x00080018, "UI", "1.2.3.4.5")
            .Text(0x00080020, "DA", "20240229")
            .Text(0x00080030, "TM", "235959.999999")
            .Text(0x00080060, "CS", "OT");
        Sequence(writer, new DataSetWriter(isExplicit, isBigEndian).Text(0x00080100, "SH", "CODE").Text(0x00080104, "LO", "M\u00fcller\\B"),
            0x00081032, undefined);
        writer.Text(0x00090010, "LO", "CREATOR")
            .Element(0x00091001, "UN", [1, 2, 3, 4])
            .Text(0x00100010, "PN", "D\u00f6^J\u00e4n=Y=Z")
            .Text(0x00101010, "AS", "044Y")
            .Text(0x00180050, "DS", "1.25")
            .Text(0x00189074, "DT", "20240229235959.123456+0100");
        var inner = new DataSetWriter(isExplicit, isBigEndian).Us(0x00280106, 0xFFFF);
        Sequence(inner, new DataSetWriter(isExplicit, isBigEndian).Text(0x00080100, "SH", "DEEP"), 0x00081140, undefined);
        Sequence(writer, inner, 0x00200011 + 0x00070000, undefined);
        writer.Us(0x00280010, 4).Us(0x00280103, 1).Us(0x00280106, 0x8000)
            .Element(0x00281101, "US", [0, 1, 0, 0, 16, 0])
            .Text(0x00280030, "DS", "0.5\\0.5")
            .Element(0x00291010, "OB", new byte[10])
            .Element(0x60000010, "US", [1, 0])
            .Element(0x7FE00010, "OW", new byte[64]);
        return writer.ToArray();
    }

    private static void Sequence(DataSetWriter writer, DataSetWriter item, uint tag, bool undefined)
    {
        var content = item.ToArray();
        writer.Header(tag, "SQ", undefined ? DataSetWriter.Undefined : (uint)content.Length + 8)
            .Item(undefined ? DataSetWriter.Undefined : (uint)content.Length)
            .Raw(content);
        if (undefined)
            writer.ItemEnd().SequenceEnd();
    }

    private static byte[] Japanese() => new DataSetWriter()
        .Text(0x00080005, "CS", "\\ISO 2022 IR 87\\ISO 2022 IR 13")
        .Text(0x00080060, "CS", "OT")
        .Text(0x00100010, "PN", "Yamada^Tarou=\u001b$B;3ED\u001b(B^\u001b$BB@O:\u001b(B=\u001b$B$d$^$@\u001b(B^\u001b$B$?$m$&\u001b(B")
        .Text(0x00104000, "LT", "a\\b\r\n\u001b$B;3\u001b(B\u001b)I\u00b1")
        .ToArray();
}
