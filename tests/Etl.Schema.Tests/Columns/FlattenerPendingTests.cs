namespace Etl.Schema.Tests.Columns;

/// <summary>Values that something else decides: the character set (PS3.5 6.1, 7.5.3) and PixelRepresentation (PS3.5 A.1).</summary>
public sealed class FlattenerPendingTests
{
    private const uint Charset = 0x00080005;
    private const uint PatientName = 0x00100010;
    private const uint Smallest = 0x00280106;

    [Theory]
    [InlineData("ISO_IR 100", "4AE9", "J\u00E9")]
    [InlineData("ISO_IR 144", "BFE0", "\u041F\u0440")]
    [InlineData("ISO_IR 192", "C3A9", "\u00E9")]
    public void Charset_Declared_DecodesText(string term, string hex, string want) =>
        Assert.Equal($"\"{want}\"", Instance.Of(new DicomBytes().Text(Charset, "CS", term).Hex(PatientName, "PN", hex))["PatientName"]);

    [Fact]
    public void Charset_Late_StillDecodesText()
    {
        var read = Instance.Of(new DicomBytes().AsGiven()
            .Hex(PatientName, "PN", "BFE0")
            .Hex(0x00081080, "LO", "BFE05C41")
            .Text(Charset, "CS", "ISO_IR 144"));
        Assert.Equal("\"\u041F\u0440\"", read["PatientName"]);
        Assert.Equal("[\"\u041F\u0440\", \"A\"]", read["AdmittingDiagnosesDescription"]);
        Assert.DoesNotContain("CHARSET_UNDECLARED", read.Codes);
    }

    [Fact]
    public void Charset_OfAnItem_HoldsInItAndBelowAndNowhereElse()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(Charset, "CS", "ISO_IR 100")
            .Sequence(
                0x00081115,
                item => item.Text(Charset, "CS", "ISO_IR 144").Hex(0x0008103E, "LO", "BFE0").Sequence(0x0008114A, inner => inner.Hex(0x0008103E, "LO", "BFE0")),
                item => item.Hex(0x0008103E, "LO", "4AE9"))
            .Hex(PatientName, "PN", "4AE9"));
        Assert.Equal(
            "[{ReferencedInstanceSequence: [{SeriesDescription: \"\u041F\u0440\"}], SeriesDescription: \"\u041F\u0440\", SpecificCharacterSet: [\"ISO_IR 144\"]}, {SeriesDescription: \"J\u00E9\"}]",
            read["ReferencedSeriesSequence"]);
        Assert.Equal("\"J\u00E9\"", read["PatientName"]);
    }

    [Fact]
    public void Charset_LateInAnItemAndLateAround_EachDecodesItsOwn()
    {
        var read = Instance.Of(new DicomBytes().AsGiven()
            .Sequence(
                0x00081115,
                item => item.AsGiven().Hex(0x0008103E, "LO", "BFE0").Text(Charset, "CS", "ISO_IR 144"),
                item => item.AsGiven().Hex(0x0008103E, "LO", "4AE9"))
            .Text(Charset, "CS", "ISO_IR 100"));
        Assert.Equal("[{SeriesDescription: \"\u041F\u0440\", SpecificCharacterSet: [\"ISO_IR 144\"]}, {SeriesDescription: \"J\u00E9\"}]", read["ReferencedSeriesSequence"]);
    }

    [Fact]
    public void Charset_Undeclared_IsUtf8WhereItIs()
    {
        var read = Instance.Of(new DicomBytes().Hex(PatientName, "PN", "C3A9").Hex(0x00100020, "LO", "4AE9"));
        Assert.Equal("\"\u00E9\"", read["PatientName"]);
        Assert.Equal("\"J\u00E9\"", read["PatientID"]);
        Assert.Contains("CHARSET_UNDECLARED", read.Codes);
    }

    [Fact]
    public void Charset_ThatDoesNotFit_KeepsTheBytes()
    {
        var read = Instance.Of(new DicomBytes().Text(Charset, "CS", "ISO_IR 192").Hex(PatientName, "PN", "4AE9"));
        Assert.Equal("\"J\u00E9\"", read["PatientName"]);
        Assert.Equal("[{Path: \"PatientName\", Raw: \"J\u00E9\", RawLength: 2, Reason: \"CHARSET_DECODE_ERROR\", VR: \"PN\"}]", read["ValueErrors"]);
    }

    [Fact]
    public void Charset_DoubleByteWithBackslash_SplitsOnlyAtDelimiters()
    {
        // GB18030: 81 5C is one character, the 5C behind it the delimiter.
        var read = Instance.Of(new DicomBytes().Text(Charset, "CS", "GB18030").Hex(0x00081080, "LO", "815C 5C 4C69"));
        Assert.Equal("[\"\u4E57\", \"Li\"]", read["AdmittingDiagnosesDescription"]);
    }

    [Theory]
    [InlineData(0, "63536")]
    [InlineData(1, "-2000")]
    public void UsOrSs_FollowsPixelRepresentation(int pixelRepresentation, string want)
    {
        // (0028,0106) comes behind (0028,0103); (0018,9810) comes before it.
        var read = Instance.Of(new DicomBytes(isExplicit: false)
            .Words(0x00189810, "", 0xF830)
            .Words(0x00280103, "", pixelRepresentation)
            .Words(Smallest, "", 0xF830));
        Assert.Equal(want, read["ZeroVelocityPixelValue"]);
        Assert.Equal(want, read["SmallestImagePixelValue"]);
        Assert.DoesNotContain("PIXELREP_MISSING", read.Codes);
    }

    [Fact]
    public void UsOrSs_WithoutPixelRepresentation_IsUnsignedAndSaidSo()
    {
        var read = Instance.Of(new DicomBytes(isExplicit: false).Words(Smallest, "", 0xF830));
        Assert.Equal("63536", read["SmallestImagePixelValue"]);
        Assert.Contains("PIXELREP_MISSING", read.Codes);
    }

    [Fact]
    public void UsOrSs_InAnItem_TakesItsOwnThenTheOuterPixelRepresentation()
    {
        var read = Instance.Of(new DicomBytes(isExplicit: false)
            .Sequence(
                0x00081140,
                item => item.Words(0x00280103, "", 0).Words(Smallest, "", 0xFDE8),
                item => item.Words(Smallest, "", 0xFDE8),
                item => item.Sequence(0x00283000, inner => inner.Words(Smallest, "", 0xFDE8)).Words(0x00280103, "", 0))
            .Words(0x00280103, "", 1));
        Assert.Equal(
            "[{PixelRepresentation: 0, SmallestImagePixelValue: 65000}, {SmallestImagePixelValue: -536}, "
            + "{ModalityLUTSequence: [{SmallestImagePixelValue: 65000}], PixelRepresentation: 0}]",
            read["ReferencedImageSequence"]);
    }

    [Fact]
    public void UsOrSs_ExplicitVr_IsAsWritten()
    {
        var read = Instance.Of(new DicomBytes().Words(0x00280103, "US", 1).Words(Smallest, "US", 0xF830).Words(0x00280107, "SS", 0xF830));
        Assert.Equal("63536", read["SmallestImagePixelValue"]);
        Assert.Equal("-2000", read["LargestImagePixelValue"]);
        Assert.Equal(Instance.Absent, read["VrMismatches"]);
    }

    [Theory]
    [InlineData(0, "[65535, 64512, 16]")]
    [InlineData(1, "[65535, -1024, 16]")]
    public void LutDescriptor_OnlyTheSecondValueIsSigned(int pixelRepresentation, string want)
    {
        var read = Instance.Of(new DicomBytes(isExplicit: false)
            .Words(0x00280103, "", pixelRepresentation)
            .Words(0x00281101, "", 0xFFFF, 0xFC00, 16)
            .Sequence(0x00283010, item => item.Words(0x00283002, "", 0xFFFF, 0xFC00, 16)));
        Assert.Equal(want, read["RedPaletteColorLookupTableDescriptor"]);
        Assert.Equal($"[{{LUTDescriptor: {want}}}]", read["VOILUTSequence"]);
    }
}
