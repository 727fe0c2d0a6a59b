namespace Etl.Worker.Tests.Warehouse;

/// <summary>A defect a kind, seeded into a small archive; expectations are counted by hand from its lines.</summary>
public sealed class TrustTests(TrustTests.Defects archive) : IClassFixture<TrustTests.Defects>
{
    public sealed class Defects : IDisposable
    {
        // Of five slices at 0 to 5 mm the one at 3 mm, number 4, is missing; the last comes from another maker. Instance a is there three
        // times: twice alike, once with another header. The patient is M and F. The segmentation refers to a, and to what is not there.
        internal TestWarehouse Warehouse { get; } = new TestWarehouse()
            .Part("CT",
                Slice("a", 1, 0) + ", 'h1' as header_hash, 10 as source_size",
                Slice("a", 1, 0) + ", 'h1' as header_hash, 10 as source_size",
                Slice("a", 1, 0) + ", 'h2' as header_hash, 10 as source_size",
                Slice("b", 2, 1), Slice("c", 3, 2), Slice("e", 5, 4),
                Slice("f", 6, 5) + ", 'Other' as Manufacturer, 'F' as PatientSex")
            .Part("SEG", """
                'P' as PatientID, 'S' as StudyInstanceUID, 'S.2' as SeriesInstanceUID, 'seg' as SOPInstanceUID, 'M' as PatientSex,
                [{'SeriesInstanceUID': 'S.1', 'ReferencedInstanceSequence': [{'ReferencedSOPInstanceUID': 'a'}, {'ReferencedSOPInstanceUID': 'gone'}]}]
                  as ReferencedSeriesSequence,
                [{'Path': 'StudyDate', 'VR': 'DA', 'Reason': 'DA_INVALID', 'Raw': 'someday', 'RawLength': 7::bigint}] as ValueErrors
                """)
            .Build();

        public void Dispose() => Warehouse.Dispose();

        private static string Slice(string instance, int number, int position) =>
            $"'P' as PatientID, 'S' as StudyInstanceUID, 'S.1' as SeriesInstanceUID, '{instance}' as SOPInstanceUID, {number}::bigint as InstanceNumber, "
            + $"[1, 0, 0, 0, 1, 0]::double[] as ImageOrientationPatient, [0, 0, {position}]::double[] as ImagePositionPatient"
            + (position == 5 ? "" : ", 'Maker' as Manufacturer, 'M' as PatientSex");
    }

    [Fact]
    public void MissingSlice_IsAGapInNumbersAndPositions() =>
        Assert.Equal(["S.1|1|6|5|1.0|[4]|5|1.0|1|1"], archive.Warehouse.Query("from incomplete_series"));

    [Fact]
    public void SameUid_CopyOrConflict() => Assert.Equal(
        ["a|copy|3|2|h1", "a|copy|3|2|h1", "a|conflict|3|2|h2"],
        archive.Warehouse.Query("select SOPInstanceUID, kind, objects, headers, header_hash from duplicate_instances order by header_hash"));

    [Fact]
    public void DisagreementInASeriesOrStudy_IsListedWithItsValues() => Assert.Equal(
        ["series|S.1|Manufacturer|Maker|2|6", "series|S.1|Manufacturer|Other|2|1", "study|S|PatientSex|F|2|1", "study|S|PatientSex|M|2|7"],
        archive.Warehouse.Query("select level, uid, keyword, value, distinct_values, instances from series_conflicts order by all"));

    [Fact]
    public void PatientOfTwoSexes_IsAConflict() => Assert.Equal(
        ["P|PatientSex|F|2|1", "P|PatientSex|M|2|7"],
        archive.Warehouse.Query("select PatientID, keyword, value, distinct_values, instances from patient_conflicts order by all"));

    [Fact]
    public void ReferenceToNothing_IsAnOrphan() => Assert.Equal(
        ["seg|ReferencedSeriesSequence|2|1|gone"],
        archive.Warehouse.Query("select SOPInstanceUID, keyword, referenced, orphans, first_orphan from orphan_references"));

    [Fact]
    public void InvalidValue_IsListedAsItStood() => Assert.Equal(
        ["seg|StudyDate|DA_INVALID|someday"],
        archive.Warehouse.Query("select SOPInstanceUID, path, reason, raw from value_errors"));

    [Fact]
    public void Relations_BindOnlyTheColumnsThatTheyName() => Assert.Equal(
        ["value_errors|false"],
        archive.Warehouse.Query("select view_name, contains(sql, 'ImagePositionPatient') from duckdb_views() where view_name = 'value_errors'"));
}
