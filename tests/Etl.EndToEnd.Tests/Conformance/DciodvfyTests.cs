using System.Collections.Concurrent;
using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Conformance;

/// <summary>
/// Attributes that are missing or empty, as <c>instance_shapes</c> finds them and as dciodvfy does, in one file of every kind of the corpus.
/// </summary>
[Collection(CorpusLakeTests.Name)]
public sealed class DciodvfyTests(CorpusLake corpus)
{
    private static readonly Dictionary<string, string> Sides = new() { ["etl"] = "us", ["dciodvfy"] = "them", ["both"] = "both" };

    [CorpusFact("dciodvfy")]
    public void LacksOfEachKindOfInstance_AreThoseOfDciodvfy()
    {
        var ours = Ours();
        var readings = new ConcurrentDictionary<string, List<DciodvfyLack>>();
        Parallel.ForEach(ours.Keys, new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
        {
            if (DciodvfyReading.Read(Path.Combine(SharedFolder.Files, file)) is { } lacks)
                readings[file] = lacks;
        });

        var differences = new List<Difference>();
        var agreed = 0;
        foreach (var (file, theirs) in readings.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            var mine = ours[file];
            var named = theirs.OrderBy(lack => lack.IsConditional).DistinctBy(lack => (lack.Path, lack.IsEmpty)).ToDictionary(lack => (lack.Path, lack.IsEmpty));
            foreach (var (key, finding) in mine)
            {
                if (named.ContainsKey(key))
                    agreed++;
                else
                    differences.Add(new(file, key.Path, $"etl {finding.Kind} {finding.Modules} of {finding.Class}", "", finding.Type));
            }

            // Whether the condition of an attribute holds is judged by dciodvfy alone.
            differences.AddRange(named.Values.Where(lack => !mine.ContainsKey((lack.Path, lack.IsEmpty)) && (lack.IsEmpty || !lack.IsConditional))
                .Select(lack => new Difference(file, lack.Path, $"dciodvfy {(lack.IsEmpty ? "empty" : "missing")} {lack.Type} {lack.Module}", lack.Type, "")));
        }

        Assert.True(readings.Count > 250, $"dciodvfy judged only {readings.Count} of {ours.Count} files.");
        Assert.True(agreed > 500, $"Only {agreed} lacks are agreed on.");
        FidelityReport.Require("dciodvfy", readings.Count, agreed + differences.Count, differences, "Conformance");
    }

    [Fact]
    public void Document_HasEveryExplanation()
    {
        var written = File.ReadLines(Path.Combine(SharedFolder.Repository, "docs", "conformance.md"))
            .SkipWhile(line => !line.StartsWith("| found by |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => $"{Sides[cells[4]]}: {cells[5]}");
        var explained = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "explained-dciodvfy.tsv")).Skip(1)
            .Select(line => line.Split('\t')).Select(fields => $"{fields[3]}: {fields[4]}");
        Assert.Equal(explained, written);
    }

    private Dictionary<string, Dictionary<(string Path, bool IsEmpty), Finding>> Ours()
    {
        _ = corpus.Summary;
        using var database = DuckDbDatabase.Open(
            Path.Combine(corpus.Folder, "warehouse.duckdb"), new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = database.Connect();
        using var result = connection.Query("""
            select
              shapes.example_uri, finding.kind, finding.path, finding.type, array_to_string(finding.modules, ','), coalesce(class.name, '')
            from (
              select example_uri, SOPClassUID, unnest(list_prepend(null, list_filter(findings, lambda f : f.kind like '%_type_%'))) as finding
              from instance_shapes
            ) as shapes
            left join standard_sop_classes as class on class.uid = shapes.SOPClassUID
            """);
        return result.Rows().Select(row => row.Select(value => value as string).ToList())
            .GroupBy(row => CorpusLake.PathOf(row[0]!))
            .ToDictionary(file => file.Key, file => file.Where(row => row[1] is not null).ToDictionary(
                row => (row[2]!, row[1]!.StartsWith("empty", StringComparison.Ordinal)), row => new Finding(row[1]!, row[3]!, row[4]!, row[5]!)));
    }

    private sealed record Finding(string Kind, string Type, string Modules, string Class);
}
