using Etl.Schema.Dicom;
using static Etl.Schema.Tests.Dicom.Bytes;

namespace Etl.Schema.Tests.Dicom;

/// <summary>Sequences, items and delimiters: the cases of section D that the shared folder does not hold.</summary>
public sealed class DicomReaderSequenceTests
{
    private const string Creator = "11001000 4C4F 0400 41434D45";
    private const string Uid = "08005011 5549 0600 312E322E3300";
    private const string OneItem = "00081140 [ { 00081150 UI 1.2.3 } ]";
    private const string Open = "08004011 5351 0000 FFFFFFFF";
    private const string Item = "FEFF00E0 FFFFFFFF";
    private const string ItemEnd = "FEFF0DE0 00000000";
    private const string SequenceEnd = "FEFFDDE0 00000000";

    [Theory]
    [InlineData(Open + Item + Uid + ItemEnd, OneItem, "SeqDelimiterMissing")] // D10
    [InlineData(Open + Item + Uid + "FEFF0DE0 04000000" + SequenceEnd, OneItem, "DelimiterLength")] // D11
    [InlineData(Open + "FEFF00E0 14000000" + Uid + SequenceEnd, OneItem, "ItemLengthWrong")] // D17
    [InlineData(Open + SequenceEnd, "00081140 [ ]", "")] // D19
    [InlineData(Creator + "11000110 554E 0000 16000000 FEFF00E0 0E000000" + Uid, "00110010 LO ACME 00111001 [ { 00081150 UI 1.2.3 } ]", "SqByShape UnExplicitContent")]
    [InlineData("08004011 554E 0000 16000000 FEFF00E0 0E000000" + Uid, OneItem, "UnExplicitContent VrUnRetyped")] // C27
    [InlineData("08004011 5351 0000 1E000000 FEFF00E0 0E000000" + Uid + ItemEnd, OneItem, "ExtraDelimiter")]
    [InlineData("08004011 5351 0000 16000000 FEFF00E0 12000000" + Uid, OneItem, "ItemLengthWrong")]
    [InlineData(Open + "FEFF00E0 0E000000" + Uid + "FEFF00E0 00000000" + SequenceEnd, "00081140 [ { 00081150 UI 1.2.3 } { } ]", "")]
    [InlineData(Open + Item + Uid + ItemEnd + SequenceEnd + "08004011 5351 0000 16000000 FEFF00E0 0E000000" + Uid, OneItem, "DuplicateTag")]
    [InlineData("08004011 5351 1600 FEFF00E0 0E000000" + Uid, OneItem, "VrLengthForm")]
    public void SequenceDeviation_IsBridged(string hex, string structure, string codes) => Check(Explicit(hex), structure, codes);

    [Fact]
    public void PrivateSequenceOfTheOtherVrForm_IsProbed() => // D23, Philips
        Check(
            Implicit("05201000 1A000000 5068696C697073204D5220496D6167696E672044442030303120"
                + "05208010 12000000 FEFF00E0 0A000000 08000001 5348 0200 4331"),
            "20050010 LO Philips MR Imaging DD 001 20051080 [ { 00080100 SH C1 } ]", "OutOfOrder SqByShape VrSwitch");

    [Fact]
    public void ByteSwappedItems_AreJumpedOver() => // D25, Philips
        Check(
            Explicit("01201000 4C4F 1600 5068696C69707320496D6167696E672044442030303101205F10 5351 0000 12000000"
                + "FFFEE000 0000000A 2001102D 5353 0002 0009"),
            "20010010 LO Philips Imaging DD 001 2001105F UN", "ByteSwappedItems OutOfOrder");

    [Fact]
    public void EmptyUndefinedSequenceAtTheEnd_IsTruncated() => // D37
        CheckTruncated(Part10(ExplicitLittle, Head, Tail, "55000E04 5351 0000 FFFFFFFF"), "[ ]");

    [Fact]
    public void ObjectEndsInsideAnItem_ClosesEverything() => // D09
        CheckTruncated(
            Part10(ExplicitLittle, Head, Tail, "40007502 5351 0000 FFFFFFFF", Item, "40000700 4C4F 0200 7820"),
            "00400275 [ { 00400007 LO x } ]");

    [Theory]
    [InlineData(20)] // D28
    [InlineData(5_000)] // D30
    [InlineData(12_000)]
    public void DeepNesting_IsWalkedWhole(int depth)
    {
        var bytes = Explicit(string.Concat(Enumerable.Repeat("400030A7 5351 0000 FFFFFFFF" + Item, depth))
            + string.Concat(Enumerable.Repeat(ItemEnd + SequenceEnd, depth)));
        var reading = Reading.Of(bytes);
        Assert.Equal(depth, reading.Tokens.Count(token => token.Kind == DicomToken.ItemEnd));
        Assert.EndsWith("] 00200011 IS 42", reading.Structure);
        Assert.Equal(StopReason.Eof, reading.Stop);
    }

    [Fact]
    public void NestingBeyondTheLimit_ClosesAndStops()
    {
        var bytes = Explicit(string.Concat(Enumerable.Repeat("400030A7 5351 0000 FFFFFFFF" + Item, 40)));
        var reading = Reading.Of(bytes, limits: new ReaderLimits { MaxDepth = 20 });
        Assert.Equal(10, reading.Tokens.Count(token => token.Kind == DicomToken.ItemStart));
        Assert.Equal(10, reading.Tokens.Count(token => token.Kind == DicomToken.SequenceEnd));
        Assert.Equal(StopReason.Limit, reading.Stop);
        Assert.Contains(IssueCode.DepthLimit, reading.Codes);
    }

    [Fact]
    public void ManyEmptyItems_AreAllReported() // D40
    {
        var reading = Reading.Of(Explicit(Open + string.Concat(Enumerable.Repeat("FEFF00E0 00000000", 100_000)) + SequenceEnd));
        Assert.Equal(100_000, reading.Tokens.Count(token => token.Kind == DicomToken.ItemStart));
        Assert.Empty(reading.Codes);
    }

    [Fact]
    public void Depth_CountsTheItemsAround()
    {
        var tokens = Reading.Of(Explicit(Open + Item + Uid + ItemEnd + SequenceEnd)).Tokens;
        Assert.Equal(
            [(DicomToken.SequenceStart, 0), (DicomToken.ItemStart, 0), (DicomToken.Element, 1), (DicomToken.ItemEnd, 0), (DicomToken.SequenceEnd, 0)],
            tokens.SkipWhile(token => token.Kind == DicomToken.Element).TakeWhile(token => token.Tag != 0x00200011).Select(token => (token.Kind, token.Depth)));
    }

    [Fact]
    public void IssueInAnItem_CarriesItsPath()
    {
        var issue = Assert.Single(Reading.Of(Explicit(Open + Item + "08005011 5549 0500 312E322E33" + ItemEnd + SequenceEnd)).Issues).Issue;
        Assert.Equal(new Issue(IssueCode.OddLength, "ReferencedImageSequence.ReferencedSOPClassUID", issue.Offset), issue);
    }

    private static void Check(byte[] bytes, string structure, string codes)
    {
        var reading = Reading.Of(bytes);
        Assert.Equal($"{structure} 00200011 IS 42".Trim(), reading.Structure);
        Assert.Equal(codes, string.Join(' ', reading.Codes.Select(code => code.ToString()).Order()));
        Assert.Equal(StopReason.Eof, reading.Stop);
    }

    private static void CheckTruncated(byte[] bytes, string structure)
    {
        var reading = Reading.Of(bytes);
        Assert.EndsWith(structure, reading.Structure);
        Assert.StartsWith("00200011 IS 42", reading.Structure);
        Assert.Equal(StopReason.Truncated, reading.Stop);
        Assert.Contains(IssueCode.Truncated, reading.Codes);
    }
}
