using Etl.Worker.Crawl;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Sample;

namespace Etl.Worker.Tests.Lake;

/// <summary>A lake made by real refreshes of sample objects, without a warehouse; its clock is a minute later at each refresh.</summary>
internal sealed class TestLake : TimeProvider, IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("etl-lake-").FullName;

    public TestLake()
    {
        Folder = new LakeFolder(Path.Combine(root, "lake"), this);
        Now = DateTimeOffset.UtcNow.AddHours(-1);
    }

    public LakeFolder Folder { get; }

    public string Archive => Path.Combine(root, "archive");

    public DateTimeOffset Now { get; set; }

    public IReadOnlyList<string> Objects => [.. Directory.EnumerateFiles(Archive, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Writes sample objects; another seed gives other ones.</summary>
    public void AddObjects(int seed, int count = 25) =>
        SampleArchive.Write(new SampleOptions(Path.Combine(Archive, $"{seed}"), count, seed));

    /// <summary>Refreshes, and gives the version of the table of instances.</summary>
    public long Refresh()
    {
        Now = Now.AddMinutes(1);
        var options = new RefreshOptions { Sources = [Archive], Lake = Folder.Root, Threads = 1, AllowMassRemoval = true };
        return new Refresh(options, (_, _, _) => [], this, new Progress<RefreshProgress>()).Run(default).LakeVersion;
    }

    public List<string> Parts(long? version = null) =>
        [.. Folder.Instances.Parts(Folder.Instances.Log.LoadSnapshot(version)).Select(p => p.File)];

    /// <summary>Runs a query in which <c>instances</c> are the parts of a version.</summary>
    public List<object?[]> Rows(string sql, long? version = null)
    {
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var files = string.Join(", ", Parts(version).Select(DuckDbSql.Literal));
        connection.Execute(
            $"create view instances as from read_parquet([{files}], union_by_name = true, hive_partitioning = true, hive_types_autocast = false, filename = true, file_row_number = true)");
        using var result = connection.Query(sql);
        return [.. result.Rows()];
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
