using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

/// <summary>Sequences, unknown attributes, and the limits of nesting and of columns.</summary>
public sealed class FlattenerSequenceTests
{
    private const uint ContentSequence = 0x0040A730;
    private const uint UnknownSequence = 0x00089FF1;
    private const uint UnknownText = 0x00089FF2;

    [Fact]
    public void Nested_KeepsItemsInOrder()
    {
        var read = Instance.Of(new DicomBytes().Sequence(
            ContentSequence,
            item => item.Text(0x0040A040, "CS", "TEXT").Text(0x0040A160, "UT", "one"),
            item => item.Text(0x0040A040, "CS", "CONTAINER").Sequence(
                ContentSequence,
                inner => inner.Text(0x0040A160, "UT", "two"),
                inner => inner.Text(0x0040A160, "UT", "three"))));
        Assert.Equal(
            "[{TextValue: \"one\", ValueType: \"TEXT\"}, {ContentSequence: [{TextValue: \"two\"}, {TextValue: \"three\"}], ValueType: \"CONTAINER\"}]",
            read["ContentSequence"]);
    }

    [Fact]
    public void Item_WithoutFields_HasItsNumber()
    {
        var read = Instance.Of(new DicomBytes().Sequence(
            0x00081140, _ => { }, item => item.Text(0x00081150, "UI", "1.2"), item => item.Raw(0x00091001, "LO", 65, 65),
            item => item.Text(0x00089FF2, "LO", "unknown")));
        Assert.Equal("[{item_number: 1}, {ReferencedSOPClassUID: \"1.2\"}, {item_number: 3}, {item_number: 4}]", read["ReferencedImageSequence"]);
    }

    [Fact]
    public void UnknownTags_AreOtherElementsWithTheirValues()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(UnknownText, "LO", "a\\b")
            .Words(0x00089FF3, "US", 1, 2)
            .Raw(0x00089FF4, "UT")
            .Raw(0x00089FF5, "OB", 1, 2)
            .Sequence(0x00081140, item => item.Hex(UnknownText, "FL", "0000C03F"))
            .Sequence(UnknownSequence, item => item.Text(0x00100020, "LO", "ID1").Sequence(0x00081140, inner => inner.Text(0x00081150, "UI", "1.2"))));
        Assert.Equal(
            "[{Path: \"ReferencedImageSequence.00089FF2\", Tag: \"00089FF2\", VR: \"FL\", Values: [\"1.5\"]}, "
            + "{Path: \"00089FF1.ReferencedImageSequence.ReferencedSOPClassUID\", Tag: \"00081150\", VR: \"UI\", Values: [\"1.2\"]}, "
            + "{Path: \"00089FF1.PatientID\", Tag: \"00100020\", VR: \"LO\", Values: [\"ID1\"]}, "
            + "{Path: \"00089FF2\", Tag: \"00089FF2\", VR: \"LO\", Values: [\"a\", \"b\"]}, "
            + "{Path: \"00089FF3\", Tag: \"00089FF3\", VR: \"US\", Values: [\"1\", \"2\"]}]",
            read["OtherElements"]);
        Assert.Equal("[\"00089FF4\"]", read["EmptyElements"]);
        Assert.Equal("[{Length: 2, Path: \"00089FF5\", VR: \"OB\"}]", read["BinaryElements"]);
        Assert.Equal("[{item_number: 1}]", read["ReferencedImageSequence"]);
        Assert.Contains("{Code: \"TAG_UNKNOWN\", Count: 6, Offset: ", read["ReadIssues"], StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownSequence_WithNothingToList_IsListedItself()
    {
        var read = Instance.Of(new DicomBytes()
            .Sequence(UnknownSequence, item => item.Raw(0x00091001, "LO", 65, 65))
            .Sequence(0x00089FF3)
            .Sequence(0x00089FF4, item => item.Text(0x00080100, "SH", "")));
        Assert.Equal("[{Path: \"00089FF1\", Tag: \"00089FF1\", VR: \"SQ\"}]", read["OtherElements"]);
        Assert.Equal("[\"00089FF3\", \"00089FF4.CodeValue\"]", read["EmptyElements"]);
    }

    [Fact]
    public void UnknownText_FollowsTheCharacterSetOfItsItem()
    {
        var read = Instance.Of(new DicomBytes()
            .Text(0x00080005, "CS", "ISO_IR 100")
            .Sequence(UnknownSequence, item => item.Text(0x00080005, "CS", "ISO_IR 144").Hex(0x00100020, "LO", "B8D2"), item => item.Hex(0x00100020, "LO", "E9E9")));
        Assert.Contains("Path: \"00089FF1.PatientID\", Tag: \"00100020\", VR: \"LO\", Values: [\"\u0418\u0432\"]", read["OtherElements"], StringComparison.Ordinal);
        Assert.Contains("Values: [\"\u00E9\u00E9\"]", read["OtherElements"], StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_BeyondTheColumns_GoesToOtherElementsByPath()
    {
        const int levels = 20;
        var read = Instance.Of(new DicomBytes().Sequence(ContentSequence, item => Nest(item, 1, levels)));

        var path = "";
        for (var level = 1; level <= levels; level++)
        {
            path += "ContentSequence.";
            var isColumn = level + 1 <= ColumnBudget.DefaultMaxDepth;
            Assert.Equal(isColumn, read["ContentSequence"].Contains($"\"level {level}\"", StringComparison.Ordinal));
            Assert.Equal(
                !isColumn,
                read["OtherElements"].Contains($"{{Path: \"{path}TextValue\", Tag: \"0040A160\", VR: \"UT\", Values: [\"level {level}\"]}}", StringComparison.Ordinal));
        }

        Assert.Contains("LIMIT_COLUMN_DEPTH", read.Codes);
    }

    [Fact]
    public void Columns_BeyondTheBudget_GoToOtherElements()
    {
        var budget = new ColumnBudget(maxLeaves: 8);
        var data = new DicomBytes()
            .Text(0x00080005, "CS", "ISO_IR 100")
            .Text(0x00080050, "SH", "ACC")
            .Text(0x00080070, "LO", "Maker")
            .Hex(0x00100010, "PN", "4AE9")
            .Text(0x00100020, "LO", "ID1")
            .Words(0x00280010, "US", 5)
            .Words(0x00280103, "US", 1);
        var read = Instance.Of(data, budget: budget);
        Assert.Equal("\"ACC\"", read["AccessionNumber"]);
        Assert.Equal(Instance.Absent, read["PatientID"]);
        Assert.Contains("{Path: \"PatientID\", Tag: \"00100020\", VR: \"LO\", Values: [\"ID1\"]}", read["OtherElements"], StringComparison.Ordinal);
        Assert.Contains("{Path: \"PatientName\", Tag: \"00100010\", VR: \"PN\", Values: [\"J\u00E9\"]}", read["OtherElements"], StringComparison.Ordinal);
        Assert.Contains("{Path: \"Rows\", Tag: \"00280010\", VR: \"US\", Values: [\"5\"]}", read["OtherElements"], StringComparison.Ordinal);
        Assert.Contains("LIMIT_COLUMNS", read.Codes);
    }

    [Fact]
    public void Columns_NoneLeftAtAll_StillLosesNothing()
    {
        var read = Instance.Of(
            new DicomBytes().Text(0x00080005, "CS", "ISO_IR 100").Text(0x00080060, "CS", "MR").Hex(0x00100010, "PN", "4AE9"),
            budget: new ColumnBudget(maxLeaves: 0));
        Assert.Equal(ParseStatus.Row, read.Status);
        Assert.Contains("{Path: \"Modality\", Tag: \"00080060\", VR: \"CS\", Values: [\"MR\"]}", read["OtherElements"], StringComparison.Ordinal);
        Assert.Contains("{Path: \"SpecificCharacterSet\", Tag: \"00080005\", VR: \"CS\", Values: [\"ISO_IR 100\"]}", read["OtherElements"], StringComparison.Ordinal);
        Assert.Contains("Values: [\"J\u00E9\"]", read["OtherElements"], StringComparison.Ordinal);
    }

    private static void Nest(DicomBytes item, int level, int levels)
    {
        item.Text(0x0040A160, "UT", $"level {level}");
        if (level < levels)
            item.Sequence(ContentSequence, inner => Nest(inner, level + 1, levels));
    }
}
