using System.Text;
using System.Text.RegularExpressions;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.EndToEnd.Tests.Relations;
using Etl.Worker.DuckDb;
using Etl.Worker.Warehouse;

namespace Etl.EndToEnd.Tests.Library;

/// <summary>The queries of <c>docs/queries</c> on the sample archive.</summary>
[Collection(SampleLakeTests.Name)]
public sealed class ExampleQueryTests(SampleLake sample)
{
    public static TheoryData<string> Names => [.. ExampleQuery.All.Select(q => q.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Query_AnswersOnTheSampleArchive(string name)
    {
        using var database = DuckDbDatabase.Open(sample.Warehouse, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = database.Connect();

        Assert.NotEmpty(RelationRows.Actual(connection, ExampleQuery.All.Single(q => q.Name == name).Sql));
    }

    [Fact]
    public void EveryRelation_HasAnExample()
    {
        var relations = SqlLibrary.Load().Where(o => o.Layer is SqlLibrary.Standard or SqlLibrary.Base or SqlLibrary.Marts).Select(o => o.Name);
        Assert.DoesNotContain(relations, r => !ExampleQuery.All.Any(q => Regex.IsMatch(q.Sql, $@"\b{r}\b")));
    }

    [Fact]
    public void List_IsCurrent()
    {
        var path = Path.Combine(ExampleQuery.Folder, "README.md");
        var text = new StringBuilder("# Example queries\n\n");
        text.Append("Each runs as it stands: `etl query --file docs/queries/NAME.sql`, or pasted into any DuckDB that has the warehouse open. Tests run all of ");
        text.Append("them on a\nsample archive and on real files, and compare some with pydicom's reading. This list is written by a test:\n\n");
        text.Append("```sh\nETL_UPDATE_DOCS=1 dotnet test tests/Etl.EndToEnd.Tests --filter List_IsCurrent\n```\n\n| query | answers |\n|---|---|\n");
        foreach (var query in ExampleQuery.All)
            text.Append($"| [{query.Title}]({query.Name}.sql) | {query.Question} |\n");
        if (Environment.GetEnvironmentVariable("ETL_UPDATE_DOCS") == "1")
            File.WriteAllText(path, text.ToString());

        Assert.Equal(text.ToString(), File.ReadAllText(path));
    }
}

/// <summary>The same queries on the corpus, some of them against pydicom's reading of it.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class ExampleQueryCorpusTests(CorpusLake corpus)
{
    /// <summary>Columns of each query that is compared; <c>{0}</c> is the query.</summary>
    private static readonly Dictionary<string, string> Compared = new()
    {
        ["modalities"] = "select Modality, studies, series, instances from ({0})",
        ["patients_with_ct_and_seg"] = "select PatientID, IssuerOfPatientID from ({0})",
        ["ct_by_slice_thickness"] = "select thickness, series from ({0})",
        ["mr_by_b_value"] = "select SeriesInstanceUID, b_value_s_per_mm2, frames from ({0})",
        ["pet_suv"] = "select SeriesInstanceUID, Units, DecayCorrection, dose_mbq, PatientWeight from ({0})",
        ["seg_by_code"] = "select property_type, meaning, SegmentAlgorithmType, segments from ({0})",
        ["measurements"] = "select finding, quantity, units, measurements, smallest, largest from ({0})",
        ["coded_findings"] = "select quantity, value, items from ({0})",
        ["rtstruct_roi_names"] = "select ROIName, RTROIInterpretedType, structures, contours from ({0})",
        ["derived_images"] = "select Modality, pixel_data, examination, instances from ({0})",
        ["slide_levels"] = "select SeriesInstanceUID, TotalPixelMatrixColumns, TotalPixelMatrixRows, NumberOfFrames from ({0})",
        ["slides_by_magnification"] = "select ObjectiveLensPower, sum(slides)::bigint from ({0}) group by all",
        ["contrast"] = "select agent, sum(series)::bigint from ({0}) group by all",
    };

    [CorpusFact("python3", "dcm2json")]
    public void Queries_AnswerWhatPydicomReads()
    {
        _ = corpus.Summary;
        using var database = DuckDbDatabase.Open(
            Path.Combine(corpus.Folder, "warehouse.duckdb"), new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = database.Connect();
        foreach (var query in ExampleQuery.All)
            Assert.NotNull(RelationRows.Actual(connection, query.Sql));

        var expected = RelationRows.Expected(
            Path.Combine(AppContext.BaseDirectory, "Library", "answers.py"), Path.Combine(AppContext.BaseDirectory, "Relations"), SharedFolder.Expected, SharedFolder.Repository);
        Assert.Equal(Compared.Keys.Order(), expected.Select(g => g.Key).Order());
        var differences = new List<string>();
        foreach (var (name, columns) in Compared)
        {
            var ours = RelationRows.Actual(connection, string.Format(null, columns, ExampleQuery.All.Single(q => q.Name == name).Sql));
            differences.AddRange(ours.Except(expected[name]).Select(row => $"{name} has      {row}"));
            differences.AddRange(expected[name].Except(ours).Select(row => $"{name} lacks    {row}"));
        }

        Assert.True(differences.Count == 0, $"{differences.Count} rows differ:\n{string.Join('\n', differences)}");
    }
}
