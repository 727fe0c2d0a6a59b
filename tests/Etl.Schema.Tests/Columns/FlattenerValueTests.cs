using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

/// <summary>What the value of each VR becomes (PS3.5 6.2), scalar and list, and what is said about values that are not as they should be.</summary>
public sealed class FlattenerValueTests
{
    [Theory]
    [InlineData(0x00400241u, "AE", "STORE SCP ", "PerformedStationAETitle", "\"STORE SCP\"")]
    [InlineData(0x00101010u, "AS", "045Y", "PatientAge", "\"045Y\"")]
    [InlineData(0x00080064u, "CS", " WSD", "ConversionType", "\"WSD\"")]
    [InlineData(0x00080020u, "DA", "20240229", "StudyDate", "2024-02-29")]
    [InlineData(0x00080020u, "DA", "19691231", "StudyDate", "1969-12-31")]
    [InlineData(0x00180060u, "DS", " 1.2e2", "KVP", "120")]
    [InlineData(0x00180060u, "DS", "-0.0", "KVP", "0")]
    [InlineData(0x0008002Au, "DT", "20240229101530.5+0100", "AcquisitionDateTime", "\"2024-02-29T10:15:30.5+01:00\"")]
    [InlineData(0x00200013u, "IS", "3000000000", "InstanceNumber", "3000000000")]
    [InlineData(0x00100020u, "LO", " ID 1 ", "PatientID", "\"ID 1\"")]
    [InlineData(0x00104000u, "LT", " a\\b\r\n ", "PatientComments", "\" a\\b\r\n\"")]
    [InlineData(0x00100010u, "PN", "A^B=C", "PatientName", "\"A^B=C\"")]
    [InlineData(0x00081010u, "SH", "ST1", "StationName", "\"ST1\"")]
    [InlineData(0x00080081u, "ST", "Street 1", "InstitutionAddress", "\"Street 1\"")]
    [InlineData(0x00080030u, "TM", "101530", "StudyTime", "\"10:15:30\"")]
    [InlineData(0x00080030u, "TM", "10", "StudyTime", "\"10\"")]
    [InlineData(0x00080119u, "UC", " long", "LongCodeValue", "\" long\"")]
    [InlineData(0x0020000Du, "UI", "1.2.3", "StudyInstanceUID", "\"1.2.3\"")]
    [InlineData(0x00080120u, "UR", "http://x/a\\b", "URNCodeValue", "\"http://x/a\\b\"")]
    [InlineData(0x0040A160u, "UT", "a\\b ", "TextValue", "\"a\\b\"")]
    public void Text_OneValue_IsTyped(uint tag, string vr, string text, string column, string want)
    {
        foreach (var isExplicit in new[] { true, false })
        {
            var read = Instance.Of(new DicomBytes(isExplicit).Text(tag, vr, text));
            Assert.Equal(want, read[column]);
            Assert.Equal(Instance.Absent, read["ValueErrors"]);
        }
    }

    [Theory]
    [InlineData(0x00280010u, "US", "0500", "Rows", "5")]
    [InlineData(0x00280010u, "US", "FFFF", "Rows", "65535")]
    [InlineData(0x00189219u, "SS", "FEFF", "TagAngleSecondAxis", "-2")]
    [InlineData(0x00720078u, "UL", "FFFFFFFF", "SelectorULValue", "[4294967295]")]
    [InlineData(0x00144108u, "SL", "FEFFFFFF", "IntegerNumericValue", "-2")]
    [InlineData(0x00720082u, "SV", "FFFFFFFFFFFFFFFF 0100000000000000", "SelectorSVValue", "[-1, 1]")]
    [InlineData(0x0008040Cu, "UV", "FFFFFFFFFFFFFFFF", "FileOffsetInContainer", "18446744073709551615")]
    [InlineData(0x00089459u, "FL", "0000C03F", "RecommendedDisplayFrameRateInFloat", "1.5")]
    [InlineData(0x00089459u, "FL", "00000080", "RecommendedDisplayFrameRateInFloat", "0")]
    [InlineData(0x00189073u, "FD", "000000000000F83F", "AcquisitionDuration", "1.5")]
    [InlineData(0x00189073u, "FD", "0000000000000080", "AcquisitionDuration", "0")]
    [InlineData(0x00140202u, "AT", "18006310", "DataElement", "\"00181063\"")]
    [InlineData(0x00280009u, "AT", "18006310 10002000", "FrameIncrementPointer", "[\"00181063\", \"00100020\"]")]
    [InlineData(0x00281100u, "SS", "FEFF 0000 1000", "GrayLookupTableDescriptor", "[-2, 0, 16]")]
    public void Number_IsTyped(uint tag, string vr, string hex, string column, string want) =>
        Assert.Equal(want, Instance.Of(new DicomBytes().Hex(tag, vr, hex))[column]);

    [Theory]
    [InlineData(0x00280010u, "US", "0005", "Rows", "5")]
    [InlineData(0x00189219u, "SS", "FFFE", "TagAngleSecondAxis", "-2")]
    [InlineData(0x00144108u, "SL", "FFFFFFFE", "IntegerNumericValue", "-2")]
    [InlineData(0x0008040Cu, "UV", "0000000000000102", "FileOffsetInContainer", "258")]
    [InlineData(0x00089459u, "FL", "3FC00000", "RecommendedDisplayFrameRateInFloat", "1.5")]
    [InlineData(0x00280009u, "AT", "00181063 00100020", "FrameIncrementPointer", "[\"00181063\", \"00100020\"]")]
    public void Number_BigEndian_IsTyped(uint tag, string vr, string hex, string column, string want) =>
        Assert.Equal(want, Instance.Of(new DicomBytes(isBigEndian: true).Hex(tag, vr, hex))[column]);

    [Theory]
    [InlineData(0x00080008u, "CS", "ORIGINAL\\PRIMARY", "ImageType", "[\"ORIGINAL\", \"PRIMARY\"]")]
    [InlineData(0x00080008u, "CS", "ORIGINAL", "ImageType", "[\"ORIGINAL\"]")]
    [InlineData(0x00080008u, "CS", "ORIGINAL\\\\AXIAL", "ImageType", "[\"ORIGINAL\", null, \"AXIAL\"]")]
    [InlineData(0x00280030u, "DS", "0.5\\ 1 ", "PixelSpacing", "[0.5, 1]")]
    [InlineData(0x00280030u, "DS", "1.5\\", "PixelSpacing", "[1.5, null]")]
    [InlineData(0x00081160u, "IS", "1\\2\\3", "ReferencedFrameNumber", "[1, 2, 3]")]
    [InlineData(0x0014407Eu, "DA", "20240229\\19000101", "CalibrationDate", "[2024-02-29, 1900-01-01]")]
    [InlineData(0x0014407Cu, "TM", "10\\1015", "CalibrationTime", "[\"10\", \"10:15\"]")]
    [InlineData(0x00081160u, "IS", "1\\x\\3", "ReferencedFrameNumber", "[1, null, 3]")]
    public void Text_AttributeOfSeveralValues_IsAList(uint tag, string vr, string text, string column, string want) =>
        Assert.Equal(want, Instance.Of(new DicomBytes().Text(tag, vr, text))[column]);

    [Fact]
    public void Text_SeveralValuesWhereVmIs1_KeepsTheBackslashesAndSaysSo()
    {
        var read = Instance.Of(new DicomBytes().Text(0x00100020, "LO", "A\\B"));
        Assert.Equal("\"A\\B\"", read["PatientID"]);
        Assert.Equal("[{Path: \"PatientID\", Raw: \"A\\B \", RawLength: 4, Reason: \"VM_MISMATCH\", VR: \"LO\"}]", read["ValueErrors"]);
    }

    [Theory]
    [InlineData(0x00180060u, "DS", "80\\120", "KVP")]
    [InlineData(0x00200013u, "IS", "1\\2 ", "InstanceNumber")]
    [InlineData(0x00080020u, "DA", "20240101\\20240102 ", "StudyDate")]
    public void Number_SeveralValuesWhereVmIs1_IsNullAndSaysSo(uint tag, string vr, string text, string column)
    {
        var read = Instance.Of(new DicomBytes().Text(tag, vr, text));
        Assert.Equal(Instance.Absent, read[column]);
        Assert.Equal(
            $"[{{Path: \"{column}\", Raw: \"{text}\", RawLength: {text.Length}, Reason: \"VM_MISMATCH\", VR: \"{vr}\"}}]", read["ValueErrors"]);
    }

    [Fact]
    public void Number_TwoUnitsWhereVmIs1_IsNullWithTheBytes()
    {
        var read = Instance.Of(new DicomBytes().Words(0x00280010, "US", 5, 7));
        Assert.Equal(Instance.Absent, read["Rows"]);
        Assert.Equal("[{Path: \"Rows\", Raw: \"05000700\", RawLength: 4, Reason: \"VM_MISMATCH\", VR: \"US\"}]", read["ValueErrors"]);
    }

    [Fact]
    public void Value_ThatDoesNotParse_IsNullAndKeptVerbatim()
    {
        var read = Instance.Of(new DicomBytes().Text(0x00080020, "DA", "20241301").Text(0x00180060, "DS", "120 kV"));
        Assert.Equal(Instance.Absent, read["StudyDate"]);
        Assert.Equal(Instance.Absent, read["KVP"]);
        Assert.Equal(
            "[{Path: \"StudyDate\", Raw: \"20241301\", RawLength: 8, Reason: \"DA_INVALID\", VR: \"DA\"}, "
            + "{Path: \"KVP\", Raw: \"120 kV\", RawLength: 6, Reason: \"DS_INVALID\", VR: \"DS\"}]",
            read["ValueErrors"]);
    }

    [Theory]
    [InlineData(0x00101010u, "AS", "42", "PatientAge", "AS_INVALID")]
    [InlineData(0x0020000Du, "UI", "1.2.x ", "StudyInstanceUID", "UI_INVALID")]
    public void Text_ThatIsNoValueOfItsVr_StaysAndIsAValueError(uint tag, string vr, string text, string column, string reason)
    {
        var read = Instance.Of(new DicomBytes().Text(tag, vr, text));
        Assert.Equal($"\"{text.TrimEnd()}\"", read[column]);
        Assert.Contains($"Reason: \"{reason}\"", read["ValueErrors"], StringComparison.Ordinal);
    }

    [Fact]
    public void List_WithManyBadValues_GivesEachReasonOnce()
    {
        var text = string.Concat(Enumerable.Repeat("x\\1,5\\1e999\\", 500));
        var read = Instance.Of(new DicomBytes().Text(0x00280030, "DS", text));
        Assert.Equal(1501, read["PixelSpacing"].Split(", ").Length);
        Assert.Equal(["DS_INVALID", "DS_COMMA", "DS_RANGE"], Reasons(read));

        var numbers = Instance.Of(new DicomBytes().Raw(0x00720076, "FL", [.. Enumerable.Repeat<byte[]>([0, 0, 0xC0, 0x7F], 500).SelectMany(b => b)]));
        Assert.Equal("[" + string.Join(", ", Enumerable.Repeat("null", 500)) + "]", numbers["SelectorFLValue"]);
        Assert.Equal(["FLOAT_NOT_FINITE"], Reasons(numbers));
    }

    [Fact]
    public void ValueErrors_LongValue_KeepsABoundedPartAndFlagsIt()
    {
        var read = Instance.Of(new DicomBytes().Text(0x00180060, "DS", new string('x', 3000)));
        Assert.Equal($"[{{Path: \"KVP\", Raw: \"{new string('x', 1024)}\", RawLength: 3000, Reason: \"DS_INVALID\", VR: \"DS\"}}]", read["ValueErrors"]);
        Assert.Contains("VALUE_CUT", read.Codes);
    }

    [Fact]
    public void ValueErrors_LongValueWithoutCharacterStarts_IsStillKept()
    {
        // JIS X 0201 katakana are all bytes that UTF-8 has only inside characters.
        var read = Instance.Of(new DicomBytes().Raw(0x00180060, "DS", [.. Enumerable.Repeat((byte)0xB1, 3000)]));
        Assert.Contains($"Raw: \"{new string('\u00B1', 1024)}\"", read["ValueErrors"], StringComparison.Ordinal);

        var numbers = Instance.Of(new DicomBytes().Raw(0x00280010, "US", [.. Enumerable.Repeat((byte)0x81, 2000)]));
        Assert.Contains($"Raw: \"{string.Concat(Enumerable.Repeat("81", 512))}\"", numbers["ValueErrors"], StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_EachWayOnce_IsInEmptyElements()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(0x00080050, "SH", "")
            .Text(0x00080020, "DA", "        ")
            .Text(0x00080008, "CS", "\\\\")
            .Text(0x0008103E, "LO", "\\\\")
            .Raw(0x00080018, "UI", 0, 0)
            .Raw(0x00280010, "US")
            .Raw(0x00282000, "OB")
            .Sequence(0x00081140));
        Assert.Equal(
            "[\"ImageType\", \"SOPInstanceUID\", \"StudyDate\", \"AccessionNumber\", \"SeriesDescription\", \"ReferencedImageSequence\", \"Rows\", \"ICCProfile\"]",
            read["EmptyElements"]);
        Assert.All(["ImageType", "StudyDate", "ReferencedImageSequence", "Rows"], column => Assert.Equal(Instance.Absent, read[column]));
    }

    [Fact]
    public void Empty_InManyItems_IsListedOnce()
    {
        var read = Instance.Of(new DicomBytes().Sequence(
            0x00081140,
            item => item.Text(0x00081150, "UI", ""),
            item => item.Text(0x00081150, "UI", ""),
            item => item.Text(0x00081150, "UI", "1.2")));
        Assert.Equal("[\"ReferencedImageSequence.ReferencedSOPClassUID\"]", read["EmptyElements"]);
        Assert.Equal("[{item_number: 1}, {item_number: 2}, {ReferencedSOPClassUID: \"1.2\"}]", read["ReferencedImageSequence"]);
    }

    [Fact]
    public void Binary_IsListedWithVrAndLength()
    {
        var read = Instance.Of(new DicomBytes()
            .Raw(0x00282000, "OB", 1, 2, 3, 4)
            .Sequence(0x00880200, item => item.Raw(0x7FE00010, "OW", 1, 2), item => item.Raw(0x7FE00010, "OW", 1, 2, 3, 4)));
        Assert.Equal(
            "[{Length: 4, Path: \"ICCProfile\", VR: \"OB\"}, {Length: 2, Path: \"IconImageSequence.PixelData\", VR: \"OW\"}]",
            read["BinaryElements"].Replace("{Length: 8, Path: \"FileMetaInformationVersion\", VR: \"OB\"}, ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Binary_ByTheDictionary_IsNeverAListOfNumbers()
    {
        // LUT Data (0028,3006) is US or OW, Red Palette Color Lookup Table Data (0028,1201) is OW.
        var read = Instance.Of(new DicomBytes()
            .Words(0x00281201, "US", 1, 2)
            .Sequence(0x00283000, item => item.Words(0x00283006, "US", 1, 2, 3)));
        Assert.Equal(
            "[{Length: 4, Path: \"RedPaletteColorLookupTableData\", VR: \"US\"}, {Length: 6, Path: \"ModalityLUTSequence.LUTData\", VR: \"US\"}]",
            read["BinaryElements"]);
        Assert.Equal("[{Expected: \"OW\", Found: \"US\", Path: \"RedPaletteColorLookupTableData\"}]", read["VrMismatches"]);
        Assert.Equal(Instance.Absent, read["OtherElements"]);
    }

    [Fact]
    public void RepeatingGroup_HasAColumnForEachGroup()
    {
        var read = Instance.Of(new DicomBytes().Words(0x60000010, "US", 5).Words(0x60020010, "US", 6).Text(0x50040022, "LO", "curve"));
        Assert.Equal("5", read["OverlayRows"]);
        Assert.Equal("6", read["OverlayRows_6002"]);
        Assert.Equal("\"curve\"", read["CurveDescription_5004"]);
    }

    private static IEnumerable<string> Reasons(Instance read) =>
        read["ValueErrors"].Split("Reason: \"").Skip(1).Select(part => part[..part.IndexOf('"')]);
}
