using Etl.Worker.DuckDb;

namespace Etl.Worker.Tests.DuckDb;

public sealed class DuckDbConnectionTests : IDisposable
{
    // Long enough that only an interrupt ends it while a test waits.
    private const string EndlessQuery = "select count(*) from range(1000000000) a(x), range(1000000000) b(y) where (x * y) % 7 = 3";

    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();
    private readonly DuckDbConnection _connection;

    public DuckDbConnectionTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Theory]
    [InlineData("selec 1", DuckDbErrorType.Parser, "syntax error at or near \"selec\"")]
    [InlineData("select 1; selec 2", DuckDbErrorType.Parser, "syntax error at or near \"selec\"")]
    [InlineData("select * from absent", DuckDbErrorType.Catalog, "Table with name absent does not exist")]
    [InlineData("select absent from range(1)", DuckDbErrorType.Binder, "absent")]
    [InlineData("select cast(s as integer) from (values ('12a')) t(s)", DuckDbErrorType.Conversion, "Could not convert string '12a' to INT32")]
    [InlineData("select 9223372036854775807 + i from range(1, 2) t(i)", DuckDbErrorType.OutOfRange, "Overflow in addition")]
    [InlineData("from read_parquet('/absent/file.parquet')", DuckDbErrorType.IO, "/absent/file.parquet")]
    [InlineData("select error('größer')", DuckDbErrorType.InvalidInput, "größer")]
    [InlineData("set no_such_setting = 1", DuckDbErrorType.Catalog, "no_such_setting")]
    public void WrongStatement_ThrowsDuckDbsMessage(string sql, DuckDbErrorType type, string part)
    {
        var error = Assert.Throws<DuckDbException>(() => _connection.Execute(sql));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Equal(type, error.ErrorType);
        Assert.Equal(1, _connection.QueryScalar<int>("select 1"));
    }

    [Fact]
    public void Batch_RunsItsStatementsUpToTheWrongOne()
    {
        var error = Assert.Throws<DuckDbException>(() =>
            _connection.ExecuteBatch("create table made as select 1 as i; insert into made values (2); insert into absent values (3); insert into made values (4)"));

        Assert.Equal(DuckDbErrorType.Catalog, error.ErrorType);
        Assert.Equal(3, _connection.QueryScalar<int>("select sum(i) from made"));
    }

    [Fact]
    public void CancelledBatch_Ends()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        Assert.Throws<OperationCanceledException>(() => _connection.ExecuteBatch(EndlessQuery, cancel.Token));
        Assert.Equal(1, _connection.QueryScalar<int>("select 1"));
    }

    [Fact]
    public void ErrorInALaterChunk_ThrownWhileReading()
    {
        using var result = _connection.Query("select case when i = 9000000 then error('late') else i end from range(10000000) t(i)");

        var error = Assert.Throws<DuckDbException>(() => result.Rows().Count());

        Assert.Contains("late", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConstraintViolated_EarlierStatementsStay()
    {
        var error = Assert.Throws<DuckDbException>(() =>
            _connection.Execute("create table t (a integer primary key); insert into t values (1); insert into t values (1)"));

        Assert.Equal(DuckDbErrorType.Constraint, error.ErrorType);
        Assert.Equal(1, _connection.QueryScalar<long>("select count(*) from t"));
    }

    [Fact]
    public void SeveralStatements_ResultOfTheLast()
    {
        Assert.Equal(6, _connection.QueryScalar<long>("create table t (a integer); insert into t values (1), (2), (3); select sum(a) from t;"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-- a comment only")]
    public void NoStatement_ExecuteDoesNothing(string sql)
    {
        Assert.Equal(0, _connection.Execute(sql));
        Assert.Throws<ArgumentException>(() => _connection.Query(sql));
    }

    [Fact]
    public void Execute_CountsChangedRows()
    {
        _connection.Execute("create table t as from range(10) t(i)");

        Assert.Equal(5, _connection.Execute("insert into t from range(5)"));
        Assert.Equal(6, _connection.Execute("delete from t where i < 3"));
        Assert.Equal(9, _connection.Execute("update t set i = i + 1"));
    }

    [Fact]
    public void NoRows_ColumnsAreStillDescribed()
    {
        using var result = _connection.Query("select 1 as a, 'x' as \"größe\" where false");

        Assert.Equal([new("a", DuckDbType.Integer), new("größe", DuckDbType.Varchar)], result.Columns);
        Assert.Empty(result.Rows());
        Assert.Null(result.FetchChunk());
    }

    [Fact]
    public void ManyRows_ReadAcrossChunksInOrder()
    {
        using var result = _connection.Query("select i, 'row number ' || i as t, [i, i + 1] as l from range(100000) r(i)");

        var expected = 0L;
        foreach (var row in result.Rows())
        {
            Assert.Equal(expected, row[0]);
            Assert.Equal($"row number {expected}", row[1]);
            Assert.Equal(new object?[] { expected, expected + 1 }, row[2]);
            expected++;
        }
        Assert.Equal(100_000, expected);
    }

    [Fact]
    public void Chunks_TypedAccessAgreesWithSql()
    {
        _connection.Execute("create table t as select i, case when i % 3 = 0 then null else i / 4.0 end::double as d from range(50000) r(i)");
        var (nulls, sum) = (0L, 0.0);
        using (var result = _connection.Query("from t"))
            foreach (var chunk in result.Chunks())
            {
                var doubles = chunk[1];
                for (var row = 0; row < chunk.RowCount; row++)
                    if (doubles.IsNull(row)) nulls++;
                    else sum += doubles.Get<double>(row);
            }

        Assert.Equal(_connection.QueryScalar<long>("select count(*) from t where d is null"), nulls);
        Assert.Equal(_connection.QueryScalar<double>("select sum(d) from t"), sum);
    }

    [Fact]
    public void ResultNotReadToTheEnd_ConnectionRunsTheNext()
    {
        using var unread = _connection.Query("from range(10000000)");
        unread.FetchChunk()!.Dispose();

        Assert.Equal(1, _connection.QueryScalar<int>("select 1"));
        Assert.Throws<DuckDbException>(() => unread.Rows().Count());
    }

    [Fact]
    public void TokenAlreadyCancelled_StatementEndsAtOnce()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => _connection.Execute(EndlessQuery, cancelled.Token));
        Assert.Equal(1, _connection.QueryScalar<int>("select 1"));
    }

    [Fact]
    public void TokenCancelledLater_StatementEnds()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var error = Assert.ThrowsAny<OperationCanceledException>(() => _connection.QueryScalar<long>(EndlessQuery, cancelled.Token));

        Assert.Equal(cancelled.Token, error.CancellationToken);
        Assert.Equal(1, _connection.QueryScalar<int>("select 1"));
    }

    [Fact]
    public void TokenCancelledWhileReading_ReadingEnds()
    {
        using var cancelled = new CancellationTokenSource();
        using var result = _connection.Query("select i from range(100000000000) t(i)", cancelled.Token);
        result.FetchChunk()!.Dispose();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => result.Rows().LongCount());
    }

    [Fact]
    public async Task Interrupt_FailsTheRunningStatement()
    {
        var running = Task.Run(() => _connection.Execute(EndlessQuery));
        while (!running.IsCompleted)
        {
            await Task.Delay(50);
            _connection.Interrupt();
        }

        var error = await Assert.ThrowsAsync<DuckDbException>(() => running);
        Assert.Equal(DuckDbErrorType.Interrupt, error.ErrorType);
    }

    [Fact]
    public async Task Progress_KnownWhileAStatementRuns()
    {
        Assert.Null(_connection.Progress);
        _connection.Execute("create table big as from range(15000000) t(x); set enable_progress_bar = true; set enable_progress_bar_print = false");

        // DuckDB counts at its own pace, and not in the first two seconds: the statement takes longer, and is given several times.
        var seen = new List<double>();
        for (var attempt = 0; attempt < 5 && !seen.Exists(percentage => percentage is > 0 and < 100); attempt++)
        {
            seen.Clear();
            var running = Task.Run(() => _connection.Execute("select count(*) from big where sha256(sha256(x::varchar)) like '%zzz%'"));
            while (!running.IsCompleted)
            {
                if (_connection.Progress is { } percentage) seen.Add(percentage);
                await Task.Delay(5);
            }
            await running;
            Assert.Equal(seen.Order(), seen);
        }

        Assert.Contains(seen, percentage => percentage is > 0 and < 100);
        Assert.Null(_connection.Progress);
    }

    [Fact]
    public void FiftyConnections_WorkAtOnce()
    {
        _connection.Execute("create table t (worker integer, n bigint)");

        Parallel.For(0, 50, worker =>
        {
            using var own = _database.Connect();
            for (var n = 0; n < 10; n++)
                own.Execute($"insert into t values ({worker}, {n})");
            Assert.Equal(45, own.QueryScalar<long>($"select sum(n) from t where worker = {worker}"));
        });

        Assert.Equal(500, _connection.QueryScalar<long>("select count(distinct (worker, n)) from t"));
    }
}
