using System.Text.Json;
using Etl.Worker.Cli;

namespace Etl.Worker.Tests.Cli;

public sealed class QueryCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string warehouse;

    public QueryCommandTests() => warehouse = folder.File("warehouse.duckdb");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lake_GivesTheWarehouse()
    {
        var operations = new FakeOperations();

        var run = CommandRun.Of(operations, "query", "--lake", folder.Path, "select 1 as a");

        Assert.Equal((0, "a\n1\n", ""), (run.Code, run.Out, run.Error));
        Assert.Equal(new QueryRequest(warehouse, "select 1 as a"), operations.Queried);
    }

    [Fact]
    public void Sql_FromStandardInputOrFile()
    {
        var file = folder.File("q.sql", "select 2");
        var piped = new FakeOperations();
        var filed = new FakeOperations();

        CommandRun.Of(piped, new Surroundings { In = "select 1" }, "query", "--warehouse", warehouse, "-");
        CommandRun.Of(filed, "query", "--warehouse", warehouse, "--file", file);

        Assert.Equal("select 1", piped.Queried!.Sql);
        Assert.Equal("select 2", filed.Queried!.Sql);
    }

    [Theory]
    [InlineData("-- a comment\nselect 1")]
    [InlineData("@file")]
    [InlineData("select '[x]', \"a=b\"")]
    public void Sql_IsTakenAsItStands(string sql)
    {
        var operations = new FakeOperations();

        var run = CommandRun.Of(operations, "query", "--warehouse", warehouse, sql);

        Assert.Equal((0, sql), (run.Code, operations.Queried?.Sql));
    }

    [Theory]
    [InlineData("There is no statement.")]
    [InlineData("needs --output", "--format", "parquet", "select 1")]
    [InlineData("given twice", "--file", "x", "select 1")]
    [InlineData("is empty", " ")]
    [InlineData("exclude each other", "--lake", ".", "select 1")]
    [InlineData("cannot be written", "--output", "/no/such/folder/x.csv", "select 1")]
    public void WrongUsage_Exit2(string message, params string[] args)
    {
        var run = CommandRun.Of(["query", "--warehouse", warehouse, .. args]);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public void NoWarehouse_SaysHowToMakeOne_Exit2()
    {
        var run = CommandRun.Of("query", "--lake", "/no/lake", "select 1");

        Assert.Equal(2, run.Code);
        Assert.Contains("etl refresh", run.Error);
    }

    [Theory]
    [InlineData("x.csv", "a\n1\n")]
    [InlineData("x.json", "[{\"a\":1}]\n")]
    [InlineData("x.ndjson", "{\"a\":1}\n")]
    [InlineData("x.parquet", "PAR1")]
    [InlineData("x", "a\n1\n")]
    public void Output_FormatByName(string name, string content)
    {
        var path = Path.Combine(folder.Path, name);

        var run = CommandRun.Of("query", "--warehouse", warehouse, "--output", path, "select 1");

        Assert.Equal((0, ""), (run.Code, run.Out));
        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public void Output_FailureMidway_LeavesTheOldFile()
    {
        var path = folder.File("x.csv", "old");
        var operations = new FakeOperations { Table = _ => new ResultTable([new("a", "INTEGER")], FailingRows()) };

        var run = CommandRun.Of(operations, "query", "--warehouse", warehouse, "--output", path, "select 1");

        Assert.Equal(1, run.Code);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);

        static IEnumerable<object?[]> FailingRows()
        {
            yield return [1];
            throw new IOException("The statement failed.");
        }
    }

    [Fact]
    public void Terminal_GetsATableOfAHundredRowsAndTheCount()
    {
        var operations = new FakeOperations { Table = _ => new ResultTable([new("a", "INTEGER")], Enumerable.Range(0, 250).Select(n => new object?[] { n })) };

        var run = CommandRun.Of(operations, new Surroundings { IsTerminal = true }, "query", "--warehouse", warehouse, "--color", "never", "x");
        var all = CommandRun.Of(operations, new Surroundings { IsTerminal = true }, "query", "--warehouse", warehouse, "--rows", "0", "x");
        var piped = CommandRun.Of(operations, "query", "--warehouse", warehouse, "--format", "table", "x");

        Assert.Equal(103, run.Out.Count(c => c == '\n'));
        Assert.Contains("(100 of 250 rows;", run.Out);
        Assert.Equal(253, all.Out.Count(c => c == '\n'));
        Assert.Contains("(250 rows)", piped.Out);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("table")]
    public void Terminal_NoFormatLetsAnEscapeSequenceThrough(string format)
    {
        var operations = new FakeOperations { Table = _ => new ResultTable([new("a\e[2J", "VARCHAR")], [["A\e[31mB\u009b5m"]]) };

        var run = CommandRun.Of(
            operations, new Surroundings { IsTerminal = true }, "query", "--warehouse", warehouse, "--color", "never", "--format", format, "x");

        Assert.DoesNotContain('\e', run.Out);
        Assert.DoesNotContain('\u009b', run.Out);
    }

    [Fact]
    public void Json_OnTerminalOrNot_IsWhole()
    {
        var operations = new FakeOperations { Table = _ => new ResultTable([new("a", "INTEGER")], Enumerable.Range(0, 20_000).Select(n => new object?[] { n })) };

        var run = CommandRun.Of(operations, new Surroundings { IsTerminal = true }, "query", "--warehouse", warehouse, "--format", "json", "x");

        Assert.Equal(20_000, JsonDocument.Parse(run.Out).RootElement.GetArrayLength());
    }
}
