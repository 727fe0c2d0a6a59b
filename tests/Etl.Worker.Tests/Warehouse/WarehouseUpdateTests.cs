namespace Etl.Worker.Tests.Warehouse;

public sealed class WarehouseUpdateTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PartAdded_UpdatedAndSameAsBuiltWhole(bool inBlocks)
    {
        using var warehouse = Archive(inBlocks).Build();

        warehouse.RowsPart("CT", Rows("r2", 40, 43)).Build();

        RequireSameAsWhole(warehouse, updates: 1);
        Assert.Equal(["43"], warehouse.Query("select count(*) from instances_ct"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RowsRewrittenChangedAndGone_UpdatedAndSameAsBuiltWhole(bool inBlocks)
    {
        using var warehouse = Archive(inBlocks).Build();

        // The part of MR goes; what stays of it comes in another, and one of its objects anew, in a later version.
        warehouse.WithoutPart(0).RowsPart("MR", Rows("r1", 102, 110)).RowsPart("MR", Rows("r2", 100, 101, version: 2)).Build();

        RequireSameAsWhole(warehouse, updates: 1);
        Assert.Equal(["100-2|r2", "102-1|r1", "103-1|r1"],
            warehouse.Query("select source_etag, refresh_id from instances_mr order by all limit 3"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void UpdatedTwice_SameAsBuiltWhole(bool inBlocks)
    {
        using var warehouse = Archive(inBlocks).Build();
        warehouse.RowsPart("CT", Rows("r2", 40, 43)).Build();

        warehouse.RowsPart("MR", Rows("r3", 200, 202)).QuarantinePart("select 'file:///x' as source_uri, 'read' as stage, 'not-dicom' as reason_code, 1 as attempts").Build();

        RequireSameAsWhole(warehouse, updates: 2);
    }

    [Fact]
    public void OnlyQuarantineChanged_UpdatedAndSameAsBuiltWhole()
    {
        using var warehouse = Archive().Build();

        warehouse.QuarantinePart("select 'file:///x' as source_uri, 'read' as stage, 'not-dicom' as reason_code, 1 as attempts").Build();

        RequireSameAsWhole(warehouse, updates: 1);
        Assert.Equal(["1"], warehouse.Query("select count(*) from quarantine"));
    }

    [Fact]
    public void AddedRowsDoNotTellWhatTheyShare_BuiltWhole()
    {
        using var warehouse = Archive(inBlocks: true).Build();
        Assert.Equal(["blocks_ct", "blocks_mr", "rows_ct", "rows_mr"], warehouse.Query("select table_name from duckdb_tables() where schema_name = 'stored' order by all"));

        warehouse.RowsPart("CT", $"select * replace (null::varchar as shared_hash) from ({TestWarehouse.WithSharedHash(Rows("r2", 40, 43))})", asGiven: true).Build();

        RequireSameAsWhole(warehouse, updates: 0);
        Assert.Equal(["instances_ct"], warehouse.Query("select table_name from duckdb_tables() where table_name like '%_ct' and table_name like 'instances%'"));
    }

    [Theory]
    [InlineData("CT", "select *, 'x' as StudyID from ({0})")] // a column
    [InlineData("CT", "select * replace ([{{'CodeValue': 'A', 'CodeMeaning': 'B'}}] as ProcedureCodeSequence) from ({0})")] // a field
    [InlineData("PT", "{0}")] // a table
    public void SchemaGrows_BuiltWhole(string modality, string select)
    {
        using var warehouse = Archive().Build();

        warehouse.RowsPart(modality, string.Format(System.Globalization.CultureInfo.InvariantCulture, select, Rows("r2", 300, 302))).Build();

        RequireSameAsWhole(warehouse, updates: 0);
    }

    [Fact]
    public void LastPartOfAModalityGoes_BuiltWhole()
    {
        using var warehouse = Archive().Build();

        warehouse.WithoutPart(0).Build();

        RequireSameAsWhole(warehouse, updates: 0);
    }

    [Fact]
    public void PublishedFileDamaged_BuiltWhole()
    {
        using var warehouse = Archive().Build();
        File.WriteAllText(warehouse.Output, "not a database");

        warehouse.Build();

        RequireSameAsWhole(warehouse, updates: 0);
    }

    [Fact]
    public void SameRowTwiceInNewParts_IsNotPublished()
    {
        using var warehouse = Archive().Build();
        warehouse.RowsPart("CT", Rows("r2", 40, 41)).RowsPart("CT", Rows("r2", 40, 41));

        Assert.Throws<Etl.Worker.Warehouse.WarehouseCheckException>(() => warehouse.Build());

        Assert.Equal(["40"], warehouse.Query("select count(*) from instances_ct"));
    }

    /// <summary>40 CT and 10 MR.</summary>
    private static TestWarehouse Archive(bool inBlocks = false) => new TestWarehouse { InBlocks = inBlocks }.RowsPart("MR", Rows("r1", 100, 110))
        .RowsPart("CT", Rows("r1", 0, 10)).RowsPart("CT", Rows("r1", 10, 20)).RowsPart("CT", Rows("r1", 20, 30)).RowsPart("CT", Rows("r1", 30, 40));

    private static string Rows(string refresh, int from, int to, int version = 1) =>
        $$"""
        select 'file:///archive/' || i || '.dcm' as source_uri, i || '-{{version}}' as source_etag, 1000 + i as source_size, '{{refresh}}' as refresh_id,
          'P' || i % 3 as PatientID, '1.2.' || i % 5 as StudyInstanceUID, '1.2.3.' || i % 7 as SeriesInstanceUID, '1.2.4.' || i as SOPInstanceUID,
          '1.2.840.10008.5.1.4.1.1.2' as SOPClassUID, 100.0::double + i % 2 + {{version}} as KVP, '10:15' as StudyTime, i % 11 as InstanceNumber,
          [{'CodeValue': 'A' || i}] as ProcedureCodeSequence, if(i % 4 = 0, ['AccessionNumber'], null) as EmptyElements
        from range({{from}}, {{to}}) as t(i)
        """;

    /// <summary>Every relation with all its rows, every column with its type, place and comment.</summary>
    private static void RequireSameAsWhole(TestWarehouse warehouse, int updates)
    {
        using var whole = new TestWarehouse().BuildOf(warehouse);

        Assert.Equal([$"{updates}"], warehouse.Query("select updates from lake_build"));
        Assert.Equal(["0"], whole.Query("select updates from lake_build"));
        const string Columns = "select table_name, column_name, column_index, data_type, comment from duckdb_columns() where not internal order by all";
        Assert.Equal(whole.Query(Columns), warehouse.Query(Columns));
        const string Relations = "select table_name from duckdb_tables() where schema_name = 'main' union all select view_name from duckdb_views() where not internal order by all";
        Assert.Equal(whole.Query(Relations), warehouse.Query(Relations));
        foreach (var blocks in whole.Query("select table_name from duckdb_tables() where table_name like 'blocks%' order by all"))
        {
            // They are numbered as they come; none is left without rows.
            var sql = $"select * exclude (block) from stored.{blocks} order by all";
            Assert.Equal(whole.Query(sql), warehouse.Query(sql));
        }

        foreach (var relation in whole.Query(Relations).Where(r => r != "lake_build"))
            Assert.Equal(whole.Query($"from {relation} order by all"), warehouse.Query($"from {relation} order by all"));
    }
}
