using Etl.Worker.DuckDb;

namespace Etl.Worker.Tests.DuckDb;

public sealed class DuckDbDatabaseTests : IDisposable
{
    private static readonly Dictionary<string, string> ReadOnly = new() { ["access_mode"] = "READ_ONLY" };

    private readonly string _folder = Directory.CreateTempSubdirectory("etl-duckdb-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static void Run(string path, string sql)
    {
        using var database = DuckDbDatabase.Open(path);
        using var connection = database.Connect();
        connection.Execute(sql);
    }

    [Fact]
    public void Library_IsTheVersionOfTheLockFile() => Assert.Equal("v1.5.6", DuckDbDatabase.LibraryVersion);

    [Fact]
    public void FileReadOnly_ReadsButDoesNotWrite()
    {
        var path = PathOf("größe.duckdb");
        Run(path, "create table t as select 42 as a");
        using var database = DuckDbDatabase.Open(path, ReadOnly);
        using var connection = database.Connect();

        Assert.Equal(42, connection.QueryScalar<int>("select a from t"));
        var error = Assert.Throws<DuckDbException>(() => connection.Execute("insert into t values (1)"));
        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileReadOnly_OpenTwiceAtOnce()
    {
        Run(PathOf("a.duckdb"), "create table t as select 42 as a");

        using var first = DuckDbDatabase.Open(PathOf("a.duckdb"), ReadOnly);
        using var second = DuckDbDatabase.Open(PathOf("a.duckdb"), ReadOnly);

        using var connection = second.Connect();
        Assert.Equal(42, connection.QueryScalar<int>("select a from t"));
    }

    [Fact]
    public void FileAbsentReadOnly_ThrowsDuckDbsMessage()
    {
        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(PathOf("absent.duckdb"), ReadOnly));

        Assert.Equal(DuckDbErrorType.IO, error.ErrorType);
        Assert.Contains("absent.duckdb", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNoDatabase_ThrowsDuckDbsMessage()
    {
        File.WriteAllText(PathOf("text.duckdb"), new string('x', 5000));

        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(PathOf("text.duckdb")));

        Assert.Contains("not a valid DuckDB database", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_such_option", "1")]
    [InlineData("access_mode", "sideways")]
    public void OptionUnknownOrInvalid_Throws(string name, string value)
    {
        var error = Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(null, new Dictionary<string, string> { [name] = value }));

        Assert.Contains(name == "access_mode" ? value : name, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Options_AreInForce()
    {
        using var database = DuckDbDatabase.Open(null, new Dictionary<string, string> { ["threads"] = "3", ["enable_external_access"] = "false" });
        using var connection = database.Connect();

        Assert.Equal(3, connection.QueryScalar<int>("select current_setting('threads')"));
        var error = Assert.Throws<DuckDbException>(() => connection.Execute($"copy (select 1) to {DuckDbSql.Literal(PathOf("x.csv"))}"));
        Assert.Equal(DuckDbErrorType.Permission, error.ErrorType);
    }

    [Fact]
    public void DisposedInAnyOrder_ResultStaysReadable()
    {
        var database = DuckDbDatabase.Open();
        var connection = database.Connect();
        var statement = connection.Prepare("select i::varchar from range(10000) t(i)");
        using var result = statement.Query();
        database.Dispose();
        statement.Dispose();
        connection.Dispose();

        Assert.Equal(10_000, result.Rows().Count());
    }

    [Fact]
    public void FileClosedByDispose_OpensAgainAndNothingIsLeftOpen()
    {
        var path = PathOf("again.duckdb");
        for (var i = 0; i < 200; i++)
        {
            using var database = DuckDbDatabase.Open(path);
            using var connection = database.Connect();
            connection.Execute(i == 0 ? "create table t as select 0 as n" : "update t set n = n + 1");
            using var source = connection.OpenTableSource([new("n", DuckDbType.Integer)], _ => 0);
            connection.Execute($"insert into t from {source.Sql}");
            if (i == 199) Assert.Equal(199, connection.QueryScalar<int>("select n from t"));
        }

        Assert.Equal(0, OpenDescriptors(path));
        // An exclusive open fails while DuckDB holds the file.
        using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(exclusive.Length > 0);
    }

    // The kernel's own list on Linux; elsewhere the exclusive open has to do.
    private static int OpenDescriptors(string path) => !OperatingSystem.IsLinux() ? 0 : Directory.GetFiles("/proc/self/fd")
        .Count(descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith(path, StringComparison.Ordinal) == true);

    [Fact]
    public void NotDisposed_FinalizersCloseTheFile()
    {
        var path = PathOf("left.duckdb");
        Leave(path);

        for (var i = 0; i < 50 && !CanOpenExclusively(path); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(CanOpenExclusively(path));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Leave(string path)
    {
        var connection = DuckDbDatabase.Open(path).Connect();
        connection.Execute("create table t as select 1 as a");
        connection.Query("from t").FetchChunk();
    }

    private static bool CanOpenExclusively(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return OpenDescriptors(path) == 1;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
