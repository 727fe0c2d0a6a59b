using System.Text.Json;

namespace Etl.Worker.Tests.Cli;

public sealed class SampleAndDemoTests
{
    [Fact]
    public void Sample_OptionsArePassedOn()
    {
        using var folder = new TemporaryFolder();
        var operations = new FakeOperations();

        var run = CommandRun.Of(operations, "sample", folder.Path, "--instances", "20", "--seed", "9", "--pixel-bytes", "0", "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal((20L, 9, 0), (operations.Sampled!.Instances, operations.Sampled.Seed, operations.Sampled.PixelBytes));
        Assert.Equal(20, JsonDocument.Parse(run.Out).RootElement.GetProperty("files").GetInt64());
    }

    [Fact]
    public void Sample_FolderWithContent_IsRefusedUnlessAdd()
    {
        using var folder = new TemporaryFolder();
        folder.File("mine", "x");

        var refused = CommandRun.Of("sample", folder.Path);
        var added = CommandRun.Of("sample", folder.Path, "--add");

        Assert.Equal(2, refused.Code);
        Assert.Contains("--add", refused.Error);
        Assert.Equal(0, added.Code);
    }

    [Fact]
    public void Demo_ShowsSummaryAndThreeQueries()
    {
        using var folder = new TemporaryFolder();
        var operations = new FakeOperations();
        var target = Path.Combine(folder.Path, "demo");

        var run = CommandRun.Of(operations, "demo", "--dir", target);

        Assert.Equal(0, run.Code);
        Assert.Contains("listed: 1000", run.Out);
        Assert.Equal(3, run.Out.Split('\n').Count(line => line.StartsWith("etl query --lake ", StringComparison.Ordinal)));
        Assert.Equal([Path.Combine(target, "archive")], operations.Refreshed!.Sources);
        Assert.Equal(Path.Combine(target, "lake"), operations.Refreshed.Lake);
    }

    [Fact]
    public void Demo_Again_KeepsTheArchive()
    {
        using var folder = new TemporaryFolder();
        CommandRun.Of("demo", "--dir", folder.Path);
        var operations = new FakeOperations();

        var run = CommandRun.Of(operations, "demo", "--dir", folder.Path, "--json");

        Assert.Null(operations.Sampled);
        Assert.Equal(3, JsonDocument.Parse(run.Out).RootElement.GetProperty("queries").GetArrayLength());
    }
}
