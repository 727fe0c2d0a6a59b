using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Warehouse;

namespace Etl.EndToEnd.Tests.Library;

/// <summary>A warehouse whose tables of instances are stored in blocks answers as one whose tables are tables.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class BlocksTests(CorpusLake corpus) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [CorpusFact]
    public void Corpus_EveryRelationHasTheSameRows()
    {
        _ = corpus.Summary;
        RequireSame(corpus.Folder);
    }

    [Fact]
    public void Sample_EveryRelationHasTheSameRows()
    {
        var sample = EtlProgram.Run("sample", folder["archive"], "--instances", "1500");
        Assert.True(sample.ExitCode == 0, $"etl sample answered {sample.ExitCode}: {sample.Errors}");
        EtlProgram.Refresh(folder["archive"], folder["lake"]);
        RequireSame(folder["lake"]);
    }

    public void Dispose() => folder.Dispose();

    private void RequireSame(string lake)
    {
        var (plain, blocks) = (folder["plain.duckdb"], folder["blocks.duckdb"]);
        Build(lake, plain, new BlockRule(long.MaxValue));
        Build(lake, blocks, new BlockRule(1, 1));

        using var database = DuckDbDatabase.Open(options: new Dictionary<string, string> { ["threads"] = "2" });
        using var connection = database.Connect();
        connection.Execute($"attach {DuckDbSql.Literal(plain)} as plain (read_only); attach {DuckDbSql.Literal(blocks)} as blocks (read_only)");
        Assert.Equal(0, connection.QueryScalar<long>("select count(*) from duckdb_tables() where database_name = 'plain' and schema_name = 'stored'"));
        Assert.True(connection.QueryScalar<long>("select count(*) from duckdb_tables() where database_name = 'blocks' and schema_name = 'stored'") > 20);
        Assert.Equal(0, connection.QueryScalar<long>("""
            select count(*) from duckdb_columns()
            where not internal and schema_name = 'main' and database_name in ('plain', 'blocks') and coalesce(comment, '') = ''
            """));
        // What no view has.
        Assert.Equal(0, connection.QueryScalar<long>("""
            select (select count(*) from duckdb_tables() where schema_name = 'stored' and coalesce(comment, '') = '')
              + (select count(*) from duckdb_columns() where schema_name = 'stored' and starts_with(column_name, 'block') and coalesce(comment, '') = '')
            """));
        var columns = Columns(connection, "plain");
        Assert.Equal(columns, Columns(connection, "blocks"));
        foreach (var relation in columns.Select(c => c[..c.IndexOf(' ', StringComparison.Ordinal)]).Distinct())
        {
            string Digest(string side) => connection.QueryScalar<string>($"""select count(*) || ' ' || coalesce(sum(hash(t)::hugeint), 0) from {side}."{relation}" as t""")!;
            Assert.True(Digest("plain") == Digest("blocks"), $"{relation} differs");
        }
    }

    private static List<string> Columns(DuckDbConnection connection, string side)
    {
        using var result = connection.Query($"""
            select table_name || ' ' || column_name || ' ' || data_type || ' ' || comment
            from duckdb_columns()
            where database_name = '{side}' and schema_name = 'main' and not internal
            order by table_name, column_index
            """);
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }

    private static void Build(string path, string output, BlockRule rule)
    {
        var lake = new LakeFolder(path, TimeProvider.System);
        new WarehouseBuilder().Build(new WarehouseInput
        {
            Instances = [.. lake.Instances.Parts(lake.Instances.Log.LoadSnapshot()).Select(p => new InstancePart(p.File, p.Partition))],
            QuarantineParts = [.. lake.Quarantine.Parts(lake.Quarantine.Log.LoadSnapshot()).Select(p => p.File)],
            RefreshParts = [.. lake.Refreshes.Parts(lake.Refreshes.Log.LoadSnapshot()).Select(p => p.File)],
            Output = output,
            Blocks = rule,
        }, _ => { }, CancellationToken.None);
    }
}
