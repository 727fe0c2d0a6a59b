using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Relations;

/// <summary>The relations of <c>sql/</c> over the corpus hold what is worked out from pydicom's reading of it.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class RelationTests(CorpusLake corpus)
{
    /// <summary>
    /// Rows with these texts may differ, for reasons that the fidelity tests explain: what pydicom cannot read, or reads as something else,
    /// and a tag that stands twice, of which the row has the first value and pydicom the last.
    /// </summary>
    private static readonly string[] Explained =
    [
        "GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length.dcm",
        // The series and the instance of that file, and a code that no other file has.
        "1.3.6.1.4.1.5962.1.3.1.1.20031208063649.855|", "1.2.276.0.7230010.3.1.4.1787205428.2345.1071048146.1|",
        "RequestAttributesSequence.RequestedProcedureCodeSequence|AGFA|MG_MA MAMMOGRAM",
        "no_preamble_dicm_in_data", "Tag-0040-A170-VR-CS.dcm", "duplicates.dcm",
        // Attributes of these files where rows count files, and of FreezePattern.dcm, of which the row has less than pydicom.
        "CT|AcquisitionType|", "CT|CodeMeaning|", "CT|CommentsOnRadiationDose|", "CT|CodeValue|", "CT|CodingSchemeDesignator|", "|CodeLabel|",
        "CT|SourceImageSequence.Referenced", "WaveformSequence.WaveformSampleInterpretation",
        "FindingsSequenceTrial.ContentSequence.PurposeOfReferenceCodeSequence",
        "|[First SQ, Vacbag]|", "|[LatestSQ, Vacbag]|",
    ];

    [CorpusFact("python3")]
    public void Relations_HoldWhatPydicomReads()
    {
        _ = corpus.Summary;
        using var database = DuckDbDatabase.Open(
            Path.Combine(corpus.Folder, "warehouse.duckdb"), new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = database.Connect();
        var expected = RelationRows.Expected();
        Assert.Empty(expected.Select(g => g.Key).Except(RelationRows.Queries.Keys));
        var differences = new List<string>();
        foreach (var (relation, query) in RelationRows.Queries)
        {
            var theirs = Compared(expected[relation]);
            var ours = Compared(RelationRows.Actual(connection, query));
            Assert.True(theirs.Count > 0, $"The oracle has no row of {relation}.");
            differences.AddRange(Beyond(ours, theirs).Select(row => $"{relation} has      {row}"));
            differences.AddRange(Beyond(theirs, ours).Select(row => $"{relation} lacks    {row}"));
        }

        Assert.True(differences.Count == 0, $"{differences.Count} rows differ:\n{string.Join('\n', differences.Take(40))}");
    }

    private static List<string> Compared(IEnumerable<string> rows) =>
        [.. rows.Where(row => !Explained.Any(text => row.Contains(text, StringComparison.Ordinal)))];

    private static IEnumerable<string> Beyond(List<string> rows, List<string> others)
    {
        var counts = others.CountBy(row => row).ToDictionary();
        foreach (var row in rows)
        {
            if (counts.TryGetValue(row, out var count) && count > 0)
                counts[row] = count - 1;
            else
                yield return row;
        }
    }
}
