using Etl.Worker.DuckDb;

namespace Etl.Worker.Tests.DuckDb;

public sealed class DuckDbStatementTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();
    private readonly DuckDbConnection _connection;

    public DuckDbStatementTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    public static TheoryData<object?, string, string> Parameters() => new()
    {
        { true, "BOOLEAN", "true" },
        { 42, "INTEGER", "42" },
        { long.MinValue, "BIGINT", "-9223372036854775808" },
        { (short)-5, "INTEGER", "-5" },
        { (byte)5, "INTEGER", "5" },
        { uint.MaxValue, "BIGINT", "4294967295" },
        { ulong.MaxValue, "UBIGINT", "18446744073709551615" },
        { Int128.MinValue, "HUGEINT", "-170141183460469231731687303715884105728" },
        { 1.5f, "FLOAT", "1.5" },
        { 0.1, "DOUBLE", "0.1" },
        { "Größe 'quoted'", "VARCHAR", "Größe 'quoted'" },
        { "", "VARCHAR", "" },
        { new byte[] { 0, 255 }, "BLOB", "\\x00\\xFF" },
        { Array.Empty<byte>(), "BLOB", "" },
        { new DateOnly(1899, 12, 31), "DATE", "1899-12-31" },
        { new DateTime(2024, 2, 29, 1, 2, 3, 4, 5), "TIMESTAMP", "2024-02-29 01:02:03.004005" },
        { new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(2)), "TIMESTAMP WITH TIME ZONE", "2024-02-28 23:02:03+00" },
        { Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100"), "UUID", "ffeeddcc-bbaa-9988-7766-554433221100" },
        { null, "INTEGER", "" },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Parameter_ArrivesWithTypeAndValue(object? value, string type, string text)
    {
        _connection.Execute("set timezone = 'UTC'");
        using (var statement = _connection.Prepare("create table t as select $1 as v"))
            statement.Bind(1, value).Execute();

        using var result = _connection.Query("select typeof(v), coalesce(v::varchar, '') from t");

        Assert.Equal(new object?[] { type, text }, Assert.Single(result.Rows()));
    }

    [Fact]
    public void RunAgain_WithOtherValues()
    {
        _connection.Execute("create table t (a integer, b varchar)");
        using var insert = _connection.Prepare("insert into t values ($a, $b)");

        for (var i = 0; i < 3; i++)
            Assert.Equal(1, insert.Bind("a", i).Bind("b", $"row {i}").Execute());

        using var rows = _connection.Query("from t order by a");
        Assert.Equal([[0, "row 0"], [1, "row 1"], [2, "row 2"]], rows.Rows());
    }

    [Fact]
    public void ParameterAbsent_Throws()
    {
        using var statement = _connection.Prepare("select ?::integer + ?");

        Assert.Equal(2, statement.ParameterCount);
        Assert.Throws<ArgumentException>(() => statement.Bind(3, 1));
        Assert.Throws<ArgumentException>(() => statement.Bind("x", 1));
        Assert.Throws<ArgumentException>(() => statement.Bind(1, new Version(1, 0)));
    }

    [Fact]
    public void ParameterNotBound_ThrowsDuckDbsMessage()
    {
        using var statement = _connection.Prepare("select ?::integer");

        var error = Assert.Throws<DuckDbException>(() => statement.Query());

        Assert.Contains("parameter", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void SeveralStatements_NotPrepared() => Assert.Throws<ArgumentException>(() => _connection.Prepare("select 1; select 2"));

    [Fact]
    public void TableAbsent_ThrowsWhenPrepared()
    {
        var error = Assert.Throws<DuckDbException>(() => _connection.Prepare("select * from absent where a = ?"));

        Assert.Equal(DuckDbErrorType.Catalog, error.ErrorType);
    }

    [Theory]
    [InlineData("select 3::hugeint", 3)]
    [InlineData("select 3::decimal(4,1)", 3)]
    [InlineData("select 3 where false", 0)]
    [InlineData("select null::integer", 0)]
    public void QueryScalar_ConvertsToTheTypeAskedFor(string sql, long expected) =>
        Assert.Equal(expected, _connection.QueryScalar<long>(sql));

    [Fact]
    public void QueryScalar_NullIsNullWhereTheTypeHasIt()
    {
        Assert.Null(_connection.QueryScalar<long?>("select null::integer"));
        Assert.Null(_connection.QueryScalar<string>("select null::varchar"));
        Assert.Equal(7, _connection.QueryScalar<long?>("select 7"));
    }
}
