using System.Text.RegularExpressions;
using Etl.Schema.Columns;
using Etl.Schema.Tests.Columns;
using Etl.Schema.Tests.Values;

namespace Etl.Schema.Tests.Cases;

/// <summary>Every byte case ends as the table wants it: where it stops, what it says, what the row holds.</summary>
public sealed partial class ByteCaseTests
{
    private const string OneItem = "[{ReferencedSOPClassUID: \"1.2.3\"}]";
    private const string Acme = "[{Count: 1, Creator: \"ACME\"}]";

    /// <summary>Cases whose last element cannot be had: there is none, or nothing says where it begins.</summary>
    private static readonly HashSet<string> WithoutLast = ["A26", "A28", "A32", "A33", "B12", "C20"];

    /// <summary>Stop reasons other than EOF.</summary>
    private static readonly Dictionary<string, string> Stops = new()
    {
        ["B12"] = "TRUNCATED",
        ["C20"] = "TAIL",
        ["D42"] = "LIMIT",
        ["E05"] = "TAIL",
        ["E06"] = "TAIL",
        ["E15"] = "FFFC",
        ["B15"] = "PIXEL",
        ["B16"] = "PIXEL",
        ["B17"] = "PIXEL",
        ["C05"] = "PIXEL",
        ["E09"] = "PIXEL",
        ["E10"] = "PIXEL",
        ["E11"] = "PIXEL",
        ["E12"] = "PIXEL",
        ["E13"] = "PIXEL",
        ["E14"] = "PIXEL",
        ["E17"] = "PIXEL",
        ["E22"] = "PIXEL",
    };

    /// <summary>Codes of the wanted text that are met in another way, and why.</summary>
    private static readonly Dictionary<string, string> NotAsWorded = new()
    {
        ["A20"] = "UI_PADDING", // said of NULs; a space is UI_SPACE (W169)
        ["A22"] = "UI_PADDING",
        ["A28"] = "TRUNCATED", // the 50 bytes end with an element
        ["B12"] = "TRUNCATED", // the stop reason; the code is DEFLATE_TRUNCATED
        ["D29"] = "DEPTH_LIMIT", // 300 levels are read: to columns, then to OtherElements
        ["D42"] = "OUTPUT_LIMIT", // LIMIT_INFLATE
        ["A32"] = "NOT_DICOM", // a stop reason: there is no row
        ["A33"] = "NOT_DICOM",
    };

    /// <summary>What the row holds, in the table's words or by the bytes of the case.</summary>
    private static readonly Dictionary<string, string[]> Cells = new()
    {
        ["B21"] = ["PatientID", "\"ID1\""],
        ["C02"] = ["PatientID", "\"ID1\""],
        ["C03"] = ["PatientID", "\"ID1\""],
        ["C04"] = ["PatientID", "\"ID1\""],
        ["C06"] = ["PatientID", "\"ID1\""],
        ["C07"] = ["InsurancePlanIdentification", "[\"XYZ\"]"],
        ["C08"] = ["PatientID", "\"ID1\""],
        ["C09"] = ["PrivateTags", Acme],
        ["C10"] = ["PatientID", "\"ID1\""],
        ["C11"] = ["PatientComments", "\"note\""],
        ["C12"] = ["PrivateTags", Acme],
        ["C14"] = ["FileOffsetInContainer", "7"],
        ["C16"] = ["PatientID", "\"ID1\""],
        ["C17"] = ["PatientID", "\"ID1\""],
        ["C19"] = ["PrivateTags", Acme],
        ["C21"] = ["OtherElements", "[{Path: \"PatientID.CodeValue\", Tag: \"00080100\", VR: \"SH\", Values: [\"C1\"]}]"],
        ["C22"] = ["PrivateTags", Acme, "PrivateElements", "C1"],
        ["C23"] = ["PrivateTags", Acme, "PrivateElements", "C1"],
        ["C24"] = ["PrivateTags", Acme, "PrivateElements", "C1"],
        ["C25"] = ["PatientID", "\"ID1\""],
        ["C26"] = ["ReferencedImageSequence", OneItem],
        ["C28"] = ["Rows", "5"],
        ["C30"] = ["PatientName", Instance.Absent],
        ["C31"] = ["Rows", Instance.Absent, "ValueErrors", "Raw: \"05000000\""],
        ["C33"] = ["Rows", "5"],
        ["C34"] = ["PrivateTags", "[{Count: 1, Creator: \"SIEMENS\"}]", "PrivateElements", "Values: [\"7\"]"],
        ["C38"] = ["InstanceNumber", "7"],
        ["C39"] = ["VOILUTSequence", "[{LUTExplanation: \"x\"}]"],
        ["C40"] = ["ReferencedImageSequence", Instance.Absent, "BinaryElements", "Length: 8, Path: \"ReferencedImageSequence\""],
        ["C44"] = ["PrivateTags", Acme],
        ["C45"] = ["PrivateTags", "[{Count: 1}]"],
        ["C46"] = ["PrivateTags", "[{Count: 1}]"],
        ["C48"] = ["ReferencedImageSequence", OneItem],
        ["C49"] = ["FrameIncrementPointer", "[\"00181063\"]"],
        ["C52"] = ["PrivateTags", "[{Count: 1, Creator: \"Philips Imaging DD 001\"}]"],
        ["D01"] = ["ReferencedImageSequence", OneItem],
        ["D02"] = ["ReferencedImageSequence", OneItem],
        ["D03"] = ["ReferencedImageSequence", OneItem],
        ["D04"] = ["ReferencedImageSequence", OneItem],
        ["D05"] = ["ReferencedImageSequence", OneItem],
        ["D06"] = ["ReferencedImageSequence", OneItem],
        ["D07"] = ["ReferencedImageSequence", OneItem],
        ["D08"] = ["ReferencedImageSequence", OneItem],
        ["D12"] = ["ReferencedImageSequence", OneItem],
        ["D13"] = ["ReferencedImageSequence", OneItem],
        ["D14"] = ["ReferencedImageSequence", OneItem],
        ["D15"] = ["ReferencedImageSequence", OneItem],
        ["D16"] = ["ReferencedImageSequence", OneItem],
        ["D18"] = ["ReferencedImageSequence", Instance.Absent, "EmptyElements", "[\"ReferencedImageSequence\"]"],
        ["D20"] = ["ReferencedImageSequence", "[{item_number: 1}]"],
        ["D21"] = ["PrivateTags", Acme, "PrivateElements", "C1"],
        ["D22"] = ["PrivateTags", Acme, "PrivateElements", "C1"],
        ["D24"] = ["ReferencedImageSequence", OneItem],
        ["D26"] = ["ReferencedImageSequence", Instance.Absent, "BinaryElements", "Length: 22, Path: \"ReferencedImageSequence\""],
        ["D27"] = ["ReferencedImageSequence", $"[{{ReferencedSOPSequence: {OneItem}}}]"],
        ["D34"] = ["Impressions", "\"end\"", "IconImageSequence", "[{Rows: 2}]"],
        ["D35"] = ["Impressions", "\"end\"", "IconImageSequence", "[{Rows: 2}]"],
        ["D36"] = ["ReferencedImageSequence", OneItem],
        ["D38"] = ["ReferencedSOPInstanceUID", "\"1.9\""],
        ["D39"] = ["TransferSyntaxUID", "\"1.2.840.10008.1.2.1\"", "ReferencedImageSequence", "TransferSyntaxUID: \"1.2.840.10008.1.2\""],
        ["D41"] = ["Impressions", "\"end\"", "AcquisitionDate", Instance.Absent, "KVP", Instance.Absent],
        ["D43"] = ["ReferencedImageSequence", OneItem],
        ["D44"] = ["ReferencedImageSequence", "[{ReferencedSOPClassUID: \"1.2.3\"}, {ReferencedSOPClassUID: \"1.2.3\"}]"],
        ["E01"] = ["PatientID", "\"ID1\""],
        ["E02"] = ["PatientID", "\"FIRST\""],
        ["E11"] = ["BinaryElements", "Length: 8, Path: \"ExtendedOffsetTable\", VR: \"OV\""],
        ["E18"] = ["LengthToEnd", "4", "RecognitionCode", "\"ACR-NEMA 2.0\""],
        ["E20"] = ["BinaryElements", "Path: \"VariablePixelData_7F02\""],
        ["E21"] = ["EmptyElements", "[\"Rows\", \"SliceThickness\", \"InstanceNumber\", \"DiffusionBValue\"]"],
        ["G05"] = ["PatientName", "\"ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう\""],
        ["G07"] = ["PatientName", "\"Wang^XiaoDong=王^小东\""],
        ["G08"] = ["OtherPatientNames", "[\"Wang^X=王^乗\", \"Li^Y\"]"],
        ["G11"] = ["PatientName", "\"Müller^É\""],
        ["G13"] = ["PatientName", "\"Müller^J\""],
        ["G14"] = ["PatientName", "\"王^小东\""],
        ["G16"] = ["PatientName", "\"A=丂\""],
        ["G17"] = ["PatientName", "\"Zhang^XiaoDong=张^小东=\""], // as stored, the last = too
        ["G18"] = ["PatientName", "\"A=山田\""],
        ["G19"] = ["PatientName", "\"Jé\""],
        ["G20"] = ["PatientName", "\"é\""],
        ["G21"] = ["PatientName", "\"ทดสอบ^A\""],
        ["G22"] = ["PatientName", "\"€uro^A\""],
        ["G23"] = ["PatientName", "\"Hong=洪^吉洞\""],
        ["G24"] = ["PatientName", "\"김^희중\""],
        ["G25"] = ["PatientName", "\"Wang^XiaoDong=王^小东=\""],
        ["G26"] = ["PatientName", "\"Jé\""],
        ["G27"] = ["PatientComments", "\"山田\r\nABC\""],
        ["G28"] = ["PatientID", "\"A施\\B\""], // Patient ID has VM 1: both values, with their delimiter
        ["V01"] = ["PixelPaddingValue", "-2000"],
        ["V02"] = ["PixelPaddingValue", "63536"],
        ["V03"] = ["VOILUTSequence", "[{LUTDescriptor: [256, -1024, 16]}]"],
        ["V05"] = ["SmallestImagePixelValue", "-536", "ReferencedImageSequence", "SmallestImagePixelValue: 65000"],
        ["V06"] = ["RedPaletteColorLookupTableDescriptor", "[0, -1024, 16]"],
    };

    public static TheoryData<string> Ids() => [.. ByteCase.All.Select(c => c.Id)];

    [SharedCasesTheory]
    [MemberData(nameof(Ids))]
    public void Case_EndsAsWanted(string id)
    {
        var one = ByteCase.Of(id);
        var read = Instance.Of(one.Bytes, keepPrivate: true);

        Assert.Equal(!WithoutLast.Contains(id), read.KeepsSentinel);
        var isDicom = !one.Want.Contains("NOT_DICOM", StringComparison.Ordinal);
        Assert.Equal(isDicom ? ParseStatus.Row : ParseStatus.Unreadable, read.Status);
        Assert.Equal(isDicom ? $"\"{Stops.GetValueOrDefault(id, "EOF")}\"" : Instance.Absent, read["stop_reason"]);

        string[] mismatch = read["VrMismatches"] == Instance.Absent ? [] : ["VR_MISMATCH"];
        var said = read.Codes.Concat(read.ErrorReasons).Concat(mismatch).ToHashSet();
        foreach (var code in CodePattern().Matches(one.Want).Select(m => m.Value))
            Assert.True(said.Contains(code) || NotAsWorded.GetValueOrDefault(id) == code, $"{code} is wanted; said were {string.Join(' ', said)}.");

        var cells = Cells.GetValueOrDefault(id, []);
        for (var i = 0; i < cells.Length; i += 2)
        {
            if (cells[i + 1] == Instance.Absent || cells[i + 1][0] is '"' or '[' or '-' || char.IsAsciiDigit(cells[i + 1][0]))
                Assert.Equal(cells[i + 1], read[cells[i]]);
            else
                Assert.Contains(cells[i + 1], read[cells[i]], StringComparison.Ordinal);
        }
    }

    [SharedCasesTheory]
    [MemberData(nameof(Ids))]
    public void Case_HoweverItsWindowsAreCut_EndsTheSame(string id)
    {
        var bytes = ByteCase.Of(id).Bytes;
        var whole = Instance.Of(bytes).ToString();
        Assert.Equal(whole, Instance.Of(bytes, windows: Windows.Exact).ToString());
        if (bytes.Length <= 1500)
            Assert.Equal(whole, Instance.Of(bytes, windows: Windows.ByteByByte).ToString());
    }

    [SharedCasesFact]
    public void LongLists_AreWhole()
    {
        Assert.Equal(17001, Instance.Of(ByteCase.Of("C41").Bytes)["ContourData"].Split(", ").Length);
        Assert.Equal(65540 + 2, Instance.Of(ByteCase.Of("C42").Bytes)["PatientID"].Length);
        var deep = Instance.Of(ByteCase.Of("D29").Bytes);
        Assert.Equal(ColumnBudget.DefaultMaxDepth, deep["ContentSequence"].Split("ContentSequence: ").Length);
    }

    [GeneratedRegex("\\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\\b|TRUNCATED")]
    private static partial Regex CodePattern();
}
