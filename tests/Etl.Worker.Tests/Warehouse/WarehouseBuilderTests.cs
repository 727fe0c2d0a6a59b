using Etl.Worker.DuckDb;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

public sealed class WarehouseBuilderTests
{
    private const string Uids = "'P1' as PatientID, '1.2' as StudyInstanceUID, '1.2.3' as SeriesInstanceUID, '1.2.840.10008.5.1.4.1.1.2' as SOPClassUID";

    [Fact]
    public void EmptyLake_EveryRelationAnswers()
    {
        using var warehouse = new TestWarehouse().Build();

        Assert.Equal(["0"], warehouse.Query("select count(*) from dicom_all"));
        foreach (var relation in Relations(warehouse))
            Assert.NotNull(warehouse.Query($"from {relation} limit 1"));
    }

    [Fact]
    public void Archive_EveryRelationAnswers()
    {
        using var warehouse = Archive().Build();

        foreach (var relation in Relations(warehouse))
            Assert.NotNull(warehouse.Query($"from {relation}"));
    }

    [Fact]
    public void Archive_EveryRelationAndColumnAndMacroHasAComment()
    {
        using var warehouse = Archive().Build();

        Assert.Empty(warehouse.Query("""
            select table_name, null from duckdb_tables() where coalesce(comment, '') = ''
            union all select view_name, null from duckdb_views() where not internal and coalesce(comment, '') = ''
            union all select table_name, column_name from duckdb_columns()
              where not internal and coalesce(comment, '') = ''
            union all select function_name, null from duckdb_functions()
              where not internal and function_type like '%macro' and coalesce(comment, '') = ''
            """));
    }

    [Fact]
    public void Library_RunForwardsAndBackwards_GivesTheSame()
    {
        var library = SqlLibrary.Load();
        using var forwards = Archive().Build(library);
        using var backwards = Archive().Build([.. library.Reverse()]);

        Assert.Equal(Relations(forwards), Relations(backwards));
        foreach (var relation in Relations(forwards).Where(r => !r.StartsWith("lake_", StringComparison.Ordinal)))
            Assert.Equal(forwards.Query($"from {relation} order by all"), backwards.Query($"from {relation} order by all"));
    }

    [Fact]
    public void Library_EveryFileMakesTheObjectOfItsName()
    {
        using var warehouse = new TestWarehouse().Build();
        var library = SqlLibrary.Load();

        Assert.Equal(
            library.Where(o => o.Layer == SqlLibrary.Macros).Select(o => o.Name),
            warehouse.Query("select function_name from duckdb_functions() where not internal and function_type like '%macro' and function_name <> 'dicom_rows' order by all"));
        Assert.Equal(
            library.Where(o => o.Layer is SqlLibrary.Standard or SqlLibrary.Base or SqlLibrary.Marts).Select(o => o.Name).Order(StringComparer.Ordinal),
            Relations(warehouse).Where(r => (r is "standard_coverage" or "standard_group_coverage" or "standard_requirements" || !r.StartsWith("standard_", StringComparison.Ordinal)) && !r.StartsWith("lake_", StringComparison.Ordinal) && r is not ("dicom_all" or "instance_keys")));
    }

    [Fact]
    public void PartsWithDifferentColumns_AllColumnsOfAll()
    {
        using var warehouse = new TestWarehouse()
            .Part("CT", $"{Uids}, 120.0::double as KVP, [{{'CodeValue': 'A'}}] as ProcedureCodeSequence")
            .Part("CT", $"{Uids}, 'X' as StudyID, [{{'CodeMeaning': 'B', 'PurposeOfReferenceCodeSequence': [{{'item_number': 1}}]}}] as ProcedureCodeSequence")
            .Part("MR", $"{Uids}, [{{'CodingSchemeDesignator': 'C'}}] as ProcedureCodeSequence, 1.5::double as MagneticFieldStrength")
            .Build();

        Assert.Equal(
            ["CT|120.0|∅|∅|A|∅|∅", "CT|∅|X|∅|∅|B|∅", "MR|∅|∅|1.5|∅|∅|C"],
            warehouse.Query("""
                select Modality, KVP, StudyID, MagneticFieldStrength, ProcedureCodeSequence[1].CodeValue, ProcedureCodeSequence[1].CodeMeaning,
                  ProcedureCodeSequence[1].CodingSchemeDesignator
                from dicom_all order by all
                """));
        Assert.Equal(["1"], warehouse.Query(
            "select ProcedureCodeSequence[1].PurposeOfReferenceCodeSequence[1].item_number from dicom_all where StudyID = 'X'"));
    }

    [Fact]
    public void Columns_ComputedThenByTagThenBookkeeping()
    {
        using var warehouse = new TestWarehouse().Part("CT", $"{Uids}, 1 as Rows, 'x' as PatientName, 2 as OverlayRows_6002, 'Z' as Unheard").Build();

        Assert.Equal(
            [
                "source_uri", "source_etag", "source_size", "source_modified_at", "header_bytes", "header_hash", "shared_hash", "refresh_id", "stop_reason",
                "SOPClassUID", "Modality", "PatientName", "PatientID", "StudyInstanceUID", "SeriesInstanceUID", "Rows", "OverlayRows_6002",
                "EmptyElements", "BinaryElements", "PrivateTags", "ValueErrors", "VrMismatches", "ReadIssues", "OtherElements", "Unheard",
            ],
            warehouse.Query("select column_name from duckdb_columns() where table_name = 'instances_ct' order by column_index"));
        Assert.Equal(["Overlay Rows. US, VM 1, (6002,0010)"],
            warehouse.Query("select comment from duckdb_columns() where table_name = 'instances_ct' and column_name = 'OverlayRows_6002'"));
    }

    [Fact]
    public void Times_AreTimesInDicomAll()
    {
        using var warehouse = new TestWarehouse()
            .Part("CT", $"{Uids}, '10:15:30.120000' as StudyTime, '2024-02-29T12+01:00' as AcquisitionDateTime, ['10', '11:30'] as CalibrationTime")
            .Part("MR", $"{Uids}, '10' as StudyTime, '2024-02' as AcquisitionDateTime")
            .Build();

        Assert.Equal(
            ["CT|10:15:30.12|2024-02-29 12:00:00|['10:00:00', '11:30:00']", "MR|10:00:00|2024-02-01 00:00:00|∅"],
            warehouse.Query("select Modality, StudyTime, AcquisitionDateTime, CalibrationTime from dicom_all order by all"));
        Assert.Equal(["10"], warehouse.Query("select StudyTime from instances_mr"));
    }

    [Fact]
    public void HostileModalities_ShareOneTable()
    {
        using var warehouse = new TestWarehouse("la[k]e *")
            .Part("CT", $"{Uids}").Part("ct", $"{Uids}").Part("A'; drop table x; --", $"{Uids}").Part("NONE", $"{Uids}").Part("OTHER", $"{Uids}")
            .Part(null, $"{Uids}").Part("MG\\SR", $"{Uids}").Part("ALL", $"{Uids}")
            .Build();

        Assert.Equal(
            ["instances_all|1", "instances_ct|1", "instances_none|1", "instances_other|5"],
            warehouse.Query("select table_name, estimated_size from duckdb_tables() where table_name like 'instances%' order by all"));
        Assert.Equal(
            ["A'; drop table x; --", "ALL", "CT", "MG\\SR", "NONE", "OTHER", "ct", "∅"],
            warehouse.Query("select Modality from dicom_all").Order(StringComparer.Ordinal));
        Assert.Equal(8, warehouse.Query("from modality_index").Count);
    }

    [Fact]
    public void ReaderOfTheOldFile_IsUndisturbed()
    {
        using var warehouse = new TestWarehouse().Part("CT", Uids).Build();
        using var database = warehouse.Open();
        using var connection = database.Connect();

        warehouse.Part("MR", Uids, Uids).Build();

        Assert.Equal(1, connection.QueryScalar<long>("select count(*) from dicom_all"));
        Assert.Equal(["warehouse.duckdb"], Directory.GetFiles(warehouse.Folder).Select(Path.GetFileName).Where(f => f != ".warehouse.lock"));
        Assert.Equal(["3"], warehouse.Query("select count(*) from dicom_all"));
    }

    [Fact]
    public void FailingCheck_OldWarehouseStays()
    {
        using var warehouse = new TestWarehouse().Part("CT", Uids).Build();
        var check = SqlLibrary.Parse("checks/no_mr.sql", "select PatientID from dicom_all where Modality = 'MR'");
        warehouse.Part("MR", Uids, Uids);

        var failure = Assert.Throws<WarehouseCheckException>(() => warehouse.Build([.. SqlLibrary.Load(), check]));

        Assert.Equal([new("no_mr", 2)], failure.Failures);
        Assert.Contains("no_mr found 2 violations", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], warehouse.Query("select count(*) from dicom_all"));
        Assert.Empty(Directory.GetFileSystemEntries(warehouse.Folder, "*building*"));
    }

    [Fact]
    public void SameObjectTwice_IsNotPublished()
    {
        using var warehouse = new TestWarehouse().Part("CT", $"{Uids}");
        var input = warehouse.Input with { Instances = [.. warehouse.Input.Instances, .. warehouse.Input.Instances] };

        var failure = Assert.Throws<WarehouseCheckException>(() => new WarehouseBuilder().Build(input, _ => { }, CancellationToken.None));

        Assert.Equal("no_row_twice", Assert.Single(failure.Failures).Key);
        Assert.False(File.Exists(warehouse.Output));
    }

    [Fact]
    public void LeftOversOfDeadBuilds_AreRemoved()
    {
        using var warehouse = new TestWarehouse();
        var left = Path.Combine(warehouse.Folder, ".warehouse.0123.building");
        File.WriteAllText(left, "");
        Directory.CreateDirectory(left + ".tmp");

        warehouse.Build();

        Assert.False(File.Exists(left));
        Assert.False(Directory.Exists(left + ".tmp"));
    }

    [Fact]
    public void Cancelled_NothingPublished()
    {
        using var warehouse = new TestWarehouse().Part("CT", Uids);
        using var cancel = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => new WarehouseBuilder().Build(
            warehouse.Input,
            stage =>
            {
                if (stage == "publish")
                    cancel.Cancel();
            },
            cancel.Token));

        Assert.False(File.Exists(warehouse.Output));
        Assert.Empty(Directory.GetFileSystemEntries(warehouse.Folder, "*building*"));
    }

    [Fact]
    public void WrongStatement_NamesItsFile()
    {
        using var warehouse = new TestWarehouse();
        var mart = SqlLibrary.Parse("marts/wrong.sql", "create table wrong as select Nothing from dicom_all");

        var failure = Assert.Throws<DuckDbException>(() => warehouse.Build([mart]));

        Assert.StartsWith("sql/marts/wrong.sql: Binder Error", failure.Message, StringComparison.Ordinal);
    }

    private static List<string> Relations(TestWarehouse warehouse) => warehouse.Query("""
        select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal order by all
        """);

    private static TestWarehouse Archive() => new TestWarehouse()
        .Part("CT",
            $"{Uids}, 'a' as SOPInstanceUID, 100 as source_size, '10:15' as StudyTime, ['AccessionNumber'] as EmptyElements, ['A', 'B'] as ImageType",
            $"{Uids}, 'b' as SOPInstanceUID, 200 as source_size, '10:15' as StudyTime, [{{'Path': 'StudyDate', 'VR': 'DA', 'Reason': 'x', 'Raw': 'y', 'RawLength': 1::bigint}}] as ValueErrors")
        .Part("MR", $"{Uids}, 'c' as SOPInstanceUID, 300 as source_size, [{{'CodeValue': 'A'}}] as ProcedureCodeSequence")
        .QuarantinePart("select 'file:///x' as source_uri, 'read' as stage, 'not-dicom' as reason_code, 1 as attempts")
        .RefreshPart("select 'r1' as refresh_id, 4::bigint as listed, 3::bigint as loaded, 1::bigint as quarantined, 0::bigint as unchanged");
}
