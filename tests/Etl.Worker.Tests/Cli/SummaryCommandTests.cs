using System.Text.Json;
using Etl.Worker.Tests.Lake;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Cli;

/// <summary>Summaries of a small lake on the command line, by the real program's operations.</summary>
public sealed class SummaryCommandTests(SummaryCommandTests.TwoVersions versions) : IClassFixture<SummaryCommandTests.TwoVersions>
{
    public sealed class TwoVersions : IDisposable
    {
        internal TestLake Lake { get; } = new();

        public TwoVersions()
        {
            Lake.AddObjects(1);
            Lake.Refresh();
            Lake.AddObjects(2);
            Lake.Refresh();
            LakeWarehouse.Publish(Lake.Folder, new(), default);
        }

        public void Dispose() => Lake.Dispose();
    }

    [Theory]
    [InlineData("modalities")]
    [InlineData("coverage")]
    [InlineData("coverage", "Modality")]
    [InlineData("coverage", "--modality", "CT")]
    [InlineData("coverage", "Manufacturer", "--by", "device")]
    [InlineData("conformance")]
    public void Summary_AsTableJsonAndCsv_HasTheSameRows(params string[] command)
    {
        var table = Run(command);
        var json = Run([.. command, "--json"]);
        var csv = Run([.. command, "--csv"]);

        Assert.Equal((0, 0, 0), (table.Code, json.Code, csv.Code));
        var rows = JsonDocument.Parse(json.Out).RootElement.GetArrayLength();
        Assert.True(rows > 0);
        Assert.Contains($"({rows} row", table.Out, StringComparison.Ordinal);
        Assert.Equal(rows + 1, csv.Out.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("kvp", "Did you mean 'KVP'?")]
    [InlineData("SliceThicknes", "Did you mean 'SliceThickness'?")]
    [InlineData("RequestAttributesSequence.ScheduledProcedureStepId", "Did you mean 'ScheduledProcedureStepID'?")]
    public void Coverage_OfNoAttribute_SaysWhatWasMeant(string attribute, string hint)
    {
        var run = Run("coverage", attribute);

        Assert.Equal(2, run.Code);
        Assert.Contains($"no attribute '{attribute.Split('.')[^1]}'", run.Error, StringComparison.Ordinal);
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OverlayRows_6002")]
    [InlineData("00189FF2")]
    [InlineData("TrackingID")]
    public void Coverage_OfAnAttributeThatIsNowhere_HasNoRow(string attribute) => Assert.Equal((0, "[]\n"), (Run("coverage", attribute, "--json").Code, Run("coverage", attribute, "--json").Out));

    [Fact]
    public void Coverage_ByWhatItDoesNotCountBy_SaysThatAlone()
    {
        var run = Run("coverage", "KVP", "--by", "month");

        Assert.Equal(2, run.Code);
        Assert.Contains("--by takes", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("equired command", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Modalities_CountTheLakesRows()
    {
        var counted = JsonDocument.Parse(Run("modalities", "--json").Out).RootElement.EnumerateArray().Sum(r => r.GetProperty("instances").GetInt64());

        Assert.Equal(versions.Lake.Rows("select count(*) from instances")[0][0], counted);
    }

    [Fact]
    public void Coverage_OfItems_ByTheirPath()
    {
        var run = Run("coverage", "RequestAttributesSequence.ScheduledProcedureStepID", "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal(JsonValueKind.Array, JsonDocument.Parse(run.Out).RootElement.ValueKind);
    }

    [Fact]
    public void Drift_WhatTheSecondVersionAdds()
    {
        var run = Run("coverage", "diff", "--from", "1", "--to", "2", "--least", "0", "--json");

        Assert.True(run.Code == 0, run.Error);
        var rows = JsonDocument.Parse(run.Out).RootElement.EnumerateArray().ToList();
        var before = Keywords(1);
        var appeared = Keywords(2).Except(before).ToList();
        Assert.Equal(appeared.Count, rows.Count(r => r.GetProperty("change").GetString() == "appeared"));
        Assert.False(Directory.Exists(Path.Combine(versions.Lake.Folder.Root, "_work")));
    }

    [Theory]
    [InlineData("exclude each other", "modalities", "--json", "--csv")]
    [InlineData("--by needs", "coverage", "--by", "device")]
    [InlineData("--by takes", "coverage", "KVP", "--by", "moon")]
    [InlineData("by modality alone", "coverage", "RequestAttributesSequence.ScheduledProcedureStepID", "--by", "device")]
    public void WrongUsage_Exit2(string message, params string[] command)
    {
        var run = Run(command);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NoWarehouse_SaysHowToMakeOne()
    {
        var run = CommandRun.Of("coverage", "--lake", "/no/lake");

        Assert.Equal(2, run.Code);
        Assert.Contains("etl refresh", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Modality and keyword of everything with a value, counted by the parts' own columns.</summary>
    private HashSet<string> Keywords(long version)
    {
        using var coverage = PastWarehouse.Build(versions.Lake.Folder, Etl.Worker.Lake.History.AsOf.Number(version), TimeProvider.System, default);
        var found = new HashSet<string>();
        QueryRunner.Run(new(coverage.File, "select Modality, keyword from tag_coverage"), table => found.UnionWith(table.Rows.Select(r => $"{r[0]}|{r[1]}")), default);
        return found;
    }

    private CommandRun Run(params string[] command) => CommandRun.Of(
        new FakeOperations().ToOperations() with { Query = QueryRunner.Run }, new Surroundings(), [.. command, "--lake", versions.Lake.Folder.Root]);
}
