using Etl.Schema.Dicom;

namespace Etl.Schema.Tests.Dicom;

/// <summary>Each byte case of the reading reference: what its row wants, spelled out as stop reason, codes and structure.</summary>
public sealed class DicomCaseTests
{
    /// <summary>
    /// id | stop reason | codes, all of them | the data set behind (0008,0060): TAG VR value, [ ] for a sequence, { } for an item.
    /// Codes of values and character sets are not the reader's; nor are those of inflating.
    /// </summary>
    private const string Wanted = """
        A04 | Eof | PreambleMissing MetaMissing TsGuessed | 00100010 PN Doe^J 00200011 IS 42
        A05 | Eof | PreambleMissing MetaMissing TsGuessed | 00100010 PN Doe^J 00200011 IS 42
        A08 | Eof | MetaMissing TsGuessed | 00100010 PN Doe^J 00200011 IS 42
        A09 | Eof | MetaMissing TsGuessed | 00100010 PN Doe^J 00200011 IS 42
        A10 | Eof | MetaLengthMissing | 00100010 PN Doe^J 00200011 IS 42
        A11 | Eof | MetaLengthWrong | 00100010 PN Doe^J 00200011 IS 42
        A15 | Eof | MetaImplicit | 00100010 PN Doe^J 00200011 IS 42
        A16 | Eof | MetaImplicit | 00100010 PN Doe^J 00200011 IS 42
        A18 | Eof | TsMissing | 00100010 PN Doe^J 00200011 IS 42
        A19 | Eof | TsMissing | 00100010 PN Doe^J 00200011 IS 42
        A20 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        A22 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        A24 | Eof | VrUnRetyped | 00100010 PN Doe^J 00200011 IS 42
        A26 | Eof | EmptyDataset |
        A28 | Eof | PreambleMissing MetaMissing TsGuessed |
        A30 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        A32 | NotDicom | NotDicom |
        A33 | NotDicom | NotDicom |
        B01 | Eof | TsMismatch | 00100010 PN Doe^J 00200011 IS 42
        B02 | Eof | TsMismatch | 00100010 PN Doe^J 00200011 IS 42
        B04 | Eof | TsMismatch | 00100010 PN Doe^J 00200011 IS 42
        B05 | Eof | TsUnknown | 00100010 PN Doe^J 00200011 IS 42
        B06 | Eof | TsPrivate | 00100010 PN Doe^J 00200011 IS 42
        B08 | Eof | TsPrivate | 00100010 PN Doe^J 00200011 IS 42
        B09 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        B10 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        B11 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        B13 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        B15 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        B16 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        B17 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        B18 | Eof | TsMismatch | 00100010 PN Doe^J 00200011 IS 42
        B20 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        B21 | Eof | ImplicitElement | 00100020 LO ID1 00200011 IS 42
        B22 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        C02 | Eof | VrInvalid | 00100020 LO ID1 00200011 IS 42
        C03 | Eof | VrInvalid | 00100020 LO ID1 00200011 IS 42
        C04 | Eof | VrInvalid | 00100020 LO ID1 00200011 IS 42
        C05 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        C06 | Eof | VrInvalid | 00100020 LO ID1 00200011 IS 42
        C07 | Eof | VrInvalid | 00101050 LO XYZ 00200011 IS 42
        C08 | Eof | VrInvalid | 00100020 LO ID1 00200011 IS 42
        C09 | Eof | VrUnknown | 00110010 LO ACME 00111001 UN 00200011 IS 42
        C10 | Eof | VrInvalid | 00100020 LO ID1 00200011 IS 42
        C11 | Eof | ReservedNonzero | 00104000 UT note 00200011 IS 42
        C12 | Eof | VrLengthForm | 00110010 LO ACME 00111001 UN 00200011 IS 42
        C13 | Eof | VrLengthForm | 00189074 UT note 00200011 IS 42
        C14 | Eof | VrLengthForm | 0008040C UV 0700000000000000 00200011 IS 42
        C16 | Eof | OddLength | 00100020 LO ID1 00200011 IS 42
        C17 | Eof | OddLengthPad OddLength | 00100020 LO ID1 00200011 IS 42
        C19 | Eof | UndefinedLengthNonSq | 00110010 LO ACME 00111001 OB 00200011 IS 42
        C20 | Tail | UndefinedLengthNonSq | 00110010 LO ACME
        C21 | Eof | UndefinedLengthNonSq | 00100020 [ { 00080100 SH C1 } ] 00200011 IS 42
        C22 | Eof |  | 00110010 LO ACME 00111001 [ { 00080100 SH C1 } ] 00200011 IS 42
        C23 | Eof | UnExplicitContent | 00110010 LO ACME 00111001 [ { 00080100 SH C1 } ] 00200011 IS 42
        C24 | Eof |  | 00110010 LO ACME 00111001 [ { 00080100 SH C1 } ] 00200011 IS 42
        C25 | Eof | VrUnRetyped | 00100020 LO ID1 00200011 IS 42
        C26 | Eof | VrUnRetyped | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        C28 | Eof | VrUnRetyped OutOfOrder | 00280010 US 0500 00200011 IS 42
        C29 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        C30 | Eof |  | 00200011 IS 42
        C31 | Eof | OutOfOrder | 00280010 US 05000000 00200011 IS 42
        C33 | Eof | OddLength LengthNotMultiple OutOfOrder | 00280010 US 050007 00200011 IS 42
        C34 | Eof | LengthQuirk | 00090010 LO SIEMENS 00091001 UL 07000000 00200011 IS 42
        C38 | Eof | OutOfOrder | 00200013 US 0700 00200011 IS 42
        C39 | Eof | VrMismatch OutOfOrder | 00283010 [ { 00283003 LO x } ] 00200011 IS 42
        C40 | Eof | SqNotItems | 00081140 UN 00200011 IS 42
        C44 | Eof | VrUnRetyped | 00110010 LO ACME 00111001 UN 00200011 IS 42
        C45 | Eof | PrivateNoCreator | 00111001 UN 00200011 IS 42
        C46 | Eof | PrivateIllegal | 00110101 LO v1 00200011 IS 42
        D01 | Eof |  | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D02 | Eof |  | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D03 | Eof |  | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D04 | Eof |  | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D05 | Eof | ExtraDelimiter | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D06 | Eof | StrayDelimiter | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D07 | Eof | ItemDelimiterMissing | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D08 | Eof | WrongDelimiter | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D12 | Eof | DelimiterLength | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D13 | Eof | DelimiterLength | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D14 | Eof | SqLengthWrong | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D15 | Eof | SqLengthWrong | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D16 | Eof | ItemLengthWrong | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D18 | Eof |  | 00081140 [ ] 00200011 IS 42
        D20 | Eof |  | 00081140 [ { } ] 00200011 IS 42
        D21 | Eof |  | 00110010 LO ACME 00111001 [ { 00080100 SH C1 } ] 00200011 IS 42
        D22 | Eof | SqByShape | 00110010 LO ACME 00111001 [ { 00080100 SH C1 } ] 00200011 IS 42
        D24 | Eof | VrSwitch | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D26 | Eof | SqNotItems | 00081140 UN 00200011 IS 42
        D27 | Eof | SeqDelimiterMissing | 00081140 [ { 00081199 [ { 00081150 UI 1.2.3 } ] } ] 00200011 IS 42
        D31 | Eof | StrayItem | 00200011 IS 42
        D32 | Eof | StrayDelimiter | 00200011 IS 42
        D33 | Eof | StrayDelimiter | 00200011 IS 42
        D34 | Eof |  | 00200011 IS 42 00880200 [ { 00280010 US 0200 7FE00010 OB } ] 40080300 ST end
        D35 | Eof | ItemLengthWrong SqLengthWrong | 00200011 IS 42 00880200 [ { 00280010 US 0200 7FE00010 OB } ] 40080300 ST end
        D36 | Eof | ItemLengthWrong | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D38 | Eof | SqNotItems StrayItem StrayDelimiter | 00081140 [ { 00081150 UI 1.2.3 } ] 00081155 UI 1.9 00200011 IS 42
        D39 | Eof | IllegalGroup | 00081140 [ { 00020010 UI 1.2.840.10008.1.2 00081150 UI 1.2.3 } ] 00200011 IS 42
        E01 | Eof | OutOfOrder | 00200011 IS 42 00100020 LO ID1
        E02 | Eof | DuplicateTag | 00100020 LO FIRST 00200011 IS 42
        E03 | Eof | ZeroPadding | 00200011 IS 42
        E05 | Tail | TrailingData | 00100010 PN Doe^J 00200011 IS 42
        E06 | Tail | TrailingData | 00100010 PN Doe^J 00200011 IS 42
        E07 | Eof |  | 00100020 LO ID1 00200011 IS 42
        E08 | Eof |  | 00100010 PN Doe^J 00200011 IS 42
        E09 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        E10 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        E11 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42 7FE00001 OV 7FE00002 OV
        E12 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        E13 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        E14 | Pixel | OutOfOrder | 00100020 LO ID1 00200011 IS 42
        E15 | Fffc |  | 00200011 IS 42
        E17 | Pixel |  | 00100010 PN Doe^J 00200011 IS 42
        E18 | Eof |  | 00080001 UL 04000000 00080010 SH ACR-NEMA 2.0 00100010 PN Doe^J 00200011 IS 42
        E19 | Eof | IllegalGroup | 00010001 LO x 00030010 LO x 00100010 PN Doe^J 00200011 IS 42 FFFF0010 LO x
        E20 | Eof |  | 00100010 PN Doe^J 00200011 IS 42 7F020010 OW
        E21 | Eof | OutOfOrder | 00280010 US 00180050 DS 00200013 IS 00189087 FD 00200011 IS 42
        E22 | Pixel | PixelTruncated | 00100010 PN Doe^J 00200011 IS 42
        A34 | Eof | MetaBigEndian | 00100010 PN Doe^J 00200011 IS 42
        C48 | Eof | VrMismatch VrSwitch | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        C49 | Eof | LengthNotMultiple OutOfOrder | 00280009 AT 180063102000 00200011 IS 42
        V01 | Eof |  | 00200011 IS 42 00280103 US 0100 00280120 UsOrSs 30F8
        V02 | Eof |  | 00200011 IS 42 00280120 UsOrSs 30F8
        V03 | Eof |  | 00200011 IS 42 00280103 US 0100 00283010 [ { 00283002 UsOrSs 000100FC1000 } ]
        V05 | Eof |  | 00081140 [ { 00280103 US 0000 00280106 UsOrSs E8FD } ] 00200011 IS 42 00280103 US 0100 00280106 UsOrSs E8FD
        V06 | Eof |  | 00200011 IS 42 00280103 US 0100 00281101 UsOrSs 000000FC1000
        C52 | Eof | SqByShape OutOfOrder | 20010010 LO Philips Imaging DD 001 2001105F [ { 20010010 LO Philips Imaging DD 001 2001102D UN } ] 00200011 IS 42
        D41 | Eof | ItemLengthWrong PrivateIllegal SqLengthWrong | 00200011 IS 42 0055040E [ { 00080022 DA 00180060 DS 120 } ] 40080300 ST end
        D43 | Eof | WrongDelimiter | 00081140 [ { 00081150 UI 1.2.3 } ] 00200011 IS 42
        D44 | Eof | ItemDelimiterMissing | 00081140 [ { 00081150 UI 1.2.3 } { 00081150 UI 1.2.3 } ] 00200011 IS 42
        """;

    /// <summary>Cases of text: a data set without deviation in its structure, unless named here.</summary>
    private static readonly Dictionary<string, IssueCode> CharsetCases = new()
    {
        ["G24"] = IssueCode.OddLength,
        ["G26"] = IssueCode.OutOfOrder,
    };

    public static TheoryData<string, string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            foreach (var line in Wanted.Split('\n'))
            {
                var fields = line.Split('|', StringSplitOptions.TrimEntries);
                rows.Add(fields[0], fields[1], fields[2], fields[3]);
            }

            return rows;
        }
    }

    public static TheoryData<string> CharsetIds => [.. DicomCases.Ids.Where(id => id.StartsWith('G')).DefaultIfEmpty("-")];

    [SharedTheory]
    [MemberData(nameof(Rows))]
    public void Case_ReadsAsWanted(string id, string stop, string codes, string structure)
    {
        var reading = Reading.Of(DicomCases.Bytes(id));

        Assert.Equal(structure, reading.Structure);
        Assert.Equal(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), reading.Codes.Select(code => code.ToString()).Order());
        Assert.Equal(stop, reading.Stop.ToString());
    }

    [SharedTheory]
    [MemberData(nameof(CharsetIds))]
    public void CharsetCase_KeepsStructure(string id)
    {
        var reading = Reading.Of(DicomCases.Bytes(id));

        Assert.EndsWith("00200011 IS 42", reading.Structure);
        Assert.Equal(StopReason.Eof, reading.Stop);
        Assert.Equal(CharsetCases.TryGetValue(id, out var code) ? [code] : [], reading.Codes);
    }

    [SharedTheory]
    [InlineData("C41", 0x30060050u, Vr.DS, 68004, IssueCode.VrUnRetyped)]
    [InlineData("C42", 0x00100020u, Vr.LO, 65540, IssueCode.LengthOverflow)]
    [InlineData("C50", 0x00104000u, Vr.LT, 70000, IssueCode.None)]
    public void LongValue_IsShownWhole(string id, uint tag, Vr vr, int length, IssueCode code)
    {
        var reading = Reading.Of(DicomCases.Bytes(id));

        var token = Assert.Single(reading.Tokens, token => token.Tag == tag);
        Assert.Equal((vr, (long)length), (token.Vr, token.ValueLength));
        Assert.EndsWith("00200011 IS 42", reading.Structure);
        Assert.True(code == IssueCode.None || reading.Codes.Contains(code));
    }

    [SharedFact]
    public void D29_DepthOf300_IsReadWhole()
    {
        var reading = Reading.Of(DicomCases.Bytes("D29"));

        Assert.Equal(300, reading.Tokens.Count(token => token.Kind == DicomToken.ItemStart));
        Assert.EndsWith("00200011 IS 42", reading.Structure);
        Assert.Equal(StopReason.Eof, reading.Stop);
    }

    [SharedFact]
    public void B12_DeflateStreamCutShort_KeepsWhatInflates()
    {
        var reading = Reading.Of(DicomCases.Bytes("B12"));

        Assert.Contains(reading.Tokens, token => token.Tag == 0x00080060);
        Assert.Equal(StopReason.Tail, reading.Stop);
    }

    [SharedFact]
    public void D42_DeflateBomb_KeepsWhatComesBeforeTheBound() =>
        Assert.Contains(Reading.Of(DicomCases.Bytes("D42")).Tokens, token => token is { Tag: 0x00200011, Value: "42" });

    [SharedFact]
    public void EveryCase_IsCovered()
    {
        IEnumerable<object[]> rows = Rows;
        var covered = rows.Select(row => (string)row[0]).Concat(DicomCases.Ids.Where(id => id.StartsWith('G')))
            .Concat(["C41", "C42", "C50", "D29", "B12", "D42"]);
        Assert.Equal(DicomCases.Ids.Order(StringComparer.Ordinal), covered.Order(StringComparer.Ordinal));
    }
}
