using Etl.Schema.Dicom;
using Etl.Worker.Sample;

namespace Etl.Worker.Tests.Sample;

public sealed class DicomWriterTests
{
    [Fact]
    public void ExplicitLittle_WritesDefinedLengths() => AssertBytes(
        WireFormat.ExplicitLittle,
        false,
        "0800 6000 4353 0200 4354" +                    // Modality CS "CT"
        "0800 4011 5351 0000 12000000" +                // Referenced Image Sequence, 18 bytes
        "FEFF 00E0 0A000000 2800 1000 5553 0200 0002" + // one item: Rows US 512
        "2000 1100 4953 0200 3432");                    // SeriesNumber IS "42"

    [Fact]
    public void UndefinedLengths_EndWithDelimiters() => AssertBytes(
        WireFormat.ExplicitLittle,
        true,
        "0800 6000 4353 0200 4354" +
        "0800 4011 5351 0000 FFFFFFFF" +
        "FEFF 00E0 FFFFFFFF 2800 1000 5553 0200 0002" +
        "FEFF 0DE0 00000000 FEFF DDE0 00000000" +
        "2000 1100 4953 0200 3432");

    [Fact]
    public void ImplicitLittle_WritesNoVr() => AssertBytes(
        WireFormat.ImplicitLittle,
        false,
        "0800 6000 02000000 4354" +
        "0800 4011 12000000 FEFF 00E0 0A000000 2800 1000 02000000 0002" +
        "2000 1100 02000000 3432");

    [Fact]
    public void ExplicitBig_SwapsTagsLengthsAndNumbers() => AssertBytes(
        WireFormat.ExplicitBig,
        false,
        "0008 0060 4353 0002 4354" +
        "0008 1140 5351 0000 00000012" +
        "FFFE E000 0000000A 0028 0010 5553 0002 0200" +
        "0020 0011 4953 0002 3432");

    [Fact]
    public void Part10_CountsItsMetaGroup()
    {
        var meta = new DataSet().Set("TransferSyntaxUID", WireFormat.ExplicitLittle.TransferSyntax);

        var bytes = new DicomWriter().Write(meta, new DataSet(), WireFormat.ExplicitLittle).ToArray();

        Assert.Equal(128 + 4 + 12 + 8 + 20, bytes.Length);
        Assert.Equal("4449434D 02000000 554C 0400 1C000000".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(bytes, 128, 16));
    }

    [Theory]
    [InlineData(0, "30 20")]
    [InlineData(-1024, "2D 31 30 32 34 20")]
    [InlineData(0.984375, "30 2E 39 38 34 33 37 35")]
    [InlineData(-0.05, "2D 30 2E 30 35 20")]
    public void DecimalString_HasNoTrailingZeros(double value, string expected) =>
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(ElementValue.Encode(Vr.DS, value)));

    private static void AssertBytes(WireFormat format, bool undefinedLengths, string expected)
    {
        var data = new DataSet()
            .Set("SeriesNumber", 42)
            .SetItems("ReferencedImageSequence", new DataSet().Set("Rows", 512))
            .Set("Modality", "CT");

        var bytes = new DicomWriter { UndefinedLengths = undefinedLengths }.Write(new DataSet(), data, format, FileForm.NoMeta);

        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(bytes.Span));
    }
}
