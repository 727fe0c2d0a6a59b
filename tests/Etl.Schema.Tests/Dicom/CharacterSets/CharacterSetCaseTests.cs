using System.Text;
using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Tests.Values;

namespace Etl.Schema.Tests.Dicom.CharacterSets;

/// <summary>Examples of PS3.5 annexes H to K and of what is met in their place.</summary>
public sealed class CharacterSetCaseTests
{
    // id, (0008,0005), VR, value bytes, wanted values, wanted codes. Characters of the wanted text are from the standard's examples
    // and from the national standards' own tables.
    private static readonly string[][] Cases =
    [
        ["G01", "ISO_IR 100", "PN", "4275635E4AE972F46D65", "Buc^Jérôme", ""],
        ["G02", "ISO-IR 100", "PN", "4275635E4AE972F46D65", "Buc^Jérôme", "CHARSET_ALIAS"],
        ["G03", "ISO 2022 IR 100", "PN", "4275635E4AE972F46D65", "Buc^Jérôme", ""],
        ["G04", @"\ISO 2022 IR 87", "PN",
            "59616D6164615E5461726F753D1B24423B3345441B28425E1B244242404F3A1B28423D1B24422464245E24401B28425E1B2442243F246D24261B2842",
            "Yamada^Tarou=山田^太郎=やまだ^たろう", ""],
        ["G05", @"ISO 2022 IR 13\ISO 2022 IR 87", "PN",
            "D4CFC0DE5EC0DBB33D1B24423B3345441B284A5E1B244242404F3A1B284A3D1B24422464245E24401B284A5E1B2442243F246D24261B284A",
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", ""],
        ["G06", @"\ISO 2022 IR 149", "PN",
            "486F6E675E47696C646F6E673D1B242943FBF35E1B242943D1CED4D73D1B242943C8AB5E1B242943B1E6B5BF",
            "Hong^Gildong=洪^吉洞=홍^길동", ""],
        ["G07", "ISO_IR 192", "PN", "57616E675E5869616F446F6E673DE78E8B5EE5B08FE4B89C20", "Wang^XiaoDong=王^小东", ""],
        ["G08", "GB18030", "PN", "57616E675E583DCDF55E815C5C4C695E5920", "Wang^X=王^乗|Li^Y", ""],
        ["G09", "ISO_IR 13", "LO", "D4CF5CC0DB", "ﾔﾏ|ﾀﾛ", ""],
        ["G10", "ISO_IR 13", "LO", "835C835C4142", "ソソAB", "CHARSET_SUSPECT"],
        ["G11", "-", "PN", "4DC3BC6C6C65725EC389", "Müller^É", "CHARSET_UNDECLARED"],
        ["G12", "ISO_IR 100", "PN", "4DC3BC6C6C6572", "MÃ¼ller", "CHARSET_SUSPECT"],
        ["G13", "ISO_IR 192", "PN", "4DFC6C6C65725E4A2020", "Müller^J", "CHARSET_DECODE_ERROR"],
        ["G14", @"GB18030\ISO_IR 192", "PN", "CDF55ED0A1B6AB20", "王^小东", "CHARSET_ILLEGAL_COMBINATION"],
        ["G16", @"\ISO 2022 IR 87\ISO 2022 IR 159", "PN", "413D1B24284430211B2842", "A=丂", ""],
        ["G17", @"\ISO 2022 IR 58", "PN", "5A68616E675E5869616F446F6E673D1B242941D5C55E1B242941D0A1B6AB3D2020", "Zhang^XiaoDong=张^小东=", ""],
        ["G18", "ISO_IR 100", "PN", "413D1B24423B3345441B2842", "A=山田", "ESCAPE_UNDECLARED"],
        ["G19", "iso_ir 100", "PN", "4AE9", "Jé", "CHARSET_ALIAS"],
        ["G20", "UTF-8", "PN", "C3A9", "é", "CHARSET_ALIAS"],
        ["G21", "ISO_IR 166", "PN", "B7B4CACDBA5E4120", "ทดสอบ^A", ""],
        ["G22", "ISO_IR 203", "PN", "A475726F5E41", "€uro^A", ""],
        ["G23", @"\ISO 2022 IR 149", "PN", "486F6E673D1B242943FBF35ED1CED4D7", "Hong=洪^吉洞", "ESCAPE_MISSING"],
        ["G24", "ISO_IR 192", "PN", "EAB9805EED9DACECA49100", "김^희중", ""],
        ["G25", "GBK", "PN", "57616E675E5869616F446F6E673DCDF55ED0A1B6AB3D20", "Wang^XiaoDong=王^小东=", ""],
        ["G26", "ISO_IR 100", "PN", "4AE9", "Jé", ""],
        ["G27", @"\ISO 2022 IR 87", "LT", "1B24423B3345440D0A414243", "山田\r\nABC", "ESCAPE_MISSING"],
        ["G28", @"\ISO 2022 IR 87", "LO", "411B24423B5C1B28425C4220", "A施|B", ""],

        // Spellings and combinations of the terms.
        ["S01", "ISO_2022_IR_100", "LO", "E9", "é", "CHARSET_ALIAS"],
        ["S02", "ISO 8859-1", "LO", "E9", "é", "CHARSET_ALIAS"],
        ["S03", "ISO_8859-2", "LO", "B1", "ą", "CHARSET_ALIAS"],
        ["S04", "LATIN1", "LO", "E9", "é", "CHARSET_ALIAS"],
        ["S05", "ISO IR100", "LO", "E9", "é", "CHARSET_ALIAS"],
        ["S06", "GB2312", "LO", "CDF5", "王", "CHARSET_ALIAS"],
        ["S07", "SHIFT_JIS", "LO", "835C5C41", "ソ|A", "CHARSET_ALIAS"],
        ["S08", @"\ISO 2022 58", "LO", "1B242941CDF5", "王", "CHARSET_ALIAS"],
        ["S09", "KLINGON", "LO", "C3A9", "é", "CHARSET_UNKNOWN CHARSET_UNDECLARED"],
        ["S10", @"\ISO_IR 192", "LO", "C3A9", "é", "CHARSET_ILLEGAL_COMBINATION CHARSET_UNDECLARED"],
        ["S11", "ISO_IR 149", "LO", "FBF3", "洪", "CHARSET_ILLEGAL_COMBINATION"],
        ["S12", "ISO 2022 IR 87", "LO", "1B24423B3345441B2842", "山田", "CHARSET_ILLEGAL_COMBINATION"],
        ["S13", @"ISO_IR 100\ISO_IR 87", "LO", "E91B24423B3345441B2842E9", "é山田é", "CHARSET_ALIAS"],
        ["S14", "ISO_IR 192 ", "LO", "EFBBBFC3A9", "é", ""],
        ["S15", "ISO_IR 999", "LO", "E9", "é", "CHARSET_UNKNOWN CHARSET_UNDECLARED"],

        // The machine.
        ["M01", "-", "LO", "80", "€", "CHARSET_UNDECLARED"],
        ["M02", @"\ISO 2022 IR 87", "ST", "1B24423B5C1B28425C42", "施\\B", ""],
        ["M03", "ISO_IR 100", "LO", "411B5A42", "A\uFFFDZB", "ESCAPE_INVALID"],
        ["M04", "ISO_IR 109", "LO", "41A542", "A\uFFFDB", "CHARSET_DECODE_ERROR"],
        ["M05", "ISO_IR 138", "LO", "FD", "\uFFFD", "CHARSET_DECODE_ERROR"],
        ["M06", @"ISO 2022 IR 100\ISO 2022 IR 144", "LO", "E91B2D4CBF5CE9", "éП|é", ""],
        ["M07", @"\ISO 2022 IR 149", "LO", "FBF3", "洪", "ESCAPE_MISSING"],
        ["M08", @"\ISO 2022 IR 149", "LO", "1B242943FB", "\uFFFD", "CHARSET_DECODE_ERROR"],
        ["M09", "ISO_IR 13", "LO", "B15C7EB2", "ｱ|~ｲ", ""],
        ["M10", "ISO_IR 100", "CS", "41E9", "Aé", "HIGH_BYTES"],
        ["M11", @"\ISO 2022 IR 87", "PN", "1B24423D5E5E3D1B28423D41", "殉渊=A", ""],
        ["M12", "ISO_IR 192", "LO", "411B24423B331B2842", "A山", "ESCAPE_UNDECLARED"],
        ["M13", "ISO_IR 192", "LO", "C3A91B2442", "é\u001B$B", "ESCAPE_INVALID"],
        ["M14", @"\ISO 2022 IR 87", "LO", "1B24423B3320203B33", "山  山", ""],
    ];

    public static TheoryData<string, string, string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string, string, string>();
        foreach (var row in Cases)
            rows.Add(row[0], row[1], row[2], row[3], row[4], row[5]);
        return rows;
    }

    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(SharedCases.Folder, "G*.dcm").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Case_DecodesAsWanted(string id, string term, string vr, string hex, string want, string codes)
    {
        Assert.NotEmpty(id);
        var set = term == "-" ? CharacterSet.Default : CharacterSet.Parse(Encoding.ASCII.GetBytes(term));
        Verify(set, Convert.FromHexString(hex), Enum.Parse<Vr>(vr), want, codes);
    }

    [SharedCasesTheory]
    [MemberData(nameof(Files))]
    public void File_DecodesAsWanted(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(SharedCases.Folder, file));
        var (vr, text) = FindElement(bytes, tag => tag >> 16 == 0x0010);
        var (_, term) = FindElement(bytes, tag => tag == 0x00080005);

        var row = Cases.Single(row => row[0] == file[..3]);
        Verify(term.IsEmpty ? CharacterSet.Default : CharacterSet.Parse(term.Span), text.Span, vr, row[4], row[5]);
    }

    private static void Verify(CharacterSet set, ReadOnlySpan<byte> raw, Vr vr, string want, string codes)
    {
        var output = new DecodedText();
        set.Decode(raw, vr, output);
        var values = Enumerable.Range(0, output.Count).Select(i => Encoding.UTF8.GetString(output[i]));
        Assert.Equal(want, string.Join('|', values));
        var found = set.Issues.Concat(output.Issues.ToArray()).Select(code => code.Code());
        Assert.Equal(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    // Explicit VR little endian, flat: what all of these files are.
    private static (Vr Vr, ReadOnlyMemory<byte> Value) FindElement(byte[] file, Func<uint, bool> isWanted)
    {
        for (var at = 132; at < file.Length;)
        {
            var tag = (uint)BitConverter.ToUInt16(file, at) << 16 | BitConverter.ToUInt16(file, at + 2);
            var vr = VrFacts.FromCode(file[at + 4], file[at + 5]);
            var length = vr.HasLongLength() ? BitConverter.ToInt32(file, at + 8) : BitConverter.ToUInt16(file, at + 6);
            at += vr.HasLongLength() ? 12 : 8;
            if (isWanted(tag))
                return (vr, file.AsMemory(at, length));
            at += length;
        }

        return default;
    }
}
