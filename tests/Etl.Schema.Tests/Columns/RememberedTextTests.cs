using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

/// <summary>The same bytes in another character set are another text, however often they came before.</summary>
public sealed class RememberedTextTests
{
    private static readonly byte[] Name = [0xC4, 0xD6, 0xDC, 0x5E, 0xE4, 0xF6];

    // Of the bytes above, by Python's codecs iso8859-1, iso8859-5, iso8859-7 and cp874 (ISO_IR 166).
    [Theory]
    [InlineData("ISO_IR 100", "ÄÖÜ^äö")]
    [InlineData("ISO_IR 144", "Фжм^фі")]
    [InlineData("ISO_IR 126", "ΔΦά^δφ")]
    public void Alone(string charset, string name) => Assert.Equal($"\"{name}\"", Instance.Of(Header(charset)).ToString().Split("PatientName: ")[1].Split(", ")[0].TrimEnd('}'));

    [Fact]
    public void SetsTakeTurns_EachReadsItsOwn()
    {
        string?[] sets = ["ISO_IR 100", "ISO_IR 100", "ISO_IR 144", "ISO_IR 144", "ISO_IR 100", null, "ISO_IR 126", null, null, "ISO_IR 144", "ISO_IR 126"];
        var alone = sets.Select(set => Instance.Of(Header(set)).ToString()).ToList();
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);

        foreach (var (set, expected) in sets.Zip(alone))
            Assert.Equal(expected, Instance.Parse(parser, Header(set).File()).ToString());
        foreach (var (set, expected) in sets.Zip(alone).Reverse())
            Assert.Equal(expected, Instance.Parse(parser, Header(set).File()).ToString());
    }

    private static DicomBytes Header(string? charset)
    {
        var data = new DicomBytes();
        if (charset is not null)
            data.Text(0x00080005, "CS", charset);
        // In an item the set around it counts, or its own.
        return data.Raw(0x00100010, "PN", Name).Sequence(0x00082218, item => item.Raw(0x00080104, "LO", Name), item => item.Text(0x00080005, "CS", "ISO_IR 144").Raw(0x00080104, "LO", Name));
    }
}
