using Etl.Worker.DuckDb;
using Etl.Worker.Sandbox;

namespace Etl.Worker.Tests.Sandbox;

public sealed class StatementGateTests : IClassFixture<SandboxWarehouse>, IDisposable
{
    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection connection;
    private readonly StatementGate gate;

    public StatementGateTests(SandboxWarehouse warehouse)
    {
        database = DuckDbDatabase.Open(warehouse.File, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        connection = database.Connect();
        gate = new StatementGate(connection);
    }

    public void Dispose()
    {
        connection.Dispose();
        database.Dispose();
    }

    [Theory]
    [InlineData("select 1")]
    [InlineData("select upper(name), count(*) filter (where n > 3) from t group by all order by 2 desc limit 3;")]
    [InlineData("with a as (select * from t), b as (select * from a) select * from b join v using (n)")]
    [InlineData("with recursive r as (select 1 as i union all select i + 1 from r where i < 5) select * from r")]
    [InlineData("from t select n, row_number() over (partition by n % 2 order by n) qualify row_number() over () < 3")]
    [InlineData("select twice(n) from firsts(3)")]
    [InlineData("select * from range(3) r, unnest([1, 2]) u, (values (1), (2)) x(y)")]
    [InlineData("select list_transform([1, 2], lambda x: x + 1), {'a': 1}, map {'k': 2}, [n for n in [1, 2]], 'a' like 'b', n::varchar from main.t")]
    [InlineData("from t union all by name select * from v")]
    [InlineData("describe t")]
    [InlineData("from (summarize t)")]
    [InlineData("select case when n in (select n from v) then exists (select 1 from v) end from t where n between 1 and 3")]
    public void Reading_IsAllowed(string sql) => gate.Require(sql);

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Anything_Else_IsRefused(string sql)
    {
        var refused = Record.Exception(() => gate.Require(sql));
        Assert.True(refused is RefusedStatementException or DuckDbException { ErrorType: DuckDbErrorType.Parser }, $"{sql}: {refused?.Message ?? "allowed"}");
    }

    [Fact]
    public void EveryFunctionOfDuckDb_IsNamedAsAllowedOrRefused()
    {
        using var result = connection.Query("""
            select distinct case when function_type in ('table', 'table_macro') then 'table' else 'scalar' end, function_name
            from duckdb_functions() where function_type <> 'pragma' and internal
            """);
        var known = AllowedFunctions.Verdicts().Select(v => (v.Kind, v.Name)).ToHashSet();

        Assert.Empty(result.Rows().Select(r => ((string)r[0]!, (string)r[1]!)).Except(known));
    }

    [Fact]
    public void EveryTableFunctionOfDuckDb_ThatReadsMoreThanItsArguments_IsRefused()
    {
        string[] harmless = ["range", "generate_series", "unnest", "json_each", "json_tree"];
        using var result = connection.Query("select distinct function_name from duckdb_functions() where function_type in ('table', 'table_macro', 'pragma') and internal");
        foreach (var name in result.Rows().Select(r => (string)r[0]!).Except(harmless).ToList())
        {
            foreach (var call in new[] { $"select * from \"{name}\"()", $"select * from \"{name}\"('x')", $"from t, lateral \"{name}\"(n)" })
                Assert.ThrowsAny<RefusedStatementException>(() => gate.Require(call));
        }
    }

    public static TheoryData<string> Forbidden() =>
    [
        "insert into t values (1, 'x')", "update t set n = 1", "delete from t", "truncate t", "drop table t", "create table x as select 1",
        "create temp table x as select 1", "create or replace temp macro upper(x) as 'mine'", "create view x as select 1", "alter table t add c int", "create schema s",
        "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "from '/etc/passwd'", "from 'x.parquet'",
        "select * from \"/etc/hosts\"", "from read_blob('x')", "select * from glob('/*')", "from 'https://example.org/x.csv'",
        "select * from sniff_csv('/etc/passwd')", "from parquet_metadata('x')", "select * from read_duckdb('x')",
        "copy t to '/tmp/x.csv'", "copy (select 1) to '/tmp/x.csv'", "copy t from '/tmp/x.csv'", "export database '/tmp/x'", "import database '/tmp/x'",
        "attach '/tmp/x.duckdb'", "attach ':memory:' as m", "detach warehouse", "use memory", "install httpfs", "load httpfs", "force install httpfs",
        "call enable_logging('QueryLog')", "select * from enable_logging(storage = 'file')", "from duckdb_logs", "from duckdb_logs()", "select write_log('x')",
        "pragma database_list", "pragma table_info('t')", "pragma enable_profiling", "set threads = 8", "set global memory_limit = '10GB'", "reset memory_limit",
        "set variable x = 1", "select getvariable('x')", "select current_setting('secret_directory')", "from duckdb_settings()", "from duckdb_secrets()",
        "create secret s (type s3)", "from duckdb_databases()", "from duckdb_views", "from duckdb_views()", "from sqlite_master", "from pg_catalog.pg_settings",
        "from information_schema.tables", "show tables", "show databases", "show all tables", "checkpoint", "force checkpoint", "vacuum", "analyze",
        "select * from query('drop table t')", "select * from query_table('t')", "from json_execute_serialized_sql('x')", "select json_serialize_plan('select 1')",
        "begin", "commit", "prepare p as select 1", "execute p", "deallocate p", "explain select 1", "explain analyze select 1",
        "select 1; select 2", "select 1; drop table t", "; ;", "", "not sql at all", "select * from nothing_here",
        "with duckdb_views as (select 1) select * from duckdb_views", "select * from (with sqlite_master as (select 1) select 1), sqlite_master",
        "with \"/etc/passwd\" as (select 1) select * from \"/etc/passwd\"", "select (select count(*) from read_text('/etc/passwd'))",
        "select n from t where n in (select size from read_blob('/etc/passwd'))", "select list_transform([1], lambda x: (select max(size) from read_blob('/etc/passwd')))",
        "select sleep_ms(100000)", "select pg_sleep(10)", "from test_all_types()", "select nextval('s')", "from histogram_values(t, n)",
        "select count(*) over (order by getvariable('x')) from t", "select sum(n) filter (where current_setting('threads') = 1) from t",
        "from t order by current_setting('threads')", "select * exclude (n) replace (current_setting('threads') as name) from t",
        "from t limit (select count(*) from duckdb_settings())", "select * from t at (version => 1), duckdb_settings()", "values (getvariable('x'))",
    ];
}
