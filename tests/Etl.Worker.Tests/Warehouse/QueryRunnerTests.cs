using System.Text.Json;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

public sealed class QueryRunnerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string warehouse;

    public QueryRunnerTests()
    {
        warehouse = Path.Combine(folder.Path, "warehouse.duckdb");
        using var database = DuckDbDatabase.Open(warehouse);
        using var connection = database.Connect();
        connection.Execute("create table t as select i as n, 'row ' || i as name from range(5000) r(i)");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Rows_InEveryTextFormat()
    {
        const string Sql = """
            select 9223372036854775807 as big, 1.5::decimal(4,2) as dec, 'nan'::double as nan, date '2020-02-29' as d, time '10:15:30.12' as t,
              timestamptz '2020-02-29 01:02:03+02' as ts, null as nothing, {'a': [1, null], 'b': {'c': 'x'}} as s, map {'k': 1} as m, 'a,b' as text
            """;

        var line = Of(Sql, "ndjson");

        Assert.Equal(
            """{"big":9223372036854775807,"dec":1.50,"nan":null,"d":"2020-02-29","t":"10:15:30.12","ts":"2020-02-28T23:02:03Z","nothing":null,"s":{"a":[1,null],"b":{"c":"x"}},"m":{"k":1},"text":"a,b"}"""
            + "\n",
            line);
        Assert.Equal(1, JsonDocument.Parse(Of(Sql, "json")).RootElement.GetArrayLength());
        Assert.EndsWith(
            """9223372036854775807,1.50,nan,2020-02-29,10:15:30.12,2020-02-28T23:02:03Z,,"{""a"":[1,null],""b"":{""c"":""x""}}","{""k"":1}","a,b" """.TrimEnd() + "\n",
            Of(Sql, "csv"));
        Assert.Contains("(1 row)", Of(Sql, "table"));
    }

    [Fact]
    public void AllRows_AcrossChunks() => Assert.Equal(5001, Of("select * from t", "csv").Count(c => c == '\n'));

    [Fact]
    public void Parquet_HoldsTheRows()
    {
        var file = Path.Combine(folder.Path, "it's.parquet");

        var run = Run("query", "--warehouse", warehouse, "--output", file, "from t where n < 1234; ");

        Assert.Equal((0, ""), (run.Code, run.Out));
        Assert.Contains("1,234 rows", run.Error);
        Assert.Equal("count\n1234\n", Of($"select count(*) as count from read_parquet({DuckDbSql.Literal(file)})", "csv"));
    }

    [Theory]
    [InlineData("insert into t values (1, 'x')")]
    [InlineData("drop table t")]
    [InlineData("create table u as select 1")]
    public void Writing_IsRefused(string sql)
    {
        var run = Run("query", "--warehouse", warehouse, sql);

        Assert.Equal(1, run.Code);
        Assert.Contains("read-only", run.Error);
    }

    [Fact]
    public void WrongStatement_OneMessage_Exit1()
    {
        var run = Run("query", "--warehouse", warehouse, "selct 1");

        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.Contains("syntax error", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public void Cancelled_IsInterrupted()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var request = new QueryRequest(warehouse, "select count(*) from range(10000000000) a, range(1000000) b");

        Assert.ThrowsAny<OperationCanceledException>(() => QueryRunner.Run(request, table => Assert.Empty(table.Rows), source.Token));
    }

    private string Of(string sql, string format)
    {
        var run = Run("query", "--warehouse", warehouse, "--format", format, sql);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run.Out;
    }

    private static CommandRun Run(params string[] args) => CommandRun.Of(
        new FakeOperations().ToOperations() with { Query = QueryRunner.Run, Export = QueryRunner.Export }, new Surroundings(), args);
}
