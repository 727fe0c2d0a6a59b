namespace Etl.Schema.Tests.Columns;

/// <summary>Private data elements (PS3.5 7.8): counted by creator always, listed with their values on request.</summary>
public sealed class FlattenerPrivateTests
{
    [Fact]
    public void Creators_AreListedByName_InWhicheverOrderTheyCome() => Assert.Equal(
        "[{Count: 1, Creator: \"A\"}, {Count: 2, Creator: \"B\"}]",
        Instance.Of(new DicomBytes().Text(0x00090010, "LO", "B").Text(0x00090011, "LO", "A")
            .Text(0x00091001, "LO", "x").Text(0x00091002, "LO", "y").Text(0x00091101, "LO", "z"))["PrivateTags"]);

    [Fact]
    public void Elements_AreCountedByCreator()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(0x00090010, "LO", "ACME 1.1")
            .Text(0x00091001, "LO", "a")
            .Text(0x00091002, "LO", "b")
            .Text(0x00110010, "LO", "OTHER")
            .Text(0x00111001, "LO", "c"));
        Assert.Equal("[{Count: 2, Creator: \"ACME 1.1\"}, {Count: 1, Creator: \"OTHER\"}]", read["PrivateTags"]);
        Assert.Equal(Instance.Absent, read["PrivateElements"]);
        Assert.Equal(Instance.Absent, read["OtherElements"]);
    }

    [Fact]
    public void Creator_AfterItsElements_IsStillTheirs()
    {
        var read = Instance.Of(new DicomBytes().AsGiven().Text(0x00091001, "LO", "a").Text(0x00090010, "LO", "ACME"));
        Assert.Equal("[{Count: 1, Creator: \"ACME\"}]", read["PrivateTags"]);
        Assert.DoesNotContain("PRIVATE_NO_CREATOR", read.Codes);
    }

    [Fact]
    public void Creator_Missing_IsNullAndSaidSo()
    {
        var read = Instance.Of(new DicomBytes().Text(0x00091001, "LO", "a").Text(0x00091002, "LO", "b"));
        Assert.Equal("[{Count: 2}]", read["PrivateTags"]);
        Assert.Contains("Code: \"PRIVATE_NO_CREATOR\"", read["ReadIssues"], StringComparison.Ordinal);
        Assert.Contains("Path: \"00091001\"", read["ReadIssues"], StringComparison.Ordinal);
    }

    [Fact]
    public void Creator_OnlyInTheOuterItem_IsTaken()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(0x00090010, "LO", "ACME")
            .Sequence(0x00081140, item => item.Text(0x00091001, "LO", "a"))
            .Text(0x00091001, "LO", "b"));
        Assert.Contains("{Count: 1, Creator: \"ACME\"}", read["PrivateTags"], StringComparison.Ordinal);

        var ordered = Instance.Of(new DicomBytes()
            .Text(0x00090010, "LO", "ACME")
            .Text(0x00091001, "LO", "b")
            .Sequence(0x00101002, item => item.Text(0x00091001, "LO", "a")));
        Assert.Equal("[{Count: 2, Creator: \"ACME\"}]", ordered["PrivateTags"]);
        Assert.Contains("PRIVATE_NO_CREATOR", ordered.Codes);
    }

    [Fact]
    public void Creator_OfTheItem_OutranksTheOuterOne()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(0x00090010, "LO", "ACME")
            .Text(0x00091001, "LO", "b")
            .Sequence(0x00101002, item => item.Text(0x00090010, "LO", "INNER").Text(0x00091001, "LO", "a")));
        Assert.Equal("[{Count: 1, Creator: \"ACME\"}, {Count: 1, Creator: \"INNER\"}]", Sorted(read["PrivateTags"]));
    }

    [Fact]
    public void TwoBlocks_OfOneCreator_AreOneCount()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(0x00090010, "LO", "ACME")
            .Text(0x00090011, "LO", "ACME")
            .Text(0x00091001, "LO", "a")
            .Text(0x00091101, "LO", "b"));
        Assert.Equal("[{Count: 2, Creator: \"ACME\"}]", read["PrivateTags"]);
    }

    [Fact]
    public void PrivateSequence_IsOneElement()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(0x00090010, "LO", "ACME")
            .Sequence(0x00091001, item => item.Text(0x00080100, "SH", "C1").Text(0x00090010, "LO", "ACME").Text(0x00091002, "LO", "x"), item => item.Text(0x00080100, "SH", "")));
        Assert.Equal("[{Count: 1, Creator: \"ACME\"}]", read["PrivateTags"]);
        Assert.Equal(Instance.Absent, read["OtherElements"]);
        Assert.Equal(Instance.Absent, read["EmptyElements"]);
    }

    [Fact]
    public void KeepPrivate_ListsValuesWithTheirCreators()
    {
        var read = Instance.Of(
            new DicomBytes()
                .Text(0x00080005, "CS", "ISO_IR 100")
                .Text(0x00090010, "LO", "ACME")
                .Hex(0x00091001, "LO", "4AE9 5C 62")
                .Words(0x00091002, "US", 1, 2)
                .Raw(0x00091003, "OB", 1, 2)
                .Sequence(0x00091004, item => item.Text(0x00080100, "SH", "C1").Text(0x00090010, "LO", "INNER").Text(0x00091001, "LO", "x"))
                .Text(0x00111001, "LO", "y"),
            keepPrivate: true);
        Assert.Equal(
            "[{Creator: \"ACME\", Path: \"00091001\", Tag: \"00091001\", VR: \"LO\", Values: [\"J\u00E9\", \"b\"]}, "
            + "{Creator: \"ACME\", Path: \"00091002\", Tag: \"00091002\", VR: \"US\", Values: [\"1\", \"2\"]}, "
            + "{Creator: \"ACME\", Path: \"00091003\", Tag: \"00091003\", VR: \"OB\"}, "
            + "{Path: \"00091004.CodeValue\", Tag: \"00080100\", VR: \"SH\", Values: [\"C1\"]}, "
            + "{Creator: \"INNER\", Path: \"00091004.00091001\", Tag: \"00091001\", VR: \"LO\", Values: [\"x\"]}, "
            + "{Path: \"00111001\", Tag: \"00111001\", VR: \"LO\", Values: [\"y\"]}]",
            read["PrivateElements"]);
        Assert.Equal("[{Count: 1}, {Count: 4, Creator: \"ACME\"}]", Sorted(read["PrivateTags"]));
    }

    [Fact]
    public void ManyBlocks_AreCountedInTimeThatGrowsWithThem()
    {
        // A block for each of 30,000 odd groups, in descending order, and as many creators.
        var data = new DicomBytes().AsGiven();
        for (var group = 0xF001; group > 0x0009; group -= 2)
        {
            data.Text((uint)group << 16 | 0x0010, "LO", $"C{group:X4}");
            data.Text((uint)group << 16 | 0x1001, "LO", "x");
        }

        var read = Instance.Of(data);
        Assert.Equal(0xF001 / 2 - 4, read["PrivateTags"].Split("Count: 1,").Length - 1);
    }

    private static string Sorted(string list) =>
        "[" + string.Join(", ", list[1..^1].Split("}, ").Select(e => e.TrimEnd('}') + "}").Order(StringComparer.Ordinal)) + "]";
}
