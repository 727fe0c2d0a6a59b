namespace Etl.Schema.Tests.Columns;

/// <summary>Values in another VR than the dictionary has: read by the file's VR, cast to the column where that can be.</summary>
public sealed class FlattenerMismatchTests
{
    [Fact]
    public void Number_InTextColumn_IsItsText()
    {
        var read = Instance.Of(new DicomBytes().Words(0x00100020, "US", 7).Words(0x00080008, "US", 1, 2));
        Assert.Equal("\"7\"", read["PatientID"]);
        Assert.Equal("[\"1\", \"2\"]", read["ImageType"]);
        Assert.Equal(
            "[{Expected: \"CS\", Found: \"US\", Path: \"ImageType\"}, {Expected: \"LO\", Found: \"US\", Path: \"PatientID\"}]", read["VrMismatches"]);
    }

    [Fact]
    public void Text_InNumberColumn_IsTheNumber()
    {
        var read = Instance.Of(new DicomBytes().Text(0x00280010, "IS", "512 ").Text(0x00280011, "LO", "wide"));
        Assert.Equal("512", read["Rows"]);
        Assert.Equal(Instance.Absent, read["Columns"]);
        Assert.Equal("[{Path: \"Columns\", Raw: \"wide\", RawLength: 4, Reason: \"IS_INVALID\", VR: \"LO\"}]", read["ValueErrors"]);
        Assert.Equal("[{Expected: \"US\", Found: \"IS\", Path: \"Rows\"}, {Expected: \"US\", Found: \"LO\", Path: \"Columns\"}]", read["VrMismatches"]);
    }

    [Fact]
    public void Number_TooLargeForItsColumn_IsNullAndKept()
    {
        var read = Instance.Of(new DicomBytes().Hex(0x00280010, "UL", "FFFFFFFF").Hex(0x00280011, "UL", "00020000"));
        Assert.Equal(Instance.Absent, read["Rows"]);
        Assert.Equal("512", read["Columns"]);
        Assert.Equal("[{Path: \"Rows\", Raw: \"FFFFFFFF\", RawLength: 4, Reason: \"OUT_OF_RANGE\", VR: \"UL\"}]", read["ValueErrors"]);
    }

    [Theory]
    [InlineData(0x00080030u, "StudyTime")]
    [InlineData(0x0008002Au, "AcquisitionDateTime")]
    [InlineData(0x00080020u, "StudyDate")]
    public void Number_InDateOrTimeColumn_IsNullAndKept(uint tag, string column)
    {
        var read = Instance.Of(new DicomBytes().Hex(tag, "UL", "0A000000"));
        Assert.Equal(Instance.Absent, read[column]);
        Assert.Contains("Raw: \"0A000000\"", read["ValueErrors"], StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_InTextColumn_IsABinaryElement()
    {
        var read = Instance.Of(new DicomBytes().Raw(0x00100020, "OB", 1, 2, 3, 4));
        Assert.Equal(Instance.Absent, read["PatientID"]);
        Assert.Equal("[{Length: 4, Path: \"PatientID\", VR: \"OB\"}]", read["BinaryElements"]);
        Assert.Equal("[{Expected: \"LO\", Found: \"OB\", Path: \"PatientID\"}]", read["VrMismatches"]);
    }

    [Fact]
    public void Sequence_InTextColumn_GoesToOtherElements()
    {
        var read = Instance.Of(new DicomBytes().Sequence(0x00100020, item => item.Text(0x00080100, "SH", "C1").Text(0x00080104, "LO", "")));
        Assert.Equal(Instance.Absent, read["PatientID"]);
        Assert.Equal("[{Path: \"PatientID.CodeValue\", Tag: \"00080100\", VR: \"SH\", Values: [\"C1\"]}]", read["OtherElements"]);
        Assert.Equal("[\"PatientID.CodeMeaning\"]", read["EmptyElements"]);
        Assert.Equal("[{Expected: \"LO\", Found: \"SQ\", Path: \"PatientID\"}]", read["VrMismatches"]);
    }

    [Theory]
    [InlineData("CS", "NUM\\A", "[\"NUM\", \"A\"]")]
    [InlineData("IS", "7 ", "[\"7\"]")]
    public void Text_InSequenceColumn_GoesToOtherElements(string vr, string text, string values)
    {
        var read = Instance.Of(new DicomBytes().Text(0x0040A170, vr, text));
        Assert.Equal(Instance.Absent, read["PurposeOfReferenceCodeSequence"]);
        Assert.Equal($"[{{Path: \"PurposeOfReferenceCodeSequence\", Tag: \"0040A170\", VR: \"{vr}\", Values: {values}}}]", read["OtherElements"]);
        Assert.Equal($"[{{Expected: \"SQ\", Found: \"{vr}\", Path: \"PurposeOfReferenceCodeSequence\"}}]", read["VrMismatches"]);
        Assert.Equal(Instance.Absent, read["ValueErrors"]);
    }

    [Fact]
    public void Text_InBinaryAttribute_GoesToOtherElements()
    {
        var read = Instance.Of(new DicomBytes().Text(0x00282000, "LO", "sRGB"));
        Assert.Equal("[{Path: \"ICCProfile\", Tag: \"00282000\", VR: \"LO\", Values: [\"sRGB\"]}]", read["OtherElements"]);
        Assert.Equal("[{Expected: \"OB\", Found: \"LO\", Path: \"ICCProfile\"}]", read["VrMismatches"]);
    }
}
