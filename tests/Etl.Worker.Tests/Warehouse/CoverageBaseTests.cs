namespace Etl.Worker.Tests.Warehouse;

/// <summary>What coverage is summed from. Expectations are counted by hand.</summary>
public sealed class CoverageBaseTests
{
    private const string Columns =
        "(i % 3)::integer as Rows, ['x', if(i % 3 = 0, 'a, b', 'c')] as ImageType, if(i % 3 = 2, null, 'Doe') as PatientName, if(i = 4, -0.5, 12)::double as KVP";

    /// <summary>Relations beyond 20,000 rows are counted by other statements than small ones.</summary>
    [Theory]
    [InlineData(19_998)]
    [InlineData(20_001)]
    public void Values_MostFrequentFirst_TiesBySmallerValue(int rows)
    {
        using var warehouse = new TestWarehouse().Rows("CT", rows, Columns).Build();
        var third = rows / 3;

        Assert.Equal(
            [
                $"ImageType|2|[x, c]|[{2 * third}, {third}]",
                $"KVP|2|-0.5|[{rows - 1}, 1]",
                $"PatientName|1|∅|∅",
                $"Rows|3|0|[{third}, {third}, {third}]",
            ],
            warehouse.Query("""
                select keyword, distinct_values, if(keyword = 'ImageType', largest, smallest), list_transform(frequent, lambda x : x.instances)
                from attribute_values where keyword <> 'Modality' order by all
                """));
        Assert.Equal(["[0, 1, 2]"], warehouse.Query("select list_transform(frequent, lambda x : x.value) from attribute_values where keyword = 'Rows'"));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(20_001)]
    public void Values_ModalitiesThatShareATable_EachHasItsOwn(int rows)
    {
        using var warehouse = new TestWarehouse()
            .Rows("A_B", rows, "(i % 2)::integer as Rows, 'P' || i % 4 as PatientID")
            .Rows("C D", 3, "7::integer as Rows, null::varchar as PatientID")
            .Build();

        Assert.Equal(
            ["A_B|PatientID|4|∅|∅", $"A_B|Rows|2|0|{(rows + 1) / 2}", "C D|Rows|1|7|3"],
            warehouse.Query("""
                select Modality, keyword, distinct_values, smallest, frequent[1].instances
                from attribute_values where keyword in ('Rows', 'PatientID') order by all
                """));
    }

    [Fact]
    public void Values_AtMostEight()
    {
        using var warehouse = new TestWarehouse().Rows("CT", 20, "(i % 10)::integer as Rows").Build();

        Assert.Equal(["10|0|9|8"], warehouse.Query("select distinct_values, smallest, largest, len(frequent) from attribute_values where keyword = 'Rows'"));
    }

    [Fact]
    public void Counts_ByKind()
    {
        using var warehouse = new TestWarehouse()
            .RefreshPart("select 'r' as refresh_id, ['file:///archive/', 'file:///archive/1/', 'file:///it''s {0}/'] as sources")
            .Part("CT",
                "'1.2' as SOPClassUID, 'A' as Manufacturer, ['1', '2'] as SoftwareVersions, date '2024-02-29' as StudyDate, 512 as Rows",
                "'1.2' as SOPClassUID, 'A' as Manufacturer, ['1', '2'] as SoftwareVersions, date '2024-02-01' as StudyDate, ['Rows'] as EmptyElements",
                "'1.2' as SOPClassUID, 'A' as Manufacturer, ['1', '2'] as SoftwareVersions, date '2024-03-01' as StudyDate, 512 as Rows")
            .Part("MR", "256 as Rows", "256 as Rows")
            .Build();

        Assert.Equal(
            [
                "CT|1.2|A|1\\2|file:///archive/|2024-02-01|1|1", "CT|1.2|A|1\\2|file:///archive/|2024-03-01|1|0",
                "MR|∅|∅|∅|file:///archive/1/|∅|2|0",
            ],
            warehouse.Query("""
                select Modality, SOPClassUID, Manufacturer, SoftwareVersions, source, study_month, present, empty
                from attribute_counts where keyword = 'Rows' order by all
                """));
        Assert.Equal(["CT|2", "CT|1", "MR|2"],
            warehouse.Query("select Modality, instances from attribute_counts where keyword is null order by Modality, study_month"));
    }
}
