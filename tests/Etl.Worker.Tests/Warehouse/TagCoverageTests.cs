namespace Etl.Worker.Tests.Warehouse;

/// <summary>Expectations are counted by hand from the lines of the parts.</summary>
public sealed class TagCoverageTests(TagCoverageTests.EveryStateArchive archive) : IClassFixture<TagCoverageTests.EveryStateArchive>
{
    private const string States = "absent, empty, present, invalid, binary_only, deviating, distinct_values";

    private static string Error(string path) => $"[{{'Path': '{path}', 'VR': 'DA', 'Reason': 'x', 'Raw': 'y', 'RawLength': 1::bigint}}] as ValueErrors";

    private static string Binary(params string[] paths) =>
        $"[{string.Join(", ", paths.Select(p => $"{{'Path': '{p}', 'VR': 'OB', 'Length': 4::bigint}}"))}] as BinaryElements";

    public sealed class EveryStateArchive : IDisposable
    {
        internal TestWarehouse Warehouse { get; } = new TestWarehouse()
            .Part("CT",
                "'a' as StudyID, ['x', 'y'] as ImageType, [{'CodeValue': 'A'}] as ProcedureCodeSequence, 'Doe^Jane' as PatientName",
                "'a' as StudyID, ['x'] as ImageType, ['PatientName', 'ProcedureCodeSequence', 'ProcedureCodeSequence.CodeValue'] as EmptyElements",
                $"'b' as StudyID, {Error("StudyDate")}, {Binary("PixelData")}",
                $"null::varchar as StudyID, {Error("StudyID")}, {Binary("PixelData", "ImageType")}",
                // A value that deviates is present: the text stays beside its error. An error inside an item is not the attribute's.
                $"'c' as StudyID, {Error("StudyID")}",
                $"date '2020-01-01' as StudyDate, {Error("ProcedureCodeSequence.CodeValue")}",
                "[{'Path': '00091FFF', 'Tag': '00091FFF', 'VR': 'LO', 'Values': ['secret']}] as OtherElements")
            .Build();

        public void Dispose() => Warehouse.Dispose();
    }

    [Theory]
    [InlineData("StudyID", "2|0|4|1|0|2|3")]
    [InlineData("StudyDate", "5|0|1|1|0|1|1")]
    [InlineData("ImageType", "4|0|2|0|1|0|2")]
    [InlineData("PatientName", "5|1|1|0|0|0|1")]
    [InlineData("ProcedureCodeSequence", "5|1|1|0|0|0|∅")]
    [InlineData("PixelData", "5|0|0|0|2|0|∅")]
    [InlineData("00091FFF", "6|0|1|0|0|0|∅")]
    [InlineData("Modality", "0|0|7|0|0|0|1")]
    public void EveryState_IsCounted(string keyword, string expected) =>
        Assert.Equal([expected], archive.Warehouse.Query($"select {States} from tag_coverage where keyword = '{keyword}'"));

    [Fact]
    public void Examples_NoneOfWhatIdentifies()
    {
        Assert.Equal(
            [
                "00091FFF|∅|∅|false|∅", "ImageType|00080008|CS|false|['[x, y]', '[x]']", "Modality|00080060|CS|false|[CT]",
                "PatientName|00100010|PN|true|∅", "PixelData|7FE00010|OB,OW|false|∅", "ProcedureCodeSequence|00081032|SQ|false|∅",
                "StudyDate|00080020|DA|true|∅", "StudyID|00200010|SH|true|∅",
            ],
            archive.Warehouse.Query("select keyword, tag, replace(vr, '|', ','), is_identifying, example_values from tag_coverage order by all"));
    }

    [Fact]
    public void Modalities_AreCountedApart_InSharedTablesToo()
    {
        using var warehouse = new TestWarehouse()
            .Part("a b", "1 as Rows, 2 as Columns", "1 as Rows, null as Columns").Part("c_d", "3 as Rows").Part(null, "4 as Rows", "5 as Rows")
            .Build();

        Assert.Equal(
            ["a b|Columns|2|1|1|[2]", "a b|Rows|2|2|1|[1]", "c_d|Rows|1|1|1|[3]", "∅|Rows|2|2|2|[4, 5]"],
            warehouse.Query("""
                select Modality, keyword, instances, present, distinct_values, example_values
                from tag_coverage where keyword in ('Rows', 'Columns') order by all
                """));
    }

    [Fact]
    public void RepeatingGroup_HasTheNameOfItsGroup()
    {
        using var warehouse = new TestWarehouse().Part("CT", "1 as OverlayRows, 2 as OverlayRows_6002").Build();

        Assert.Equal(["OverlayRows|Overlay Rows|1", "OverlayRows_6002|Overlay Rows|1"],
            warehouse.Query("select keyword, name, present from tag_coverage where keyword like 'Overlay%' order by all"));
    }
}
