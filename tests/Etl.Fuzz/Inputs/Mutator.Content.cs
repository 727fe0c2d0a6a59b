using System.Text;

namespace Etl.Fuzz.Inputs;

/// <content>Mutations that know what DICOM looks like.</content>
internal sealed partial class Mutator
{
    private static readonly byte[][] Words =
    [
        [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0x7F], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0x80], [0xFE, 0xFF, 0xFF, 0xFF],
        [0xFE, 0xFF, 0x00, 0xE0], [0xFE, 0xFF, 0x0D, 0xE0], [0xFE, 0xFF, 0xDD, 0xE0], [0xFF, 0xFE, 0xE0, 0x00], [0xFF, 0xFE, 0xE0, 0xDD],
        [0xE0, 0x7F, 0x10, 0x00], [0xFC, 0xFF, 0xFC, 0xFF], [0x02, 0x00, 0x10, 0x00], [0, 0, 0, 0, 0, 0, 0, 0], [0xE0, 0xFF, 0x0D, 0xE0],
        "SQ\0\0"u8.ToArray(), "UN\0\0"u8.ToArray(), "OB\0\0"u8.ToArray(), "DICM"u8.ToArray(), [0x08, 0x00, 0x05, 0x00], [0x28, 0x00, 0x03, 0x01],
    ];

    private static readonly byte[][] Vrs =
    [
        .. "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV ZZ ?? sq ox"
            .Split(' ').Select(Encoding.ASCII.GetBytes),
        [0, 0], [0x20, 0x20], [0xFF, 0xFF],
    ];

    private static readonly string[] CharsetTerms =
    [
        "ISO_IR 6", "ISO_IR 100", "ISO_IR 101", "ISO_IR 109", "ISO_IR 110", "ISO_IR 126", "ISO_IR 127", "ISO_IR 138", "ISO_IR 144", "ISO_IR 148",
        "ISO_IR 166", "ISO_IR 13", "ISO_IR 192", "GB18030", "GBK", "ISO 2022 IR 6", "ISO 2022 IR 13", "ISO 2022 IR 58", "ISO 2022 IR 87",
        "ISO 2022 IR 100", "ISO 2022 IR 149", "ISO 2022 IR 159", "", "ISO-IR 100", "latin1", "\u00ff\u00fe", "ISO_IR_100", " ", "UTF8", "ISO 2022 IR 166",
    ];

    private static readonly byte[][] Escapes =
    [
        .. new[] { "(B", "(J", ")I", "-A", "-B", "-T", "$B", "$@", "$(D", "$)C", "$)A", "$A", "%G", "", "$", "$(", "(" , "-", "%/1" }
            .Select(s => Encoding.ASCII.GetBytes('\u001b' + s)),
        [0x0E], [0x0F], [0x5C], [0x5E], [0x3D], [0x80], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x81, 0x30, 0x81], [0x00], [0x0D],
    ];

    private static readonly string[] TransferSyntaxes =
    [
        BuiltInSeeds.ImplicitLittle, BuiltInSeeds.ExplicitLittle, BuiltInSeeds.ExplicitBig, BuiltInSeeds.Deflated, "1.2.840.10008.1.2.4.50",
        "1.2.840.113619.5.2", "1.2.840.10008.1.20", "", "9.9", "1.2.840.10008.1.2.8.1", new('1', 70),
    ];

    private static readonly string[] Values =
    [
        "", " ", "\\", "\\\\\\\\", "1E400", "-1E-400", "99999999999999999999", "1,5", "NaN", "20240230", "2024.02.29", "19000101-20000101", "2460", "999999.9999999",
        "20240229235960.999999+1400", "0000", "-0", "+1", "1.", ".", "1.2.840.", "..", "0123Y", "ABC^DEF^GHI^JKL^MNO^PQR=A=B=C=D", "\0\0", "1e5", "0x10", "\u00a0",
    ];

    private string InsertDelimiters()
    {
        for (var i = 1 + random.Below(4); i > 0; i--)
        {
            byte[] tag = [0xFE, 0xFF, .. random.Pick<byte[]>([[0x00, 0xE0], [0x0D, 0xE0], [0xDD, 0xE0]])];
            var length = random.Below(4) switch { 0 => uint.MaxValue, 1 => (uint)random.Below(300), _ => 0u };
            input.Insert(random.OneIn(4) ? Anywhere() : AnyPlace().Start, [.. tag, .. ByteBuilder.LittleEndian(length)]);
        }

        return "delimiters";
    }

    /// <summary>Sequences in items in sequences, closed or not.</summary>
    private string Nest()
    {
        var place = AnyPlace();
        var tag = random.Pick<uint>([0x00081140, 0x0040A730, 0x00091001, 0x00081199, 0x52009230]);
        var writer = new DataSetWriter(place.IsExplicit);
        var levels = 1 + random.Below(random.OneIn(8) ? 400 : 12);
        for (var i = 0; i < levels; i++)
            writer.Header(tag, random.OneIn(6) ? "UN" : "SQ", random.OneIn(10) ? 0 : DataSetWriter.Undefined).Item(random.OneIn(10) ? 0 : DataSetWriter.Undefined);
        for (var i = random.Below(levels + 2); i > 0; i--)
        {
            if (!random.OneIn(20))
                writer.ItemEnd();
            if (!random.OneIn(20))
                writer.SequenceEnd();
        }

        input.Insert(place.Start, writer.ToArray());
        return $"nest {levels}";
    }

    private string InsertCharsetTerms()
    {
        var place = AnyPlace();
        var terms = string.Join('\\', Enumerable.Range(0, 1 + random.Below(random.OneIn(10) ? 60 : 4)).Select(_ => random.Pick<string>(CharsetTerms)));
        input.Insert(place.Start, new DataSetWriter(place.IsExplicit).Text(0x00080005, "CS", terms).ToArray());
        return "charset";
    }

    private string InsertEscapes()
    {
        var place = AnyPlace();
        for (var i = 1 + random.Below(6); i > 0; i--)
        {
            var escape = random.Pick<byte[]>(Escapes);
            var at = place.Value + random.Below(place.End - place.Value + 1);
            if (random.OneIn(8))
                input.Insert(at, escape);
            else
                input.Overwrite(at, escape);
        }

        return "escapes";
    }

    private string DeflateAndDamage()
    {
        var content = seed.DataSetOffset < 0 || seed.DataSetOffset > input.Length ? input.Span : input.Span[seed.DataSetOffset..];
        var compressed = new ByteBuilder();
        compressed.Set(DataSetWriter.Deflate(content));
        if (random.OneIn(4))
            compressed.Insert(0, [0x78, 0x9C]);
        for (var i = random.Below(4); i > 0 && compressed.Length > 0; i--)
            compressed[random.Below(compressed.Length)] ^= (byte)(1 << random.Below(8));
        if (random.OneIn(4))
            compressed.Truncate(random.Below(compressed.Length + 1));
        if (random.OneIn(4))
            compressed.Append([0, 0, 0]);
        input.Set(DataSetWriter.Part10(BuiltInSeeds.Deflated, compressed.Span));
        return "deflate";
    }

    private string EditTag()
    {
        var place = AnyPlace();
        var other = AnyPlace().Tag;
        var tag = random.Pick<uint>(
            [other, 0x7FE00010, 0x00080005, 0x00280103, 0x00080060, place.Tag & 0xFFFF0000, place.Tag | 0x10000, 0x00090010, 0x00091000, 0xFFFCFFFC, 0xFFFEE000,
                0xFFFEE00D, 0xFFFEE0DD, 0, 0x00020010, 0x60020010, 0x54000100, (uint)random.Next()]);
        input.Overwrite(place.Start, [(byte)(tag >> 16), (byte)(tag >> 24), (byte)tag, (byte)(tag >> 8)]);
        return "tag";
    }

    private string EditValue()
    {
        var place = AnyPlace();
        if (random.OneIn(2))
        {
            input.Overwrite(place.Value, Encoding.Latin1.GetBytes(random.Pick<string>(Values)));
            return "value";
        }

        var at = place.Value;
        var end = Math.Min(Math.Min(place.End, input.Length), at + 64);
        for (; at < end; at++)
            input[at] = random.NextByte();
        return "noise";
    }

    private string EditTransferSyntax()
    {
        foreach (var place in seed.Places)
        {
            if (place.Tag != 0x00020010)
                continue;
            var uid = Encoding.ASCII.GetBytes(random.Pick<string>(TransferSyntaxes));
            input.Delete(place.Start, place.End - place.Start);
            input.Insert(place.Start, new DataSetWriter().Element(0x00020010, "UI", (uid.Length & 1) == 0 ? uid : [.. uid, 0]).ToArray());
            break;
        }

        return "syntax";
    }
}
