using System.Globalization;
using System.Text.Json;
using Etl.EndToEnd.Tests.Fidelity;

namespace Etl.EndToEnd.Tests.ClickHouse;

/// <summary>The lake as another engine reads it, by the Delta log alone.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class ClickHouseTests(CorpusLake corpus)
{
    private const string Settings = " settings date_time_overflow_behavior = 'saturate', output_format_json_quote_64bit_integers = 0";
    private static readonly DateOnly FirstDay = new(1900, 1, 1);

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

    private void RequireSame(string theirs, string ours)
    {
        var expected = corpus.Lake.Rows(ours).Select(r => string.Join(" | ", r.Select(Plain))).ToList();
        var found = Rows(theirs).Select(r => string.Join(" | ", JsonDocument.Parse(r).RootElement.EnumerateArray().Select(Plain))).ToList();
        Assert.Equal(expected.Count, found.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.Equal(expected[i], found[i]);
    }

    private List<string> Rows(string sql)
    {
        _ = corpus.Summary;
        return Engine.Rows(corpus.Folder, sql.Replace("from lake", $"from deltaLakeLocal('{corpus.Folder}/instances')", StringComparison.Ordinal) + Settings);
    }

    /// <summary>ClickHouse's arrays are never null, and its days begin in 1900.</summary>
    private static string Plain(object? value) => value switch
    {
        null or object?[] { Length: 0 } => "∅",
        object?[] list => $"[{string.Join(", ", list.Select(Plain))}]",
        DateOnly date => (date < FirstDay ? FirstDay : date).ToString("yyyy-MM-dd"),
        float or double or int or long => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R"),
        _ => value.ToString()!,
    };

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "∅",
        JsonValueKind.Array => value.GetArrayLength() == 0 ? "∅" : $"[{string.Join(", ", value.EnumerateArray().Select(Plain))}]",
        JsonValueKind.Number => value.GetDouble().ToString("R"),
        _ => value.GetString()!,
    };
}
