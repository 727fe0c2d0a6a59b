using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

public sealed class SqlLibraryTests
{
    [Fact]
    public void ReadsHeader_GoesOnInIndentedLines()
    {
        var mart = SqlLibrary.Parse("marts/m.sql", "-- m: a mart.\n-- Reads: PatientID, Rows,\n--   ProcedureCodeSequence.CodeValue\n-- More.\nselect 1");

        Assert.Equal(["PatientID", "Rows", "ProcedureCodeSequence.CodeValue"], mart.Reads);
        Assert.Equal(("marts", "m"), (mart.Layer, mart.Name));
    }

    [Theory]
    [InlineData("PatientName.CodeValue")]
    [InlineData("NoSuchKeyword")]
    [InlineData("PixelData")]
    public void ReadsHeader_NamingNoColumn_IsAnError(string path)
    {
        var mart = SqlLibrary.Parse("marts/m.sql", $"-- Reads: {path}\nselect 1");
        using var warehouse = new TestWarehouse();

        Assert.Contains("sql/marts/m.sql", Assert.Throws<FormatException>(() => warehouse.Build([mart, .. SqlLibrary.Load()])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadsHeader_NestedColumn_IsThereWithoutInstances()
    {
        var mart = SqlLibrary.Parse("marts/codes.sql", """
            -- Reads: ProcedureCodeSequence.CodeValue, StudyTime
            create table codes as select ProcedureCodeSequence[1].CodeValue as code, StudyTime as clock from dicom_all;
            """);
        using var empty = new TestWarehouse().Build([.. SqlLibrary.Load(), mart]);
        using var other = new TestWarehouse().Part("CT", "[{'CodeMeaning': 'B'}] as ProcedureCodeSequence").Build([.. SqlLibrary.Load(), mart]);

        Assert.Empty(empty.Query("from codes"));
        Assert.Equal(["∅|∅"], other.Query("from codes"));
        Assert.Equal(["VARCHAR", "TIME"], empty.Query("select data_type from duckdb_columns() where table_name = 'codes' order by column_index"));
    }

    [Fact]
    public void Files_ThatBeginEarly_ComeFirstInTheirLayer()
    {
        foreach (var layer in SqlLibrary.Load().GroupBy(o => o.Layer))
        {
            var early = layer.Select(o => o.BeginsEarly).ToList();
            Assert.Equal(early.OrderDescending(), early);
        }

        Assert.Contains(SqlLibrary.Load(), o => o.Layer == SqlLibrary.Marts && o.BeginsEarly);
    }

    [Fact]
    public void Files_HaveAHeader()
    {
        foreach (var file in SqlLibrary.Load())
        {
            Assert.StartsWith("-- ", file.Text, StringComparison.Ordinal);
            if (file.Layer is SqlLibrary.Standard or SqlLibrary.Base or SqlLibrary.Marts)
                Assert.All(["-- Grain: ", "-- Source: ", "-- Caveats: "], line => Assert.Contains(line, file.Text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Groups_CountInstancesByWhatIsRead(bool inBlocks)
    {
        // InstanceNumber is of the row, the other attributes are what rows share.
        var mart = SqlLibrary.Parse("marts/counts.sql", """
            -- Reads: SeriesInstanceUID, StudyTime, InstanceNumber
            create table counts as
            select Modality, SeriesInstanceUID, StudyTime, InstanceNumber,
              sum(instances)::bigint as instances, sum(identified)::bigint as identified, sum(bytes)::bigint as bytes
            from dicom_groups
            group by all;
            create table series_counts as select SeriesInstanceUID as uid, sum(instances)::bigint as instances from dicom_groups as g group by all;
            """);
        using var warehouse = new TestWarehouse { InBlocks = inBlocks }
            .Part("CT",
                "'S.1' as SeriesInstanceUID, 'a' as SOPInstanceUID, '10:15' as StudyTime, 1::bigint as InstanceNumber, 10 as source_size",
                "'S.1' as SeriesInstanceUID, null as SOPInstanceUID, '10:15' as StudyTime, 1::bigint as InstanceNumber, 20 as source_size",
                "'S.1' as SeriesInstanceUID, 'b' as SOPInstanceUID, '10:15' as StudyTime, 2::bigint as InstanceNumber, 40 as source_size",
                "'S.2' as SeriesInstanceUID, 'c' as SOPInstanceUID, null as StudyTime, 1::bigint as InstanceNumber, 80 as source_size")
            .Part("MR", "'Z' as StudyID, 160 as source_size")
            .Build([.. SqlLibrary.Load().Where(o => o.Layer == SqlLibrary.Macros), mart]);

        Assert.Equal(
            ["CT|S.1|10:15:00|1|2|1|30", "CT|S.1|10:15:00|2|1|1|40", "CT|S.2|∅|1|1|1|80", "MR|∅|∅|∅|1|0|160"],
            warehouse.Query("from counts order by all"));
        Assert.Equal(["S.1|3", "S.2|1", "∅|1"], warehouse.Query("from series_counts order by all"));
    }
}
