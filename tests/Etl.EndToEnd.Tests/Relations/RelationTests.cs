using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Relations;

/// <summary>
/// The relations of <c>sql/</c> over the corpus hold what is worked out from pydicom's reading of it, row for row: none is left out. Of the files
/// in <c>readings.tsv</c> another reading is compared with; the script fails where a line of it is not needed.
/// </summary>
[Collection(CorpusLakeTests.Name)]
public sealed class RelationTests(CorpusLake corpus)
{
    [CorpusFact("python3", "dcm2json")]
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
            var theirs = expected[relation].ToList();
            var ours = RelationRows.Actual(connection, query);
            Assert.True(theirs.Count > 0, $"The oracle has no row of {relation}.");
            differences.AddRange(Beyond(ours, theirs).Select(row => $"{relation} has      {row}"));
            differences.AddRange(Beyond(theirs, ours).Select(row => $"{relation} lacks    {row}"));
        }

        Assert.True(differences.Count == 0, $"{differences.Count} rows differ:\n{string.Join('\n', differences.Take(40))}");
    }

    [Fact]
    public void Document_HasEveryFileThatIsReadOtherwise()
    {
        var listed = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Relations", "readings.tsv")).Skip(1).Select(line => line.Split('\t'))
            .Select(line => $"| {Path.GetFileName(line[0])} | {line[1]} | {line[2]} |");
        var written = File.ReadLines(Path.Combine(SharedFolder.Repository, "docs", "comparisons.md"))
            .SkipWhile(line => !line.StartsWith("| file |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        Assert.Equal(listed, written);
    }

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
