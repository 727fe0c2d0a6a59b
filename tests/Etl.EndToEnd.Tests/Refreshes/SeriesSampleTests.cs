using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Sample;

namespace Etl.EndToEnd.Tests.Refreshes;

/// <summary>A refresh that reads some objects of each series: what it is to read is worked out from a refresh that reads all.</summary>
public sealed class SeriesSampleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SeriesSampleTests() => SampleArchive.Write(new SampleOptions(Path.Combine(folder.Path, "tree"), 250, 7));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 4, true)]
    [InlineData(3, 2, true)]
    [InlineData(3, 2, false)]
    public void FirstObjectsOfEachSeries_WhateverTheThreadsAndFolders(int perSeries, int threads, bool isFlat)
    {
        var archive = isFlat ? Flat() : Path.Combine(folder.Path, "tree");
        Refresh(archive, "whole", null, 2);

        var sampled = Refresh(archive, "part", perSeries, threads);
        var again = Refresh(archive, "part", perSeries, threads);
        var rest = Refresh(archive, "part", null, threads);

        var expected = Rows("whole", $"""
            select source_uri from instances
            qualify SeriesInstanceUID is null or row_number() over (partition by SeriesInstanceUID order by source_uri) <= {perSeries}
            order by source_uri
            """);
        Assert.Equal(sampled.Listed, sampled.Loaded + sampled.Quarantined + sampled.SampledOut);
        Assert.True(sampled.SampledOut > 0);
        Assert.Equal(expected.Count, sampled.Loaded);
        Assert.Equal((0, sampled.SampledOut), (again.Loaded, again.SampledOut));
        Assert.Equal(expected, Rows("part", $"select source_uri from instances where refresh_id = '{sampled.RefreshId}' order by source_uri"));
        Assert.Equal((sampled.SampledOut, 0), (rest.Loaded, rest.SampledOut));
        Assert.Equal(Rows("whole", "select source_uri from instances order by 1"), Rows("part", "select source_uri from instances order by 1"));
    }

    /// <summary>All objects in one folder, the series of neighbours mixed.</summary>
    private string Flat()
    {
        var flat = Path.Combine(folder.Path, "flat");
        Directory.CreateDirectory(flat);
        foreach (var (file, number) in Directory.EnumerateFiles(Path.Combine(folder.Path, "tree"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select((f, i) => (f, i)))
            File.Copy(file, Path.Combine(flat, $"{number * 37 % 1009:D4}"));
        return flat;
    }

    private RefreshSummary Refresh(string archive, string lake, int? perSeries, int threads)
    {
        var options = new RefreshOptions
        {
            Sources = [archive],
            Lake = Path.Combine(folder.Path, lake),
            Threads = threads,
            SamplePerSeries = perSeries,
            Publish = false,
        };
        return new Refresh(options, (_, _, _) => [], TimeProvider.System, new Progress<RefreshProgress>()).Run(default);
    }

    private List<string> Rows(string lake, string sql)
    {
        var table = new LakeFolder(Path.Combine(folder.Path, lake), TimeProvider.System).Instances;
        var parts = string.Join(", ", table.Parts(table.Log.LoadSnapshot()).Select(p => DuckDbSql.Literal(p.File)));
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"create view instances as from read_parquet([{parts}], union_by_name = true, hive_partitioning = false)");
        using var result = connection.Query(sql);
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }
}
