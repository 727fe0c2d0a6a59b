using Etl.Schema.Dicom;
using static Etl.Schema.Tests.Dicom.Bytes;

namespace Etl.Schema.Tests.Dicom;

/// <summary>Headers, lengths, VRs and the data set's end: the cases of sections C and E that the shared folder does not hold.</summary>
public sealed class DicomReaderElementTests
{
    private const string Creator = "11001000 4C4F 0400 41434D45";

    [Theory]
    [InlineData("10002000 3F3F 0400 49443120", "00100020 LO ID1", "VrInvalid")] // C01
    [InlineData("10002000 4C4F 0000 04000000 49443120", "00100020 LO ID1", "VrLengthForm")] // C15
    [InlineData("10002000 2020", "00100020 LO", "VrInvalid")] // C51
    [InlineData("10002000 5A5A 0000 04000000 49443120", "00100020 LO ID1", "VrInvalid")]
    [InlineData("18007490 5554 0400 6E6F7465", "00189074 UT note", "VrLengthForm")]
    [InlineData("08000100 5343 0400 05000000", "00080001 UL 05000000", "OutOfOrder VrInvalid")]
    [InlineData("10000000 554C 0400 05000000", "", "")] // a group length
    [InlineData("11000000 554C 0400 05000000", "", "")]
    [InlineData("11001000 4353 0400 41434D45 11000110 4C4F 0200 7820", "00110010 LO ACME 00111001 LO x", "")] // creator as CS
    [InlineData("10002000 4C4F 0400 49443120 10002000 4C4F 0400 49443220", "00100020 LO ID1", "DuplicateTag")]
    [InlineData("08002012 4C4F 0200 7820", "00081220 LO x", "TagUnknown")]
    public void HeaderDeviation_IsBridged(string hex, string structure, string codes) => Check(Explicit(hex), structure, codes);

    [Theory]
    [InlineData("28001000 5553 0100 05", "00280010 US 05", "LengthNotMultiple OddLength OutOfOrder")] // C32
    [InlineData("28001000 554C 0400 05000000", "00280010 UL 05000000", "OutOfOrder")] // C37: the consumer's VR_MISMATCH
    [InlineData("18006010 554C 0200 0500", "00181060 UL 0500", "LengthNotMultiple")] // C47
    public void NumberDeviation_KeepsTheBytes(string hex, string structure, string codes) => Check(Explicit(hex), structure, codes);

    [Theory]
    [InlineData("08008000 0D000000 484F53504954414C2041", "00080080 LO HOSPITAL A", "LengthQuirk")] // C35
    [InlineData("08008000 0D000000 484F53504954414C2041424344", "00080080 LO HOSPITAL ABCD", "OddLength")] // C36
    [InlineData("10002000 4C4F 0400 49443120", "00100020 LO ID1", "ExplicitElement")]
    [InlineData("11001000 04000000 41434D45 11000110 02000000 7820", "00110010 LO ACME 00111001 UN", "")]
    [InlineData("28000601 02000000 E8FD", "00280106 UsOrSs E8FD", "OutOfOrder")] // V04
    [InlineData("18001098 02000000 E8FD", "00189810 UsOrSs E8FD", "")] // V04
    public void ImplicitDeviation_IsBridged(string hex, string structure, string codes) => Check(Implicit(hex), structure, codes);

    [Theory]
    [InlineData("00280010 554E 0000 00000002 0500", "00280010 US 0500", "OutOfOrder VrUnRetyped")]
    [InlineData("00181060 4453 0002 3120", "00181060 DS 1", "")]
    public void BigEndian_IsRead(string hex, string structure, string codes) => Check(Big(hex), structure, codes);

    [Fact]
    public void RetypedUn_IsLittleEndianInABigEndianDataSet()
    {
        var reading = Reading.Of(Big("00280010 554E 0000 00000002 0500"));
        Assert.False(Assert.Single(reading.Tokens, token => token.Tag == 0x00280010).IsBigEndian);
        Assert.True(Assert.Single(reading.Tokens, token => token.Tag == 0x00200011).IsBigEndian);
    }

    [Fact]
    public void UnOfBrokenUnits_StaysUn() =>
        Check(Explicit("18001660 554E 0000 03000000 050607"), "00186016 UN", "OddLength");

    [Fact]
    public void PrivateUnThatOnlyBeginsLikeAnItem_StaysRaw() => // C53
        Check(Explicit(Creator + "11000110 554E 0000 0E000000 FEFF00E0 04000000 010203040506"), "00110010 LO ACME 00111001 UN", "");

    [Theory]
    [InlineData("08400003 5354 6400 656E6420")] // C18
    [InlineData("08400003 5554 0000 64000000 656E6420")]
    public void LastElementBeyondTheEnd_KeepsTheBytesThereAre(string last)
    {
        var reading = Reading.Of(Part10(ExplicitLittle, Head, Tail, last));
        Assert.Equal(("40080300", "end"), (reading.Tokens[^1].Tag.ToString("X8"), reading.Tokens[^1].Value));
        Assert.Contains(reading.Tokens, token => token is { Tag: 0x00200011, Value: "42" });
        Assert.Equal(StopReason.Truncated, reading.Stop);
        Assert.Contains(IssueCode.Truncated, reading.Codes);
    }

    [Theory]
    [InlineData("414243")] // C43
    [InlineData("00000000000000")]
    public void StrayBytesAtTheEnd_AreATail(string stray)
    {
        var reading = Reading.Of(Part10(ExplicitLittle, Head, Tail, stray));
        Assert.Equal("00200011 IS 42", reading.Structure);
        Assert.Equal((StopReason.Tail, reading.Length - stray.Length / 2), (reading.Stop, reading.HeaderEnd));
        Assert.Equal([IssueCode.TrailingData], reading.Codes);
    }

    [Fact]
    public void ZerosAtTheEnd_AreSkipped() // E04
    {
        var reading = Reading.Of(Join(Part10(ExplicitLittle, Head, Tail), new byte[64]));
        Assert.Equal(StopReason.Eof, reading.Stop);
        Assert.Equal([IssueCode.ZeroPadding], reading.Codes);
    }

    [Theory]
    [InlineData("E07F1000 4F57 0000 00000000", "")] // E16
    [InlineData("E07F1000 4F57 0000 00010000 0102", "PixelTruncated")]
    [InlineData("E07F1000 4F42 0000 FFFFFFFF FEFF00E0 00000000", "")]
    public void PixelData_EndsTheHeader(string pixels, string codes)
    {
        var reading = Reading.Of(Part10(ExplicitLittle, Head, Tail, pixels));
        Assert.Equal("00200011 IS 42", reading.Structure);
        Assert.Equal((StopReason.Pixel, reading.Length - pixels.Replace(" ", "", StringComparison.Ordinal).Length / 2), (reading.Stop, reading.HeaderEnd));
        Assert.Equal(codes, string.Join(' ', reading.Codes));
    }

    [Fact]
    public void CreatorBehindItsElements_IsFound() =>
        Check(Explicit("11000110 4C4F 0200 7820" + Creator), "00111001 LO x 00110010 LO ACME", "OutOfOrder");

    [Fact]
    public void LongText_IsCut()
    {
        var limits = new ReaderLimits { MaxValueBytes = 6, CutValueBytes = 2 };
        var reading = Reading.Of(Explicit("10002000 4C4F 0800 4944313233343536"), limits: limits);
        var token = Assert.Single(reading.Tokens, token => token.Tag == 0x00100020);
        Assert.Equal(("ID", 8L), (token.Value, token.ValueLength));
        Assert.Contains(IssueCode.ValueCut, reading.Codes);
    }

    [Fact]
    public void TooManyElements_EndTheRead()
    {
        var reading = Reading.Of(Explicit(""), limits: new ReaderLimits { MaxElements = 3 });
        Assert.Equal(StopReason.Limit, reading.Stop);
        Assert.Equal([IssueCode.LimitElements], reading.Codes);
    }

    [Fact]
    public void HeaderBeyondItsLimit_EndsTheRead()
    {
        var reading = Reading.Of(Explicit(Creator + "11000110 4F42 0000 10000000 00112233445566778899AABBCCDDEEFF"),
            limits: new ReaderLimits { MaxHeaderBytes = 210 });
        Assert.Equal(StopReason.Limit, reading.Stop);
        Assert.Equal([IssueCode.LimitHeader], reading.Codes);
    }

    [Fact]
    public void ManyTagsInDescendingOrder_StayLinear()
    {
        var tags = Enumerable.Range(0, 40_000).Reverse().Select(i => Join(
            BitConverter.GetBytes((ushort)(0x0009 + i / 4096 * 2)), BitConverter.GetBytes((ushort)(0x1000 + i % 4096)), "LO"u8.ToArray(), [0, 0]));
        var reading = Reading.Of(Join(Part10(ExplicitLittle, Head), Join([.. tags]), Hex(Tail)));
        Assert.Equal(40_002, reading.Tokens.Count(token => !token.IsMeta));
    }

    private static void Check(byte[] bytes, string structure, string codes)
    {
        var reading = Reading.Of(bytes);
        Assert.Equal($"{structure} 00200011 IS 42".Trim(), reading.Structure);
        Assert.Equal(codes, string.Join(' ', reading.Codes.Select(code => code.ToString()).Order()));
        Assert.Equal(StopReason.Eof, reading.Stop);
    }
}
