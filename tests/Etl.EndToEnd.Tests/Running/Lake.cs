using Etl.Worker.DuckDb;
using Etl.Worker.Lake;

namespace Etl.EndToEnd.Tests.Running;

/// <summary>A lake as SQL sees it: the live parts of its newest version as the views instances, quarantine and refreshes.</summary>
internal sealed class Lake : IDisposable
{
    private readonly DuckDbDatabase database = DuckDbDatabase.Open();
    private readonly List<(string File, string? Modality)> parts;

    public Lake(string path)
    {
        var folder = new LakeFolder(path, TimeProvider.System);
        Connection = database.Connect();
        parts = View("instances", folder.Instances);
        View("quarantine", folder.Quarantine);
        View("refreshes", folder.Refreshes);
    }

    public DuckDbConnection Connection { get; }

    public IEnumerable<string?> Modalities => parts.Select(p => p.Modality).Distinct();

    public List<object?[]> Rows(string sql)
    {
        using var result = Connection.Query(sql);
        return [.. result.Rows()];
    }

    /// <summary>Rows of one partition with only the columns that its parts have: narrow enough to be turned into objects.</summary>
    public IEnumerable<OrderedDictionary<string, object?>> Instances(string? modality)
    {
        using var result = Connection.Query($"select * from {Read(parts.Where(p => p.Modality == modality).Select(p => p.File))}");
        foreach (var row in result.Rows())
        {
            var named = new OrderedDictionary<string, object?>(row.Length);
            for (var i = 0; i < row.Length; i++)
                named.Add(result.Columns[i].Name, row[i]);
            yield return named;
        }
    }

    public void Dispose()
    {
        Connection.Dispose();
        database.Dispose();
    }

    private List<(string File, string? Partition)> View(string name, LakeTable table)
    {
        var live = table.Parts(table.Log.LoadSnapshot()).ToList();
        var empty = string.Join(", ", table.Log.LoadSnapshot().Schema.Fields.Select(f => $"null as {DuckDbSql.Name(f.Name)}"));
        Connection.Execute($"create view {name} as " +
            (live.Count > 0 ? $"select * from {Read(live.Select(p => p.File))}" : $"select {empty} where false"));
        return live;
    }

    private static string Read(IEnumerable<string> files) =>
        $"read_parquet([{string.Join(", ", files.Select(DuckDbSql.Literal))}], union_by_name = true, hive_partitioning = true, hive_types_autocast = false)";
}
