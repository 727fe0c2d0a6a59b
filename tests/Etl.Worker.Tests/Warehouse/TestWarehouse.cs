using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Warehouse;

/// <summary>A folder with parts written by SQL, and the warehouse that is built of them.</summary>
internal sealed class TestWarehouse : IDisposable
{
    private readonly List<InstancePart> instances = [];
    private readonly List<string> quarantine = [];
    private readonly List<string> refreshes = [];
    private readonly string root;

    /// <param name="folder">A folder's name below a temporary one, for names that are hard to read.</param>
    internal TestWarehouse(string folder = "lake")
    {
        root = Directory.CreateTempSubdirectory("etl-warehouse-").FullName;
        Folder = Path.Combine(root, folder);
        Directory.CreateDirectory(Folder);
    }

    internal string Folder { get; }

    internal string Output => Path.Combine(Folder, "warehouse.duckdb");

    internal WarehouseInput Input => new()
    {
        Instances = instances,
        QuarantineParts = quarantine,
        RefreshParts = refreshes,
        Output = Output,
        Threads = 2,
        Blocks = InBlocks ? new BlockRule(1, 1) : new BlockRule(),
    };

    /// <summary>Tables of instances are stored in blocks, however small they are.</summary>
    internal bool InBlocks { get; init; }

    /// <summary>
    /// Adds a part with one instance a line. Each line is a select list; <c>source_uri</c> and <c>source_etag</c> are made up, and lines
    /// may have different columns.
    /// </summary>
    internal TestWarehouse Part(string? modality, params string[] instancesOfPart)
    {
        var number = instances.Count;
        var rows = instancesOfPart.Select((line, i) =>
            $"select 'file:///archive/{number}/{i}.dcm' as source_uri, '{i}-1' as source_etag, {line}");
        instances.Add(new InstancePart(Write(string.Join(" union all by name ", rows), modality ?? "__HIVE_DEFAULT_PARTITION__"), modality));
        return this;
    }

    /// <summary>Adds a part of many instances, one for each <c>i</c> from 0; identities as in <see cref="Part"/>.</summary>
    internal TestWarehouse Rows(string modality, int count, string columns)
    {
        var rows = $"select 'file:///archive/{instances.Count}/' || i || '.dcm' as source_uri, i || '-1' as source_etag, {columns} from range({count}) as t(i)";
        instances.Add(new InstancePart(Write(rows, modality), modality));
        return this;
    }

    /// <summary>Adds a part with the rows of a query.</summary>
    /// <param name="asGiven">The rows have their hash, or lack it, already.</param>
    internal TestWarehouse RowsPart(string? modality, string rows, bool asGiven = false)
    {
        instances.Add(new InstancePart(Write(rows, modality ?? "__HIVE_DEFAULT_PARTITION__", asGiven), modality));
        return this;
    }

    /// <summary>Takes a part away, by its place.</summary>
    internal TestWarehouse WithoutPart(int index)
    {
        instances.RemoveAt(index);
        return this;
    }

    internal TestWarehouse QuarantinePart(string rows)
    {
        quarantine.Add(Write(rows, "quarantine"));
        return this;
    }

    internal TestWarehouse RefreshPart(string rows)
    {
        refreshes.Add(Write(rows, "refreshes"));
        return this;
    }

    internal TestWarehouse Build(IReadOnlyList<SqlObject>? library = null)
    {
        new WarehouseBuilder(library ?? SqlLibrary.Load()).Build(Input, _ => { }, CancellationToken.None);
        return this;
    }

    /// <summary>Builds, here, what another one would build.</summary>
    internal TestWarehouse BuildOf(TestWarehouse other)
    {
        new WarehouseBuilder().Build(other.Input with { Output = Output }, _ => { }, CancellationToken.None);
        return this;
    }

    /// <summary>Rows as text, fields parted by <c>|</c>; NULL is <c>∅</c>. The file is opened by itself, without access to others.</summary>
    internal List<string> Query(string sql)
    {
        using var database = Open();
        using var connection = database.Connect();
        using var result = connection.Query($"select concat_ws('|', coalesce(columns(*)::varchar, '∅')) from ({sql}) as t");
        return [.. result.Rows().Select(row => string.Join('|', row))];
    }

    internal DuckDbDatabase Open() => DuckDbDatabase.Open(Output, new Dictionary<string, string>
    {
        ["access_mode"] = "READ_ONLY",
        ["enable_external_access"] = "false",
    });

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Write(string rows, string partition, bool asGiven = false)
    {
        var folder = Path.Combine(Folder, "instances", "Modality=" + Uri.EscapeDataString(partition));
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"part-{Guid.NewGuid():N}.parquet");
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        if (InBlocks && !asGiven && partition is not ("quarantine" or "refreshes"))
            rows = WithSharedHash(rows);
        connection.Execute($"copy ({rows}) to {DuckDbSql.Literal(file)} (format parquet)");
        return file;
    }

    /// <summary>The hash is another than the program's: all that counts is that it tells which rows share their values.</summary>
    internal static string WithSharedHash(string rows)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query($"from ({rows}) limit 0");
        var shared = result.Columns.Select(c => c.Name).Where(name => !PerInstance.Columns.Contains(name)).Order(StringComparer.Ordinal)
            .Select(name => $"{DuckDbSql.Literal(name)}: {DuckDbSql.Name(name)}");
        return $"select *, '{PerInstance.Version}' || left(md5(to_json({{{string.Join(", ", shared)}}})::varchar), 30) as shared_hash from ({rows})";
    }
}
