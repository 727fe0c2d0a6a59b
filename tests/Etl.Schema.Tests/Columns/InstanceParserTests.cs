using System.IO.Compression;
using System.Text;
using Etl.Schema.Columns;
using Etl.Schema.Dicom;

namespace Etl.Schema.Tests.Columns;

/// <summary>Batches by modality, rows begun again, windows, and deflated data sets.</summary>
public sealed class InstanceParserTests
{
    [Fact]
    public void Modality_ChoosesTheBatch_AndNothingStaysInTheOther()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: true);
        var parser = new InstanceParser(batches);
        var first = Instance.Parse(parser, new DicomBytes().Text(0x00100020, "LO", "ID1").Text(0x0008103E, "LO", "").File());
        var ct = parser.Batch;
        var second = Instance.Parse(parser, Odd("MR").File());
        var third = Instance.Parse(parser, new DicomBytes().Text(0x00100020, "LO", "ID3").Text(0x0008103E, "LO", "").File());

        Assert.Equal("CT", ct.Modality);
        Assert.Equal(2, ct.RowCount);
        Assert.Equal("MR", batches.Of("MR").Modality);
        Assert.Equal(1, batches.Of("MR").RowCount);
        Assert.Equal(0, batches.Of(null).RowCount);
        Assert.Equal("\"MR\"", second["Modality"]);
        Assert.Equal("[\"ImageType\"]", second["EmptyElements"]);
        Assert.Equal("[\"SeriesDescription\"]", third["EmptyElements"]);
        Assert.Equal(first.ToString(), BatchRow.Of(ct, 0).ToString());
        Assert.Equal(third.ToString(), BatchRow.Of(ct, 1).ToString());
        Assert.Equal(Instance.Of(Odd("MR"), keepPrivate: true).ToString(), second.ToString());
        Assert.All(["GroupOfPatientsIdentificationSequence", "ConversionType", "ImageType", "Rows"], name => Assert.DoesNotContain(ct.Root.Columns, c => c.Name == name));
        Assert.All(batches.Of(null).Root.Columns, column => Assert.Equal(0, column.Count));
        Assert.DoesNotContain(batches.Of(null).Root.Columns, c => c.Path.Depth > 0);
    }

    [Fact]
    public void BytesOfRows_BetweenRows_AreThoseInUse()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        foreach (var modality in new[] { "CT", "MR", "MR", "CT", "" })
        {
            Instance.Parse(parser, new DicomBytes().Text(0x00080060, "CS", modality).Text(0x0008103E, "LO", $"of {modality}").File());
            Assert.All(batches.All, batch => Assert.Equal(batch.Bytes, batch.BytesOfRows));
            parser.Batch.Clear();
            Assert.All(batches.All, batch => Assert.Equal(batch.Bytes, batch.BytesOfRows));
        }
    }

    [Fact]
    public void Modality_Missing_GivesARowWithoutOne()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        Instance.Parse(parser, new DicomBytes().File());
        var read = Instance.Parse(parser, new DicomBytes().WithoutModality().Text(0x00100020, "LO", "ID1").Text(0x0008103E, "LO", "").File());
        Assert.Null(parser.Batch.Modality);
        Assert.Equal("\"ID1\"", read["PatientID"]);
        Assert.Equal("[\"SeriesDescription\"]", read["EmptyElements"]);
        Assert.Equal(1, batches.Of("CT").RowCount);
        Assert.DoesNotContain(batches.Of("CT").Root.Columns, c => c.Name == "PatientID");
    }

    [Fact]
    public void Modality_AtTheEndBehindAValueThatMovedTheWindow_BeginsAgain()
    {
        var bytes = new DicomBytes().AsGiven().Text(0x00080016, "UI", "1.2").Text(0x00080018, "UI", "1.2.3")
            .Text(0x00100020, "LO", "ID1").Raw(0x00282000, "OB", new byte[100_000]).Text(0x00400244, "DA", "20240229").Text(0x00080060, "CS", "US").File();
        var whole = Instance.Of(bytes);
        Assert.Equal("\"US\"", whole["Modality"]);

        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        Instance.Parse(parser, new DicomBytes().File());
        Assert.Equal(whole.ToString(), Instance.Parse(parser, bytes, Windows.Exact).ToString());
        Assert.Equal(1, batches.Of("US").RowCount);
        Assert.DoesNotContain(batches.Of("CT").Root.Columns, c => c.Name == "PatientID");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\\\\")]
    public void Modality_Empty_IsNone(string text)
    {
        var read = Instance.Of(new DicomBytes().Text(0x00080060, "CS", text));
        Assert.Equal(ParseStatus.Row, read.Status);
        Assert.Equal("[\"Modality\"]", read["EmptyElements"]);
    }

    [Fact]
    public void Modality_LongerThanANameMayBe_IsKeptAsAValueError()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        var read = Instance.Parse(parser, new DicomBytes().Text(0x00080060, "CS", new string('X', 300)).File());
        Assert.Null(parser.Batch.Modality);
        Assert.Contains($"{{Path: \"Modality\", Raw: \"{new string('X', 300)}\", RawLength: 300, Reason: \"VALUE_TOO_LONG\", VR: \"CS\"}}", read["ValueErrors"], StringComparison.Ordinal);
    }

    [Fact]
    public void Object_GivenUp_LeavesNothing()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        Instance.Parse(parser, new DicomBytes().Text(0x00100020, "LO", "ID1").File());
        var ct = batches.Of("CT");
        var columns = ct.Root.Columns.Count;

        var bytes = Odd("CT").File();
        parser.Begin(new InstanceSource("file:///b", "1-1", bytes.Length, DateTimeOffset.UnixEpoch));
        Assert.Equal(ParseStatus.NeedMoreBytes, parser.Continue(bytes.AsSpan(0, bytes.Length - 40), 0));
        parser.Abandon();

        Assert.Equal(columns, ct.Root.Columns.Count);
        Assert.Equal(1, ct.RowCount);
        Assert.Equal("[\"SeriesDescription\"]", Instance.Parse(parser, new DicomBytes().Text(0x0008103E, "LO", "").File())["EmptyElements"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1F8B0800000000000003")]
    [InlineData("48656C6C6F2C20776F726C642E20546869732069732074657874")]
    public void NoDataSet_IsUnreadable(string hex)
    {
        var read = Instance.Of(Convert.FromHexString(hex));
        Assert.Equal(ParseStatus.Unreadable, read.Status);
        Assert.True(read.StopReason is StopReason.NotDicom or StopReason.EmptyFile);
    }

    [Fact]
    public void Batch_ClearedAndFilledAgain_IsAsANewOne()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: true);
        var parser = new InstanceParser(batches);
        var first = Instance.Parse(parser, Odd("CT").File()).ToString();
        Instance.Parse(parser, new DicomBytes().Text(0x00100020, "LO", "ID1").File());
        parser.Batch.Clear();
        Assert.Equal(0, parser.Batch.RowCount);
        Assert.Equal(first, Instance.Parse(parser, Odd("CT").File()).ToString());
        Assert.Equal(first, BatchRow.Of(parser.Batch, 0).ToString());
    }

    [Fact]
    public void LongValue_IsCutAtAWholeValueOrCharacter()
    {
        var limits = new ReaderLimits { MaxValueBytes = 64, CutValueBytes = 33 };
        var read = Instance.Of(
            new DicomBytes()
                .Text(0x00080005, "CS", "ISO_IR 192")
                .Text(0x00280030, "DS", string.Join('\\', Enumerable.Repeat("12.34", 20)))
                .Raw(0x0040A160, "UT", Encoding.UTF8.GetBytes("a" + new string('\u00E9', 63) + "b"))
                .Text(0x00180060, "DS", new string('9', 70)),
            limits);
        Assert.Equal("[12.34, 12.34, 12.34, 12.34, 12.34]", read["PixelSpacing"]);
        Assert.Equal($"\"a{new string('\u00E9', 16)}\"", read["TextValue"]);
        Assert.Contains("VALUE_CUT", read.Codes);
        Assert.DoesNotContain("CHARSET_DECODE_ERROR", read.Codes);

        var even = Instance.Of(
            new DicomBytes().Text(0x00080005, "CS", "ISO_IR 192").Raw(0x0040A160, "UT", Encoding.UTF8.GetBytes(new string('\u00E9', 64))), limits);
        Assert.Equal($"\"{new string('\u00E9', 16)}\"", even["TextValue"]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Windows_HoweverCut_GiveTheSameRow(bool isExplicit, bool isBigEndian)
    {
        var bytes = Full(new DicomBytes(isExplicit, isBigEndian)).File();
        var whole = Instance.Of(bytes, keepPrivate: true).ToString();
        Assert.Contains("NESTED", whole, StringComparison.Ordinal);
        Assert.Equal(whole, Instance.Of(bytes, keepPrivate: true, windows: Windows.Exact).ToString());
        Assert.Equal(whole, Instance.Of(bytes, keepPrivate: true, windows: Windows.ByteByByte).ToString());
    }

    [Fact]
    public void Deflated_HoweverCut_GivesTheRowOfThePlainDataSet()
    {
        var data = Full(new DicomBytes());
        var random = new Random(3);
        for (var i = 0; i < 400; i++)
            data.Text(0x00091001 + (uint)i, "LO", Convert.ToHexString(BitConverter.GetBytes(random.NextInt64())));
        var plain = Fields(Instance.Of(data));
        var packed = data.File("1.2.840.10008.1.2.1.99", Deflate);
        Assert.True(packed.Length > 5000);
        Assert.Equal(plain, Fields(Instance.Of(packed)));
        Assert.Equal(plain, Fields(Instance.Of(packed, windows: Windows.Exact)));

        // As inflated: the same data set behind file meta information that names another transfer syntax.
        var same = data.File("1.2.840.10008.1.2.1");
        Assert.Equal(same.Length + 2, long.Parse(Instance.Of(packed)["header_bytes"]!));
        Assert.True(same.Length > packed.Length);

        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        Instance.Parse(parser, new DicomBytes().Text(0x00080060, "CS", "MR").File());
        Assert.Equal(plain, Fields(Instance.Parse(parser, packed, Windows.Exact)));
    }

    [Fact]
    public void Deflated_LargeInSmallWindows_ComesToAnEnd()
    {
        var random = new Random(5);
        var noise = new byte[300_000];
        random.NextBytes(noise);
        var data = new DicomBytes().Text(0x00100020, "LO", "ID1").Raw(0x00282000, "OB", noise).Text(0x00400244, "DA", "20240229");
        var packed = data.File("1.2.840.10008.1.2.1.99", Deflate);
        var plain = Fields(Instance.Of(data));
        Assert.Equal(plain, Fields(Instance.Of(packed, windows: Windows.Exact)));
    }

    [Theory]
    [InlineData(0, 6, "EOF", "TRAILING_DATA")]
    [InlineData(0, 1, "EOF", "")]
    [InlineData(12, 0, "TRUNCATED", "DEFLATE_TRUNCATED")]
    public void Deflated_WhereItEnds_IsSaid(int cut, int added, string stop, string code)
    {
        var data = new DicomBytes().Text(0x00100020, "LO", "ID1").Text(0x00104000, "LT", string.Join(' ', Enumerable.Range(0, 3000)));
        var packed = data.File("1.2.840.10008.1.2.1.99", plain => [.. Deflate(plain)[..^cut], .. new byte[added]]);
        foreach (var windows in new[] { Windows.Whole, Windows.Exact })
        {
            var read = Instance.Of(packed, windows: windows);
            Assert.Equal($"\"{stop}\"", read["stop_reason"]);
            Assert.Equal("\"ID1\"", read["PatientID"]);
            Assert.Equal(code.Length > 0, read.Codes.Contains(code.Length > 0 ? code : "TRAILING_DATA"));
        }
    }

    [Fact]
    public void Deflated_EndBehindPixelData_IsNotLookedAt()
    {
        var noise = new byte[400_000];
        new Random(7).NextBytes(noise);
        var packed = new DicomBytes().Text(0x00100020, "LO", "ID1").Raw(0x7FE00010, "OW", noise)
            .File("1.2.840.10008.1.2.1.99", plain => [.. Deflate(plain), .. new byte[9]]);
        var whole = Instance.Of(packed);
        Assert.Equal("\"PIXEL\"", whole["stop_reason"]);
        Assert.Equal(whole.ToString(), Instance.Of(packed, windows: Windows.Exact).ToString());
    }

    [Fact]
    public void ReadIssues_SayCodePlaceAndCount()
    {
        var bytes = new DicomBytes()
            .Sequence(0x00081140, item => item.Text(0x0040A040, "CS", "low"), item => item.Text(0x0040A040, "CS", "slow")).File();
        var first = bytes.AsSpan().IndexOf("low "u8);
        Assert.Equal(
            $"[{{Code: \"CS_CHARS\", Count: 2, Offset: {first}, Path: \"ReferencedImageSequence.ValueType\"}}]",
            Instance.Of(bytes)["ReadIssues"]);
    }

    private static string Fields(Instance read) =>
        string.Join('\n', read.Columns.Where(c => c is not ("header_bytes" or "source_size" or "TransferSyntaxUID" or "ReadIssues" or "header_hash" or "FileMetaInformationGroupLength"))
            .Select(c => $"{c}: {read[c]}").Append(read["header_hash"]));

    private static byte[] Deflate(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
            deflate.Write(data);
        var bytes = packed.ToArray();
        return [.. bytes, .. new byte[bytes.Length % 2]];
    }

    /// <summary>Something of every list, and Modality at the end.</summary>
    private static DicomBytes Odd(string modality) => new DicomBytes().AsGiven()
        .Text(0x00080008, "CS", "")
        .Text(0x00080064, "CS", "WSD")
        .Text(0x00090010, "LO", "ACME")
        .Text(0x00091001, "LO", "private")
        .Text(0x00089FF2, "LO", "unknown")
        .Sequence(0x00100027, item => item.Text(0x00100020, "LO", "deep"), _ => { })
        .Text(0x00180060, "DS", "bad")
        .Words(0x00280010, "US", 5)
        .Raw(0x00282000, "OB", 1, 2)
        .Text(0x00080060, "CS", modality);

    private static DicomBytes Full(DicomBytes data) => data
        .Text(0x00080005, "CS", "ISO_IR 100")
        .Text(0x00080008, "CS", "ORIGINAL\\PRIMARY")
        .Text(0x0008103E, "LO", "")
        .Sequence(0x00081140, item => item.Text(0x00081150, "UI", "1.2").Sequence(0x0040A730, inner => inner.Text(0x0040A160, "UT", "NESTED")), _ => { })
        .Text(0x00090010, "LO", "ACME")
        .Text(0x00091001, "LO", "private")
        .Hex(0x00100010, "PN", "4AE9")
        .Text(0x00180060, "DS", "bad value")
        .Words(0x00189810, "US", 0xF830)
        .Words(0x00280103, "US", 1)
        .Raw(0x00282000, "OB", new byte[200])
        .Text(0x00400244, "DA", "20240229");
}
