using Etl.Worker.DuckDb;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Web.Access;
using Etl.Worker.Web.Data;

namespace Etl.Worker.Tests.Web;

public sealed class PublishedWarehouseTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly PublishedWarehouse warehouse;

    public PublishedWarehouseTests() => warehouse = new PublishedWarehouse(File, new ServeFolder(folder.Path), _ => { });

    private string File => Path.Combine(folder.Path, "warehouse.duckdb");

    public void Dispose()
    {
        warehouse.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void NothingPublished_NoLease() => Assert.Null(warehouse.Acquire());

    [Fact]
    public void NewFile_IsSeenByTheNext_NotByThoseThatRun()
    {
        Publish(1);
        using var before = warehouse.Acquire()!;

        Publish(2);
        using var after = warehouse.Acquire()!;

        Assert.Equal(1, Number(before));
        Assert.Equal(2, Number(after));
        Assert.Equal(1, Number(before));
    }

    [Fact]
    public void OldVersion_IsLetGo_WhenItsLastUserIsDone()
    {
        Publish(1);
        var before = warehouse.Acquire()!;
        var file = before.Snapshot.File;
        Publish(2);
        using var after = warehouse.Acquire()!;

        Assert.True(System.IO.File.Exists(file));
        before.Dispose();

        Assert.False(System.IO.File.Exists(file));
        Assert.Equal([after.Snapshot.File], Directory.GetFiles(Path.Combine(folder.Path, "_serve", "open")));
    }

    [Fact]
    public void FileOfASnapshot_NamesItsVersion_AfterTheNextWasPublished()
    {
        Publish(1);
        using var before = warehouse.Acquire()!;
        Publish(2);

        using var again = DuckDbDatabase.Open(before.Snapshot.File, new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = again.Connect();

        Assert.Equal(1, connection.QueryScalar<int>("select number from versions"));
    }

    [Fact]
    public void FileThatIsNoWarehouse_LeavesTheOldOneServed()
    {
        Publish(1);
        warehouse.Acquire()!.Dispose();
        var broken = Path.Combine(folder.Path, "broken");
        System.IO.File.WriteAllText(broken, "this is no database, whatever its name says");
        System.IO.File.Move(broken, File, overwrite: true);

        using var lease = warehouse.Acquire()!;

        Assert.Equal(1, Number(lease));
        Assert.NotNull(warehouse.Problem);
    }

    [Theory]
    [InlineData("create table x (i int)")]
    [InlineData("copy (select 1) to '{0}/out.csv'")]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("attach '{0}/other.duckdb'")]
    [InlineData("set enable_external_access = true")]
    public void Snapshot_NeitherWritesNorReachesFiles(string sql)
    {
        Publish(1);
        using var lease = warehouse.Acquire()!;

        Assert.Throws<DuckDbException>(() => lease.Snapshot.Rows(sql.Replace("{0}", folder.Path, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ManyReadersWhilePublishing_EachSeesOneVersion_AndNoneFails()
    {
        Publish(0);
        using var stop = new CancellationTokenSource();
        using var begun = new CountdownEvent(4);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var reads = 0;
            while (!stop.IsCancellationRequested)
            {
                using var lease = warehouse.Acquire()!;
                Assert.Equal(Number(lease), Number(lease));
                if (reads++ == 0)
                    begun.Signal();
            }

            return reads;
        })).ToList();

        Assert.True(begun.Wait(TimeSpan.FromMinutes(1)));
        for (var version = 1; version <= 30; version++)
            Publish(version);
        await stop.CancelAsync();

        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        using var last = warehouse.Acquire()!;
        Assert.Equal(30, Number(last));
    }

    private static long Number(WarehouseLease lease) => lease.Snapshot.Rows("select number from versions")[0].Count("number");

    private void Publish(int number)
    {
        var building = Path.Combine(folder.Path, "building");
        using (var database = DuckDbDatabase.Open(building))
        using (var connection = database.Connect())
            connection.Execute($"create table versions as select {number} as number");
        System.IO.File.Move(building, File, overwrite: true);
    }
}
