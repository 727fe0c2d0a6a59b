using Etl.Worker.DuckDb;
using Etl.Worker.Warehouse;

namespace Etl.EndToEnd.Tests.Library;

/// <summary>Every check passes on the sample archive, and finds the defect that is seeded into its warehouse here.</summary>
[Collection(SampleLakeTests.Name)]
public sealed class SeededDefectTests(SampleLake sample)
{
    /// <summary>A defect for each check: what would stand in the warehouse if a relation were made wrong.</summary>
    private static readonly Dictionary<string, string> Defects = new()
    {
        ["conflicts_disagree"] = "delete from series_conflicts where rowid = (select min(rowid) from series_conflicts)",
        ["conformance_adds_up"] = "update iod_conformance set passed = passed + 1 where module = 'sop-common'",
        ["conformance_has_keys"] = "insert into conformance_findings from conformance_findings limit 1",
        ["coverage_adds_up"] = "update tag_coverage set present = present + 1 where keyword = 'Rows'",
        ["duplicates_share_a_uid"] = "delete from duplicate_instances where rowid = (select min(rowid) from duplicate_instances)",
        ["every_row_has_a_key"] = "update instances_ct set source_etag = null where rowid = 0",
        ["frames_are_numbered"] = Seeded("frames", "has_functional_groups", "select * replace (frame_number + 1 as frame_number) from before"),
        ["gaps_are_gaps"] = "update incomplete_series set missing_instance_numbers = missing_instance_numbers + 1",
        ["geometry_is_consistent"] = "update volume_geometry_index set uniform_slice_spacing = not uniform_slice_spacing where regularly_spaced_3d_volume",
        ["items_have_keys"] = "insert into dose_events from dose_events limit 1",
        ["measurements_have_groups"] = "delete from measurement_groups where rowid = (select min(rowid) from measurement_groups)",
        ["modality_indexes_add_up"] = "update ct_index set instanceCount = instanceCount + 1",
        ["no_row_twice"] = "insert into instances_ct from instances_ct limit 1",
        ["orphans_are_not_here"] = "update orphan_references set first_orphan = (select min(SOPInstanceUID) from instance_keys)",
        ["parts_add_up"] = "delete from segmentations where SegmentNumber = 1",
        ["refreshes_add_up"] = "update lake_refreshes set listed = listed + 1",
        ["rollups_add_up"] = "delete from series_index where rowid = 0",
        ["rollups_have_keys"] = "insert into study_index from study_index limit 1",
        ["rollups_nest"] = "update series_index set StudyInstanceUID = '1.2.3' where rowid = 0",
        ["standard_coverage_is_whole"] = "update standard_coverage set is_seen = false where keyword = 'Rows'",
        ["uid_roots_add_up"] = "delete from uid_roots where keyword = 'SeriesInstanceUID'",
        ["value_errors_add_up"] = Seeded("value_errors", "true", "from before offset 1"),
        ["windows_are_ranges"] = Seeded("display_windows", "WindowWidth > 1", "select * replace (window_highest + 1 as window_lowest) from before"),
    };

    public static TheoryData<string> Checks => [.. SqlLibrary.Load().Where(o => o.Layer == SqlLibrary.Checks).Select(o => o.Name)];

    [Theory]
    [MemberData(nameof(Checks))]
    public void SeededDefect_IsFoundByItsCheck(string check)
    {
        Assert.True(Defects.TryGetValue(check, out var defect), $"No defect is seeded for sql/checks/{check}.sql: add one here.");
        var text = SqlLibrary.Load().Single(o => o.Layer == SqlLibrary.Checks && o.Name == check).Text;
        using var database = sample.OpenCopy();
        using var connection = database.Connect();

        Assert.Equal(0, Violations(connection, text));
        connection.Execute(defect);
        Assert.True(Violations(connection, text) > 0, $"sql/checks/{check}.sql does not find: {defect}");
    }

    [Fact]
    public void Defects_AreOfChecksThatThereAre() =>
        Assert.Empty(Defects.Keys.Except(SqlLibrary.Load().Where(o => o.Layer == SqlLibrary.Checks).Select(o => o.Name)));

    private static long Violations(DuckDbConnection connection, string check)
    {
        using var result = connection.Query(check);
        return result.Chunks().Sum(chunk => (long)chunk.RowCount);
    }

    /// <summary>A view that is made of some of the rows that it had.</summary>
    private static string Seeded(string view, string rows, string query) =>
        $"create table before as select * from {view} where {rows}; drop view {view}; create view {view} as {query}";
}
