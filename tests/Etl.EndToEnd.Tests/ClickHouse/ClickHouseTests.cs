using Etl.EndToEnd.Tests.Fidelity;

namespace Etl.EndToEnd.Tests.ClickHouse;

/// <summary>The lake as another engine reads it, by the Delta log alone.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class ClickHouseTests(CorpusLake corpus)
{
    [ClickHouseFact]
    public void Count_IsThatOfTheLake() =>
        Assert.Equal([$"[{corpus.Lake.Connection.QueryScalar<long>("select count(*) from instances")}]"], Rows("select count() from lake"));

    [ClickHouseFact]
    public void CountByModality_IsThatOfTheLake() => RequireSame(
        "select Modality, count() from lake group by 1 order by 1 nulls last",
        "select Modality, count(*) from instances group by 1 order by 1 nulls last");

    [ClickHouseFact]
    public void ScalarColumns_AreThoseOfTheLake()
    {
        const string columns =
            "PatientID, PatientName, StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, SOPClassUID, StudyDate, StudyTime, Rows, Columns, " +
            "SliceThickness, KVP, InstanceNumber, AcquisitionDateTime, TransferSyntaxUID, source_size, stop_reason, header_hash";
        RequireSame($"select source_uri, {columns} from lake order by 1", $"select source_uri, {columns} from instances order by 1");
    }

    [ClickHouseFact]
    public void ListColumns_AreThoseOfTheLake()
    {
        const string columns = "ImageType, PixelSpacing, ImageOrientationPatient, WindowCenter, SoftwareVersions, EmptyElements";
        RequireSame($"select source_uri, {columns} from lake order by 1", $"select source_uri, {columns} from instances order by 1");
    }

    [ClickHouseFact]
    public void NestedColumns_AreThoseOfTheLake() => RequireSame(
        """
        select source_uri,
            arrayMap(x -> x.CodeValue, ProcedureCodeSequence),
            arrayMap(x -> x.ReferencedSOPInstanceUID, ReferencedStudySequence),
            arrayMap(x -> arrayMap(y -> y.PixelSpacing, x.PixelMeasuresSequence), SharedFunctionalGroupsSequence),
            arrayMap(x -> x.ROIName, StructureSetROISequence),
            arrayMap(x -> x.Reason, ValueErrors), arrayMap(x -> x.Length, BinaryElements), arrayMap(x -> x.Count, PrivateTags)
        from lake order by 1
        """,
        """
        select source_uri,
            list_transform(ProcedureCodeSequence, lambda x: x.CodeValue),
            list_transform(ReferencedStudySequence, lambda x: x.ReferencedSOPInstanceUID),
            list_transform(SharedFunctionalGroupsSequence, lambda x: list_transform(x.PixelMeasuresSequence, lambda y: y.PixelSpacing)),
            list_transform(StructureSetROISequence, lambda x: x.ROIName),
            list_transform(ValueErrors, lambda x: x.Reason), list_transform(BinaryElements, lambda x: x.Length), list_transform(PrivateTags, lambda x: x."Count")
        from instances order by 1
        """);

    [ClickHouseFact]
    public void Quarantine_IsThatOfTheLake()
    {
        _ = corpus.Summary;
        Assert.Equal(
            corpus.Lake.Rows("select source_uri, reason_code from quarantine order by 1").Select(r => $"[\"{r[0]}\",\"{r[1]}\"]"),
            Engine.Rows(corpus.Folder, $"select source_uri, reason_code from deltaLakeLocal('{corpus.Folder}/quarantine') order by 1").Select(r => r.Replace(", ", ",", StringComparison.Ordinal).Replace("\\/", "/", StringComparison.Ordinal)));
    }

    private void RequireSame(string theirs, string ours) => EngineComparison.RequireSame(corpus.Lake, corpus.Folder, theirs, ours);

    private List<string> Rows(string sql)
    {
        _ = corpus.Summary;
        return EngineComparison.Rows(corpus.Folder, sql);
    }
}
