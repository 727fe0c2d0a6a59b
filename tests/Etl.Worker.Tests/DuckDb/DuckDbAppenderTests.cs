using Etl.Worker.DuckDb;

namespace Etl.Worker.Tests.DuckDb;

public sealed class DuckDbAppenderTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();
    private readonly DuckDbConnection _connection;

    public DuckDbAppenderTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void RowsOfManyChunks_AreInTheTable()
    {
        _connection.Execute("create table t (n bigint, s varchar, d date, l struct(a varchar, b double)[])");
        using (var appender = _connection.OpenAppender("t"))
        {
            for (var first = 0; first < 10_000; first += 2000)
            {
                for (var i = 0; i < 2000; i++)
                    Fill(appender.Chunk, i, first + i);
                appender.Append(2000);
            }
            appender.Flush();
        }

        const string expected = """
            select n::bigint, case when n % 5 = 0 then null else 'number ' || n end, date '2000-01-01' + n::integer,
                case when n % 2 = 0 then [] when n % 3 = 0 then null
                     else [null, {'a': 'größe ' || n, 'b': n / 2.0}, {'a': null, 'b': null}] end
            from range(10000) r(n)
            """;
        Assert.Equal(10_000, _connection.QueryScalar<long>("select count(*) from t"));
        Assert.Equal(0, _connection.QueryScalar<long>($"select count(*) from ((from t) except all ({expected}))"));
    }

    private static void Fill(DataChunkWriter chunk, int i, int n)
    {
        chunk[0].Set(i, (long)n);
        chunk[1].SetString(i, n % 5 == 0 ? null : $"number {n}");
        chunk[2].SetDate(i, new DateOnly(2000, 1, 1).AddDays(n));
        if (n % 2 != 0 && n % 3 == 0)
        {
            chunk[3].SetNull(i);
            return;
        }

        var first = chunk[3].AddList(i, n % 2 == 0 ? 0 : 3);
        if (n % 2 == 0) return;
        var items = chunk[3].ListChild;
        items.SetNull(first);
        items.StructChild(0).SetString(first + 1, $"größe {n}");
        items.StructChild(1).Set(first + 1, n / 2.0);
        items.StructChild(0).SetNull(first + 2);
        items.StructChild(1).SetNull(first + 2);
    }

    [Fact]
    public void MapsArraysBlobsAndTimes_AreInTheTable()
    {
        _connection.Execute("create table t (m map(varchar, integer), a integer[2], b blob, x boolean, ts timestamp)");
        using (var appender = _connection.OpenAppender("t", "main"))
        {
            var chunk = appender.Chunk;
            var first = chunk[0].AddList(0, 2);
            var pairs = chunk[0].ListChild;
            pairs.StructChild(0).SetString(first, "one");
            pairs.StructChild(0).SetString(first + 1, "two");
            pairs.StructChild(1).Set(first, 1);
            pairs.StructChild(1).SetNull(first + 1);
            chunk[0].SetNull(1);
            chunk[1].ArrayChild.Set(0, 7);
            chunk[1].ArrayChild.SetNull(1);
            chunk[1].SetNull(1);
            chunk[2].SetBytes(0, [0, 0xFF]);
            chunk[2].SetNull(1);
            chunk[3].SetBoolean(0, true);
            chunk[3].SetBoolean(1, false);
            chunk[4].SetTimestamp(0, new DateTime(1969, 12, 31, 23, 59, 59));
            chunk[4].SetNull(1);
            appender.Append(2);
            appender.Flush();
        }

        Assert.Equal("""{'m': {one=1, two=NULL}, 'a': [7, NULL], 'b': \x00\xFF, 'x': true, 'ts': '1969-12-31 23:59:59'}""",
            _connection.QueryScalar<string>("select t::varchar from t where x"));
        Assert.Equal(1, _connection.QueryScalar<long>("select count(*) from t where m is null and a is null and b is null and ts is null"));
    }

    [Fact]
    public void TextThatIsNotUtf8_BecomesNull()
    {
        _connection.Execute("create table t (s varchar)");
        using var appender = _connection.OpenAppender("t");
        appender.Chunk[0].SetBytes(0, [(byte)'a', 0xFF, (byte)'b']);
        appender.Append(1);
        appender.Flush();

        Assert.Null(_connection.QueryScalar<string>("select s from t"));
    }

    [Fact]
    public void TableAbsent_Throws()
    {
        var error = Assert.Throws<DuckDbException>(() => _connection.OpenAppender("absent"));

        Assert.Contains("absent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConstraintViolated_FlushThrowsAndNothingIsAdded()
    {
        _connection.Execute("create table t (a integer not null)");
        using (var appender = _connection.OpenAppender("t"))
        {
            appender.Chunk[0].Set(0, 1);
            appender.Chunk[0].SetNull(1);

            var error = Assert.Throws<DuckDbException>(() =>
            {
                appender.Append(2);
                appender.Flush();
            });
            Assert.Equal(DuckDbErrorType.Constraint, error.ErrorType);
        }

        Assert.Equal(0, _connection.QueryScalar<long>("select count(*) from t"));
    }

    [Fact]
    public void NotFlushed_RowsAreDropped()
    {
        _connection.Execute("create table t (a integer)");
        using (var appender = _connection.OpenAppender("t"))
        {
            appender.Chunk[0].Set(0, 1);
            appender.Append(1);
        }

        Assert.Equal(0, _connection.QueryScalar<long>("select count(*) from t"));
    }
}
