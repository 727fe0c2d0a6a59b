using Etl.Schema.Dicom;
using static Etl.Schema.Tests.Dicom.Bytes;

namespace Etl.Schema.Tests.Dicom;

/// <summary>Preamble, meta group and transfer syntax: the cases of sections A and B that the shared folder does not hold.</summary>
public sealed class DicomReaderContainerTests
{
    private const string Sop = "08001800 5549 0800 312E322E332E3400";

    [Fact]
    public void PrefixAtTheStart_IsAccepted() => // A02
        Check(Join("DICM"u8.ToArray(), Meta(ExplicitLittle), Hex(Head, Tail)), IssueCode.PreambleMissing);

    [Fact]
    public void MetaGroupAtTheStart_IsAccepted() => // A03
        Check(Join(Meta(ExplicitLittle), Hex(Head, Tail)), IssueCode.PreambleMissing);

    [Fact]
    public void BareExplicitBigEndian_IsGuessed() => // A06, B23
        Check(Hex("00080018 5549 0008 312E322E332E3400", HeadBig, TailBig),
            IssueCode.PreambleMissing, IssueCode.MetaMissing, IssueCode.TsGuessed);

    [Fact]
    public void BareImplicitBigEndian_IsGuessed() => // A07, ACR-NEMA
        Check(Hex(
                "00080000 00000004 00000016",
                "00080018 00000008 312E322E332E3400",
                "00080060 00000002 4354",
                "00200011 00000002 3432"),
            IssueCode.PreambleMissing, IssueCode.MetaMissing, IssueCode.TsGuessed);

    [Theory]
    [InlineData(4)] // A12
    [InlineData(-28)] // A13: the length is 0
    [InlineData(0xFFFFFFFF - 28L)] // A14
    public void MetaLengthWrong_IsNotUsed(long error) =>
        Check(Join(Preamble, Meta(ExplicitLittle, error), Hex(Head, Tail)), IssueCode.MetaLengthWrong);

    [Fact]
    public void TransferSyntaxAbsent_IsProbed() => // A17
        Check(Join(Preamble, Hex("02000000 554C 0400 0C000000", "02001600 4145 0400 41424344", Head, Tail)), IssueCode.TsMissing);

    [Fact]
    public void TransferSyntaxWithSeveralNuls_IsTrimmed() // A21
    {
        var reading = Check(Join(
            Preamble,
            Hex("02000000 554C 0400 1E000000", "02001000 5549 1600"), "1.2.840.10008.1.2.1"u8.ToArray(), Hex("000000", Head, Tail)));
        Assert.Equal(ExplicitLittle, reading.TransferSyntaxUid);
    }

    [Theory]
    [InlineData("02001000 12000000 312E322E3834302E31303030382E312E3200")] // A23
    [InlineData("02001000 5549 1200 312E322E3834302E31303030382E312E3200")]
    public void MetaElementsInTheDataSet_NeverOverride(string again)
    {
        var reading = Check(Join(Preamble, Meta(ExplicitLittle), Hex(again, Head, Tail)), IssueCode.MetaInDataset);
        Assert.Equal(ExplicitLittle, reading.TransferSyntaxUid);
        Assert.Single(reading.Tokens, token => token.Tag == 0x00020010);
    }

    [Fact]
    public void UnknownMetaElement_IsKept() // A25
    {
        var bytes = Join(Preamble, Meta(ExplicitLittle, 10), Hex("02002001 4C4F 0200 7820", Head, Tail));
        Assert.Contains(Check(bytes, IssueCode.TagUnknown).Tokens, token => token is { Tag: 0x00020120, IsMeta: true });
    }

    [Fact]
    public void PrefixAndNothingElse_IsAnEmptyFile() // A27
    {
        var reading = Reading.Of(Preamble);
        Assert.Equal(StopReason.EmptyFile, reading.Stop);
        Assert.Contains(IssueCode.EmptyFile, reading.Codes);
    }

    [Fact]
    public void NoBytes_IsAnEmptyFile() => Assert.Equal(StopReason.EmptyFile, Reading.Of([]).Stop);

    [Fact]
    public void CommandGroup_IsReadAsImplicitLittleEndian() // A29
    {
        const string command = "00000000 04000000 0A000000 00000001 02000000 0100";
        var reading = Check(Join(Preamble, Meta(ExplicitLittle), Hex(command, Head, Tail)), IssueCode.CommandGroup);
        Assert.Contains(reading.Tokens, token => token is { Tag: 0x00000100, ValueLength: 2 });
    }

    [Fact]
    public void DuplicateTransferSyntax_FirstWins() // A31
    {
        var bytes = Join(Preamble, Meta(ExplicitLittle, 26), Hex("02001000 5549 1200 312E322E3834302E31303030382E312E3200", Head, Tail));
        Assert.Equal(ExplicitLittle, Check(bytes, IssueCode.DuplicateTag).TransferSyntaxUid);
    }

    [Theory]
    [InlineData(128)] // A35
    [InlineData(1)]
    public void BytesInFront_AreNotDicom(int count) =>
        Assert.Equal(StopReason.NotDicom, Reading.Of(Join(new byte[count], Explicit(""))).Stop);

    [Theory]
    [InlineData("1F8B0800 00000000")]
    [InlineData("504B0304 14000000")]
    [InlineData("25504446 2D312E34")]
    [InlineData("FFD8FFE0 00104A46")]
    public void OtherFormat_IsNotDicom(string start) =>
        Assert.Equal(StopReason.NotDicom, Reading.Of(Join(Hex(start), new byte[300])).Stop);

    [Fact]
    public void PrefixByChanceInABareDataSet_IsAValue()
    {
        var bytes = Hex(Sop, Head, "10004000 4C54 C800");
        var text = new byte[200];
        Array.Fill(text, (byte)'x');
        "DICM"u8.CopyTo(text.AsSpan(128 - bytes.Length));
        Check(Join(bytes, text, Hex(Tail)), IssueCode.PreambleMissing, IssueCode.MetaMissing, IssueCode.TsGuessed);
    }

    [Theory]
    [InlineData(ExplicitBig, IssueCode.TsMismatch)] // B03
    [InlineData("1.2.840.10008.5.1.4.1.1.2", IssueCode.TsUnknown)] // B19
    [InlineData("1.2.840.10008.1.2.4.999", IssueCode.TsUnknown)]
    [InlineData("1.2.276.0.99.1", IssueCode.TsPrivate)] // B07
    [InlineData("1.3.46.670589.33.1.4.1", IssueCode.TsPrivate)]
    public void ExplicitLittleEndianUnderAnotherName_IsRead(string syntax, IssueCode code) =>
        Check(Part10(syntax, Sop, Head, Tail), code);

    [Theory]
    [InlineData("1.2.840.10008.1.2.5")]
    [InlineData("1.2.840.10008.1.2.8.1")]
    [InlineData("1.2.840.10008.1.2.4.94")]
    public void EncapsulatedSyntax_HasAnExplicitHeader(string syntax) => Check(Part10(syntax, Sop, Head, Tail));

    [Fact]
    public void PapyrusSyntax_HasAnImplicitHeader() => Check(Part10("1.2.840.10008.1.20", HeadImplicit, TailImplicit));

    private static Reading Check(byte[] bytes, params IssueCode[] codes)
    {
        var reading = Reading.Of(bytes);
        Assert.EndsWith("00200011 IS 42", reading.Structure);
        Assert.Contains(reading.Tokens, token => token is { Tag: 0x00080060, Value: "CT" });
        Assert.Equal(codes.Order(), reading.Codes.Order());
        Assert.Equal(StopReason.Eof, reading.Stop);
        return reading;
    }
}
