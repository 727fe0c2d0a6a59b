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
    public void Files_HaveAHeader()
    {
        foreach (var file in SqlLibrary.Load())
        {
            Assert.StartsWith("-- ", file.Text, StringComparison.Ordinal);
            if (file.Layer is SqlLibrary.Standard or SqlLibrary.Base or SqlLibrary.Marts)
                Assert.All(["-- Grain: ", "-- Source: ", "-- Caveats: "], line => Assert.Contains(line, file.Text, StringComparison.Ordinal));
        }
    }
}
