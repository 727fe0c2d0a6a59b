namespace Etl.Schema.Tests.Columns;

public sealed class HeaderHashTests
{
    [Fact]
    public void ReEncoded_ImplicitVr_IsTheSame() =>
        Assert.Equal(Hash(Sample(new DicomBytes())), Hash(Sample(new DicomBytes(isExplicit: false))));

    [Fact]
    public void ReEncoded_UndefinedLengths_IsTheSame()
    {
        // ReferencedImageSequence with one item, once by lengths and once by delimiters.
        const string element = "08005011 5549 0400 312E3200";
        var byLength = new DicomBytes().Hex(0x00081140, "SQ", $"FEFF00E0 0C000000 {element}").File();
        var byDelimiter = Convert.FromHexString(Convert.ToHexString(byLength)
            .Replace($"0800401153510000{"14000000"}FEFF00E00C000000", "0800401153510000FFFFFFFFFEFF00E0FFFFFFFF", StringComparison.Ordinal)
            .Replace(element.Replace(" ", "", StringComparison.Ordinal), element.Replace(" ", "", StringComparison.Ordinal) + "FEFF0DE000000000FEFFDDE000000000", StringComparison.Ordinal));
        Assert.Equal(byLength.Length + 16, byDelimiter.Length);
        Assert.Equal("[{ReferencedSOPClassUID: \"1.2\"}]", Instance.Of(byDelimiter)["ReferencedImageSequence"]);
        Assert.Equal(Instance.Of(byLength)["header_hash"], Instance.Of(byDelimiter)["header_hash"]);
    }

    [Fact]
    public void OtherFileMeta_IsTheSame() =>
        Assert.Equal(Hash(Sample(new DicomBytes())), Instance.Of(Sample(new DicomBytes()).File("1.2.840.10008.1.2.4.50"))["header_hash"]);

    [Fact]
    public void Windows_DoNotMatter()
    {
        var bytes = Sample(new DicomBytes()).File();
        Assert.Equal(Instance.Of(bytes)["header_hash"], Instance.Of(bytes, windows: Windows.ByteByByte)["header_hash"]);
    }

    [Fact]
    public void AnyByteOfAValue_ChangesIt()
    {
        var data = Sample(new DicomBytes());
        var bytes = data.File();
        var hash = Instance.Of(bytes)["header_hash"];
        var hashes = new HashSet<string> { hash };
        foreach (var value in (string[])["1.2.3.4", "ISO_IR 100", "DEEP", "Doe^John", "ID1", "120", "20240229", "ACME"])
        {
            var at = bytes.AsSpan().LastIndexOf(System.Text.Encoding.ASCII.GetBytes(value));
            Assert.True(at > 0);
            for (var i = 0; i < value.Length; i++)
            {
                var changed = (byte[])bytes.Clone();
                changed[at + i] ^= 1;
                Assert.True(hashes.Add(Instance.Of(changed)["header_hash"]), $"{value}[{i}]");
            }
        }
    }

    [Fact]
    public void Structure_ChangesIt()
    {
        DicomBytes One() => new DicomBytes().Sequence(0x00081140, item => item.Text(0x00081150, "UI", "1.2"), item => item.Text(0x00081155, "UI", "1.3"));
        DicomBytes Two() => new DicomBytes().Sequence(0x00081140, item => item.Text(0x00081150, "UI", "1.2").Text(0x00081155, "UI", "1.3"));
        DicomBytes Moved() => new DicomBytes().Sequence(0x00081140, item => item.Text(0x00081150, "UI", "1.2")).Text(0x00081155, "UI", "1.3");
        DicomBytes Longer() => new DicomBytes().Raw(0x00282000, "OB", 1, 2);
        DicomBytes Shorter() => new DicomBytes().Raw(0x00282000, "OB", 1, 2, 3, 4);
        DicomBytes Private() => new DicomBytes().Text(0x00090010, "LO", "ACME").Text(0x00091001, "LO", "a");
        DicomBytes PrivateLonger() => new DicomBytes().Text(0x00090010, "LO", "ACME").Text(0x00091001, "LO", "abc");
        string[] hashes = [Hash(One()), Hash(Two()), Hash(Moved()), Hash(Longer()), Hash(Shorter()), Hash(Private()), Hash(PrivateLonger())];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    private static string Hash(DicomBytes data) => Instance.Of(data)["header_hash"];

    private static DicomBytes Sample(DicomBytes data) => data
        .Text(0x00080005, "CS", "ISO_IR 100")
        .Sequence(0x00081140, item => item.Text(0x00081150, "UI", "1.2").Sequence(0x0040A730, inner => inner.Text(0x0040A160, "UT", "DEEP")), _ => { })
        .Text(0x00090010, "LO", "ACME")
        .Text(0x00091001, "LO", "private ")
        .Text(0x00100010, "PN", "Doe^John")
        .Text(0x00100020, "LO", "ID1")
        .Text(0x00180060, "DS", "120 ")
        .Words(0x00280103, "US", 1)
        .Words(0x00280106, "SS", -5)
        .Raw(0x00282000, "OB", 1, 2, 3, 4)
        .Sequence(0x00283010, item => item.Words(0x00283006, "US", 1, 2, 3))
        .Text(0x00400244, "DA", "20240229");
}
