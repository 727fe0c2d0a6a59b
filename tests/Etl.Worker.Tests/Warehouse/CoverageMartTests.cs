using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

/// <summary>Relations of coverage. Expectations are counted by hand.</summary>
public sealed class CoverageMartTests
{
    private const string CtImage = "'1.2.840.10008.5.1.4.1.1.2' as SOPClassUID";

    [Fact]
    public void Nested_OneItemAndSeveral_CountInInstances()
    {
        using var warehouse = new TestWarehouse()
            .Part("CT",
                "[{'CodeValue': 'A', 'PurposeOfReferenceCodeSequence': [{'CodeMeaning': 'P'}]}] as ProcedureCodeSequence",
                "[{'CodeValue': 'A'}, {'CodeValue': null, 'PurposeOfReferenceCodeSequence': [{'CodeMeaning': 'P'}, {'CodeMeaning': 'Q'}]}] as ProcedureCodeSequence",
                "[{'CodeValue': null, 'PurposeOfReferenceCodeSequence': null}] as ProcedureCodeSequence, ['ProcedureCodeSequence.CodeValue'] as EmptyElements",
                "['ReferencedImageSequence.ReferencedSOPClassUID'] as EmptyElements")
            .Build();

        Assert.Equal(
            [
                "ProcedureCodeSequence.CodeValue|3|2|1", "ProcedureCodeSequence.PurposeOfReferenceCodeSequence|3|2|0",
                "ProcedureCodeSequence.PurposeOfReferenceCodeSequence.CodeMeaning|2|2|0", "ReferencedImageSequence.ReferencedSOPClassUID|0|0|1",
            ],
            warehouse.Query("select path, sequence_instances, present, empty from nested_coverage order by all"));
    }

    [Fact]
    public void Private_ByCreatorAndDevice()
    {
        using var warehouse = new TestWarehouse()
            .Part("CT",
                "'A' as Manufacturer, [{'Creator': 'X', 'Count': 3::integer}, {'Creator': 'Y', 'Count': 1::integer}] as PrivateTags",
                "'A' as Manufacturer, [{'Creator': 'X', 'Count': 5::integer}] as PrivateTags",
                "'B' as Manufacturer, [{'Creator': 'X', 'Count': 1::integer}] as PrivateTags")
            .Build();

        Assert.Equal(["A|X|2|8|5", "A|Y|1|1|1", "B|X|1|1|1"],
            warehouse.Query("select Manufacturer, creator, instances, elements, most_elements from private_coverage order by all"));
    }

    [Fact]
    public void OtherGrains_AddUpWithAbsence()
    {
        using var warehouse = new TestWarehouse()
            .Part("CT",
                "'A' as Manufacturer, 'M' as ManufacturerModelName, ['1', '2'] as SoftwareVersions, date '2024-02-29' as StudyDate, 512 as Rows",
                "'A' as Manufacturer, 'M' as ManufacturerModelName, ['1', '2'] as SoftwareVersions, date '2024-02-01' as StudyDate",
                "'A' as Manufacturer, date '2024-03-01' as StudyDate, ['Rows'] as EmptyElements")
            .Build();

        Assert.Equal(["device|A / ? / ?|1|0|0|1", "device|A / M / 1\\2|2|1|1|0", "study_month|2024-02|2|1|1|0", "study_month|2024-03|1|0|0|1"],
            warehouse.Query("""
                select grain, value, instances, absent, present, empty
                from tag_coverage_by where keyword = 'Rows' and grain in ('device', 'study_month') order by all
                """));
    }

    [Fact]
    public void Iod_PresentAbsentAndUnknownModules()
    {
        using var warehouse = new TestWarehouse().Part("CT", $"{CtImage}, 120.0::double as KVP, 512 as Rows", $"{CtImage}, null::double as KVP, 512 as Rows").Build();

        Assert.Equal(["ct-image|KVP|2|2|1|1"], warehouse.Query("""
            select module, keyword, type, instances, present, absent from iod_coverage where keyword = 'KVP' and module = 'ct-image'
            """));
        Assert.Equal(["0"], warehouse.Query("select count(*) from iod_coverage where (keyword is null) <> (present is null)"));
    }

    [Fact]
    public void CoveringSeries_GreedyAndComplete()
    {
        using var warehouse = new TestWarehouse()
            .Part("CT",
                "'1.1' as SeriesInstanceUID, 1 as Rows, 1 as Columns, 'a' as StudyID", "'1.2' as SeriesInstanceUID, 1 as Rows, null as Columns",
                "'1.0' as SeriesInstanceUID, 1 as Rows, 1 as Columns")
            .Part("MR", "'2.1' as SeriesInstanceUID, 1.5::double as MagneticFieldStrength, 1 as Rows")
            .Build();

        // Modality and SeriesInstanceUID count as well.
        Assert.Equal(["1|CT|1.1|5|5|5", "2|MR|2.1|4|1|6"], warehouse.Query("select * exclude new_keywords from covering_series order by all"));
        Assert.Equal(["[MagneticFieldStrength]"], warehouse.Query("select new_keywords from covering_series where series_number = 2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Examples_OfIdentifyingAttributes_OnlyWhenAllowed(bool allowed)
    {
        using var warehouse = new TestWarehouse().Part("CT", "'Doe^Jane' as PatientName, 2 as Rows", "'Doe^Jane' as PatientName, 3 as Rows");
        new WarehouseBuilder().Build(warehouse.Input with { IdentifyingExamples = allowed }, _ => { }, CancellationToken.None);

        Assert.Equal(allowed ? ["Doe^Jane|2"] : [], warehouse.Query("select value, instances from attribute_examples where keyword = 'PatientName'"));
        Assert.Equal(["1|2|1", "2|3|1"], warehouse.Query("select example_number, value, instances from attribute_examples where keyword = 'Rows' order by 1"));
    }

    [Fact]
    public void Examples_AreCut_AndThenOneIfTheSame()
    {
        using var warehouse = new TestWarehouse().Part("CT", "repeat('x', 70) as FilterType", "repeat('x', 71) as FilterType").Build();

        Assert.Equal(["64|2|2"], warehouse.Query("select len(value), instances, distinct_values from attribute_examples where keyword = 'FilterType'"));
    }

    [Fact]
    public void Groups_CountWhatIsSeen()
    {
        using var warehouse = new TestWarehouse().Part("CT", "1 as Rows, 1 as Columns").Build();

        Assert.Equal(["2|[Rows, Columns]"], warehouse.Query("select seen, seen_keywords from standard_group_coverage where tag_group = '0028'"));
    }
}
