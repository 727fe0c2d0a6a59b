using System.IO.Compression;
using System.Text;
using Etl.Schema.Columns;
using Etl.Schema.Dicom;

namespace Etl.Schema.Tests.Columns;

/// <summary>What the hostile-input harness found, an input each; bounds are stated as counts of bytes, never as times.</summary>
public sealed class HostileInputTests
{
    private const string Deflated = "1.2.840.10008.1.2.1.99";

    [Fact]
    public void ObjectWithThousandsOfDisorderlyTags_DoesNotBreakTheNext()
    {
        var disorderly = new DicomBytes().AsGiven();
        for (var element = 0x9000u; element > 0x1000; element--)
            disorderly.Text(0x00410000 | element, "LO", "");
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        Assert.Contains("OUT_OF_ORDER", Instance.Parse(parser, disorderly.File()).Codes);
        Assert.Equal("\"A\"", Instance.Parse(parser, new DicomBytes().Text(0x00100020, "LO", "A").File())["PatientID"]);
    }

    [Fact]
    public void NestingOfThousands_CostsMemoryInProportionToItsBytes()
    {
        const int levels = 15_000;
        byte[] level = [0x08, 0x00, 0x40, 0x11, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF];
        byte[] bytes = [.. new DicomBytes().Text(0x00080060, "CS", "CT").File(), .. Enumerable.Repeat(level, levels).SelectMany(l => l)];
        Assert.True(AllocatedBy(bytes) < bytes.Length + (64L << 20));
    }

    [Fact]
    public void PathBelowManyLevels_IsSpelledWithItsFirstNamesAndItsLast()
    {
        var path = AttributePath.Root();
        for (var i = 0; i < 10_000; i++)
            path = path.Child(new Tag(0x00081140));
        path = path.Child(new Tag(0x00100020));
        Assert.Equal(AttributePath.MaxDepth, path.Depth);
        Assert.Equal(string.Concat(Enumerable.Repeat("ReferencedImageSequence.", AttributePath.MaxDepth - 1)) + "PatientID", path.Text);
    }

    [Fact]
    public void UnknownTagsByTheHundredThousand_EndTheRowAtItsShareOfMemory()
    {
        var bytes = new List<byte>(new DicomBytes().Text(0x00080060, "CS", "CT").File());
        for (var i = 0; i < 200_000; i++)
        {
            var tag = (uint)(0x20300000 + (i >> 12 << 17) + (i & 0xFFF) + 0x1000);
            bytes.AddRange([(byte)(tag >> 16), (byte)(tag >> 24), (byte)tag, (byte)(tag >> 8), (byte)'L', (byte)'O', 2, 0, (byte)'V', (byte)' ']);
        }

        var read = Instance.Of([.. bytes]);
        Assert.Equal(StopReason.Limit, read.StopReason);
        Assert.Contains("LIMIT_ROW", read.Codes);
        Assert.Equal("\"CT\"", read["Modality"]);
        Assert.True(AllocatedBy([.. bytes]) < bytes.Count + (64L << 20));
    }

    [Fact]
    public void SequenceOpenInFileMeta_IsClosedBeforeTheDataSet()
    {
        // (0002,0102) as a sequence of undefined length; the data set follows in its item.
        byte[] bytes =
        [
            .. new byte[128], .. "DICM"u8,
            0x02, 0x00, 0x00, 0x00, (byte)'U', (byte)'L', 4, 0, 0x1C, 0, 0, 0,
            0x02, 0x00, 0x02, 0x01, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF,
            0x08, 0x00, 0x60, 0x00, (byte)'C', (byte)'S', 2, 0, (byte)'C', (byte)'T',
            0x10, 0x00, 0x20, 0x00, (byte)'L', (byte)'O', 2, 0, (byte)'A', (byte)' ',
        ];
        var reader = new DicomReader();
        reader.Reset(new IssueLog(), bytes.Length);
        var open = 0;
        for (DicomToken token; (token = reader.Read(bytes, 0)) != DicomToken.End;)
            open += token is DicomToken.SequenceStart or DicomToken.ItemStart ? 1 : token is DicomToken.SequenceEnd or DicomToken.ItemEnd ? -1 : 0;
        Assert.Equal(0, open);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3000)]
    [InlineData(9000)]
    public void DeflatedDataSet_BrokenAnywhere_ReadsTheSameInAnyWindow(int brokenAt)
    {
        var random = new Random(7);
        var content = new DicomBytes().Text(0x00080060, "CS", "CT");
        for (var i = 0u; i < 400; i++)
            content.Raw(0x00411010 + i * 0x20000, "UT", [.. Enumerable.Range(0, 40).Select(_ => (byte)random.Next(65, 91))]);
        using var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
            deflater.Write(content.DataSet());
        var compressed = target.ToArray();
        if (brokenAt > 0)
            compressed.AsSpan(Math.Min(brokenAt, compressed.Length - 20), 16).Fill(0xFF);
        var bytes = Dicom.Bytes.Join(Dicom.Bytes.Preamble, Dicom.Bytes.Meta(Deflated), compressed);
        Assert.Equal(Instance.Of(bytes).ToString(), Instance.Of(bytes, windows: Windows.Exact).ToString());
    }

    [Fact]
    public void DeflatedDataSet_BehindAMetaHeaderThatIsProbedFarAhead_ComesToAnEndInAnyWindow()
    {
        var random = new Random(11);
        var noise = new byte[90_000];
        random.NextBytes(noise);
        var content = new DicomBytes().Text(0x00080060, "CS", "CT").Raw(0x00411010, "OB", noise).Text(0x00410020, "LO", "A").DataSet();
        using var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
            deflater.Write(content);
        // No group length: that the last length has lost its upper half is ruled out by a look 64 KiB further.
        byte[] meta =
        [
            .. "DICM"u8, 0x02, 0x00, 0x10, 0x00, (byte)'U', (byte)'I', (byte)Deflated.Length, 0, .. Encoding.ASCII.GetBytes(Deflated),
            0x02, 0x00, 0x12, 0x00, (byte)'U', (byte)'I', 6, 0, .. "1.2.3\0"u8,
        ];
        var bytes = Dicom.Bytes.Join(new byte[128], meta, target.ToArray());
        Assert.Equal(Instance.Of(bytes).ToString(), Instance.Of(bytes, windows: Windows.Exact).ToString());
    }

    [Fact]
    public void BytesBehindADeflateStream_AreReportedAtTheSameOffsetInAnyWindow()
    {
        var content = new DicomBytes().Text(0x00080060, "CS", "CT").Text(0x00100020, "LO", "A").DataSet();
        using var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
            deflater.Write(content);
        var bytes = Dicom.Bytes.Join(Dicom.Bytes.Preamble, Dicom.Bytes.Meta(Deflated), target.ToArray(), new byte[20_000]);
        var expected = bytes.Length - 20_000;
        var whole = Instance.Of(bytes);
        Assert.Contains($"Offset: {expected}", whole["ReadIssues"], StringComparison.Ordinal);
        Assert.Equal(whole.ToString(), Instance.Of(bytes, windows: Windows.Exact).ToString());
    }

    [Fact]
    public void DeflatedDataSet_BehindALargerOne_IsCutAtItsOwnBound()
    {
        // 24,000,000 bytes of one value: more than either object may inflate to.
        var content = new DicomBytes().Text(0x00080060, "CS", "CT").Raw(0x00411010, "OB", new byte[24_000_000]).DataSet();
        using var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
            deflater.Write(content);
        var small = Dicom.Bytes.Join(Dicom.Bytes.Preamble, Dicom.Bytes.Meta(Deflated), target.ToArray());
        byte[] large = [.. small, .. new byte[200_000]];
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        Assert.Contains("LIMIT_INFLATE", Instance.Parse(parser, large).Codes);
        Assert.Equal(Instance.Of(small).ToString(), Instance.Parse(parser, small).ToString());
    }

    private static long AllocatedBy(byte[] bytes)
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Instance.Drive(parser, bytes, Windows.Whole);
        return GC.GetAllocatedBytesForCurrentThread() - before + parser.Batch.Heap.Length;
    }
}
