namespace Etl.Worker.Tests.Warehouse;

/// <summary>Expectations are counted by hand from the lines of the parts.</summary>
public sealed class RollupTests(RollupTests.TwoStudies archive) : IClassFixture<RollupTests.TwoStudies>
{
    private const string Ct = "'1.2.840.10008.5.1.4.1.1.2' as SOPClassUID";
    private const string Mr = "'1.2.840.10008.5.1.4.1.1.4' as SOPClassUID";

    private static string Uids(string patient, string study, string series, string instance) =>
        $"'{patient}' as PatientID, '{study}' as StudyInstanceUID, '{series}' as SeriesInstanceUID, '{instance}' as SOPInstanceUID, 500000 as source_size";

    public sealed class TwoStudies : IDisposable
    {
        // Series 1.1 disagrees about its description and its patient, and holds instance a twice. PatientID P1 is of two issuers.
        internal TestWarehouse Warehouse { get; } = new TestWarehouse()
            .Part("CT",
                $"{Uids("P1", "1", "1.1", "a")}, {Ct}, 'Thorax' as SeriesDescription, '1.2.840.10008.1.2.1' as TransferSyntaxUID, 'H1' as IssuerOfPatientID",
                $"{Uids("P1", "1", "1.1", "a")}, {Ct}, 'Abdomen' as SeriesDescription, '1.2.840.10008.1.2' as TransferSyntaxUID, 'H1' as IssuerOfPatientID",
                $"{Uids("P2", "1", "1.1", "b")}, {Ct}, null as SeriesDescription, '1.2.840.10008.1.2' as TransferSyntaxUID, null as IssuerOfPatientID",
                $"{Uids("P1", "2", "2.1", "c")}, {Ct}, 'Head' as SeriesDescription, '9.9' as TransferSyntaxUID, 'H2' as IssuerOfPatientID")
            .Part("MR", $"{Uids("P1", "1", "1.2", "d")}, {Mr}, 'H1' as IssuerOfPatientID, '10:15' as StudyTime, date '2020-02-03' as StudyDate")
            .Part(null, "1000000 as source_size")
            .Build();

        public void Dispose() => Warehouse.Dispose();
    }

    [Fact]
    public void SeriesIndex_ChosenValuesBesideTheirNumber()
    {
        Assert.Equal(
            [
                "1.1|P1|2|Abdomen|2|CT|1|CT Image Storage|3|2|1.5",
                "1.2|P1|1|∅|0|MR|1|MR Image Storage|1|1|0.5",
                "2.1|P1|1|Head|1|CT|1|CT Image Storage|1|1|0.5",
                "∅|∅|0|∅|0|∅|0|∅|1|0|1.0",
            ],
            archive.Warehouse.Query("""
                select SeriesInstanceUID, PatientID, patient_id_values, SeriesDescription, series_description_values, Modality, modality_values,
                  sop_class_name, instanceCount, distinct_instances, series_size_mb
                from series_index order by SeriesInstanceUID
                """));
    }

    [Fact]
    public void SeriesIndex_TransferSyntaxesInOrderWithNames()
    {
        Assert.Equal(
            [
                "1.2.840.10008.1.2,1.2.840.10008.1.2.1|Implicit VR Little Endian,Explicit VR Little Endian",
                "∅|∅", "9.9|9.9", "∅|∅",
            ],
            archive.Warehouse.Query("""
                select TransferSyntaxUID, regexp_replace(transfer_syntax_name, ': Default[^,]*', '') from series_index order by SeriesInstanceUID
                """));
    }

    [Fact]
    public void StudyIndex_CountsItsSeriesAndModalities()
    {
        Assert.Equal(
            ["1|P1|2|2020-02-03|10:15:00|[CT, MR]|2|4|2.0", "2|P1|1|∅|∅|[CT]|1|1|0.5", "∅|∅|0|∅|∅|∅|0|1|1.0"],
            archive.Warehouse.Query("""
                select StudyInstanceUID, PatientID, patient_id_values, StudyDate, StudyTime, modalities, series_count, instanceCount, study_size_mb
                from study_index order by StudyInstanceUID
                """));
    }

    [Fact]
    public void PatientIndex_SamePatientIdOfTwoIssuersIsTwoPatients()
    {
        Assert.Equal(
            ["H1|P1|1|2|3|2020-02-03", "H2|P1|1|1|1|∅", "∅|P2|1|1|1|∅", "∅|∅|0|0|1|∅"],
            archive.Warehouse.Query("""
                select IssuerOfPatientID, PatientID, study_count, series_count, instanceCount, first_study_date
                from patient_index order by IssuerOfPatientID, PatientID
                """));
    }

    [Fact]
    public void ModalityMix_CountsAndShares()
    {
        Assert.Equal(
            ["CT|CT Image Storage|4|2|2|3|2000000|66.7|57.1", "MR|MR Image Storage|1|1|1|1|500000|16.7|14.3", "∅|∅|1|0|0|0|1000000|16.7|28.6"],
            archive.Warehouse.Query("""
                select Modality, sop_class_name, instances, series, studies, patients, bytes, round(percent_instances, 1), round(percent_bytes, 1)
                from modality_mix order by Modality
                """));
    }

    [Fact]
    public void QuarantineAndRefreshes_AreThoseOfTheLake()
    {
        using var warehouse = new TestWarehouse()
            .QuarantinePart("select 'file:///x' as source_uri, 'read' as stage, 'not-dicom' as reason_code, 2 as attempts")
            .RefreshPart("""
                select 'r1' as refresh_id, 'done' as outcome, 8::bigint as listed, 4::bigint as loaded, 1::bigint as quarantined, 3::bigint as unchanged,
                  timestamptz '2024-01-01 00:00:00+00' as started_at, timestamptz '2024-01-01 00:00:01.5+00' as ended_at, 'later' as from_the_future
                """)
            .Build();

        Assert.Equal(["file:///x|read|not-dicom|2"], warehouse.Query("select source_uri, stage, reason_code, attempts from quarantine"));
        Assert.Equal(["r1|0|1.5"], warehouse.Query("select refresh_id, unaccounted, duration_s from refreshes"));
    }
}
