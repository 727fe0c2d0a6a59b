using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.Tests.Lake;

namespace Etl.Worker.Tests.Cli;

public sealed class LakeCommandTests : IDisposable
{
    private readonly TestLake lake = new();

    public LakeCommandTests()
    {
        lake.AddObjects(1);
        lake.Refresh();
        lake.AddObjects(2);
        lake.Refresh();
    }

    public void Dispose() => lake.Dispose();

    [Fact]
    public void Verbs_AnswerTextAndOneJsonDocumentEach()
    {
        string[][] commands = [["history"], ["verify"], ["vacuum", "--dry-run"], ["compact"], ["diff", "1"]];
        foreach (var command in commands)
        {
            var text = Run([.. command]);
            Assert.True(text.Code == 0, $"{command[0]}: {text.Error}");
            Assert.NotEmpty(text.Out);

            var json = Run([.. command, "--json"]);
            Assert.Equal(0, json.Code);
            var last = JsonDocument.Parse(json.Out.TrimEnd().Split('\n')[^1]).RootElement;
            Assert.Equal("lake_" + command[0], last.GetProperty("type").GetString());
        }
    }

    [Fact]
    public void Verify_ProblemNamesThePartAndAnswersOne()
    {
        var part = lake.Parts()[0];
        File.Delete(part);

        var run = Run("verify");
        var json = Run("verify", "--json");

        Assert.Equal((1, 1), (run.Code, json.Code));
        Assert.Contains(Path.GetFileName(part), run.Out);
        Assert.Contains("1 problem", run.Error);
        var problem = JsonDocument.Parse(json.Out).RootElement.GetProperty("problems")[0];
        Assert.Equal("MISSING", problem.GetProperty("code").GetString());
        Assert.EndsWith(Path.GetFileName(part), problem.GetProperty("part").GetString());
    }

    [Fact]
    public void Diff_ListsTheInstances()
    {
        var expected = lake.Rows("select source_uri from instances", 2).Count - lake.Rows("select source_uri from instances", 1).Count;

        var list = Run("diff", "1", "2", "--list").Out;
        var json = Run("diff", "1", "2", "--json").Out;

        Assert.Equal(expected, list.Split('\n').Count(l => l.StartsWith("added\tfile:///", StringComparison.Ordinal)));
        Assert.Equal(expected, json.Split('\n').Count(l => l.Contains("\"lake_change\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("There is no lake", "history", "--lake", "/no/lake")]
    [InlineData("is no version", "diff", "yesterday")]
    [InlineData("takes a whole number with s, m, h, d or w", "vacuum", "--retain", "7")]
    [InlineData("history, verify, vacuum, compact or diff")]
    [InlineData("Did you mean 'vacuum'", "vacum")]
    [InlineData("Did you mean '--quiet'", "verify", "--quite")]
    [InlineData("etl lake verify --help", "verify", "surplus")]
    public void WrongUsage_Answers2(string message, params string[] arguments)
    {
        var run = CommandRun.Of(["lake", .. arguments]);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public void VersionThatIsGone_SaysSo()
    {
        var run = Run("diff", "1", "9");

        Assert.Equal(1, run.Code);
        Assert.Contains("Version 9 does not exist; the newest", run.Error);
    }

    [Theory]
    [InlineData("1")]
    [InlineData(null)]
    public void AsOf_AsksTheOlderVersionAndLeavesNoFile(string? version)
    {
        var asOf = version ?? lake.Now.AddSeconds(-30).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var operations = new FakeOperations().ToOperations() with { Query = Etl.Worker.Warehouse.QueryRunner.Run };

        var run = CommandRun.Of(operations, new Surroundings(), "query", "--lake", lake.Folder.Root, "--as-of", asOf,
            "select count(*) as n, (select sum(instances) from modality_index) as m from dicom_all");

        var expected = lake.Rows("select count(*) from instances", 1)[0][0];
        Assert.Equal((0, $"n,m\n{expected},{expected}\n", ""), (run.Code, run.Out, run.Error));
        Assert.False(Directory.Exists(Path.Combine(lake.Folder.Root, "_work")));
    }

    [Fact]
    public void AsOfVersionThatIsGone_SaysSo()
    {
        foreach (var part in lake.Parts(1))
            File.Delete(part);

        var run = CommandRun.Of("query", "--lake", lake.Folder.Root, "--as-of", "1", "select 1");

        Assert.Equal(1, run.Code);
        Assert.Contains("Version 1 of instances can no longer be read", run.Error);
    }

    private CommandRun Run(params string[] arguments) => CommandRun.Of(["lake", arguments[0], "--lake", lake.Folder.Root, .. arguments[1..]]);
}
