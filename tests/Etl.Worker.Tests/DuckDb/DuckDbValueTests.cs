using System.Numerics;
using Etl.Worker.Cli;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Tests.DuckDb;

public sealed class DuckDbValueTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();
    private readonly DuckDbConnection _connection;

    public DuckDbValueTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private (DuckDbType Type, object? Value) Read(string expression)
    {
        using var result = _connection.Query($"select {expression}");
        return (result.Columns[0].Type, Assert.Single(result.Rows())[0]);
    }

    public static TheoryData<string, string, object?> Scalars() => new()
    {
        { "true", "BOOLEAN", true },
        { "(-128)::tinyint", "TINYINT", (sbyte)-128 },
        { "(-32768)::smallint", "SMALLINT", (short)-32768 },
        { "42", "INTEGER", 42 },
        { "9223372036854775807", "BIGINT", long.MaxValue },
        { "255::utinyint", "UTINYINT", (byte)255 },
        { "65535::usmallint", "USMALLINT", (ushort)65535 },
        { "4294967295::uinteger", "UINTEGER", uint.MaxValue },
        { "18446744073709551615::ubigint", "UBIGINT", ulong.MaxValue },
        { "(-170141183460469231731687303715884105728)::hugeint", "HUGEINT", Int128.MinValue },
        { "340282366920938463463374607431768211455::uhugeint", "UHUGEINT", UInt128.MaxValue },
        { "'123456789012345678901234567890123456789012345'::bignum", "BIGNUM", BigInteger.Parse("123456789012345678901234567890123456789012345") },
        { "(-256)::bignum", "BIGNUM", new BigInteger(-256) },
        { "0::bignum", "BIGNUM", BigInteger.Zero },
        { "1.5::float", "FLOAT", 1.5f },
        { "-0.1::double", "DOUBLE", -0.1 },
        { "'nan'::double", "DOUBLE", double.NaN },
        { "-1.25::decimal(4,2)", "DECIMAL(4,2)", -1.25m },
        { "1234567.89::decimal(9,2)", "DECIMAL(9,2)", 1234567.89m },
        { "-12345678901234.5678::decimal(18,4)", "DECIMAL(18,4)", -12345678901234.5678m },
        { "18446744073709551615::decimal(20,0)", "DECIMAL(20,0)", 18446744073709551615m },
        { "99999999999999999999999999999999999.999::decimal(38,3)", "DECIMAL(38,3)", "99999999999999999999999999999999999.999" },
        { "-0.00000000000000000000000000000000000001::decimal(38,38)", "DECIMAL(38,38)", "-0.00000000000000000000000000000000000001" },
        { "''", "VARCHAR", "" },
        { "'exactly 12 b'", "VARCHAR", "exactly 12 b" },
        { "'thirteen byte'", "VARCHAR", "thirteen byte" },
        { "'Größe 大きさ 🩻'", "VARCHAR", "Größe 大きさ 🩻" },
        { "'a' || chr(0) || 'b'", "VARCHAR", "a\0b" },
        { "'\\x00\\xFFabc'::blob", "BLOB", new byte[] { 0x00, 0xFF, (byte)'a', (byte)'b', (byte)'c' } },
        { "'0101100001'::bit", "BIT", "0101100001" },
        { "date '1858-11-17'", "DATE", new DateOnly(1858, 11, 17) },
        { "date '9999-12-31'", "DATE", new DateOnly(9999, 12, 31) },
        { "'infinity'::date", "DATE", "infinity" },
        { "date '0044-03-15 (BC)'", "DATE", "0044-03-15 (BC)" },
        { "time '23:59:59.999999'", "TIME", new TimeOnly(23, 59, 59, 999, 999) },
        { "time '24:00:00'", "TIME", "24:00:00" },
        { "timetz '11:30:00.5-02:00'", "TIME WITH TIME ZONE", "11:30:00.5-02" },
        { "'01:02:03.123456789'::time_ns", "TIME_NS", "01:02:03.123456789" },
        { "'01:02:03.1234567'::time_ns", "TIME_NS", new TimeOnly(0, 0).Add(new TimeSpan(0, 1, 2, 3) + TimeSpan.FromTicks(1234567)) },
        { "timestamp '1969-12-31 23:59:59.999999'", "TIMESTAMP", new DateTime(1969, 12, 31, 23, 59, 59, 999, 999) },
        { "'-infinity'::timestamp", "TIMESTAMP", "-infinity" },
        { "timestamp_s '2024-02-29 01:02:03'", "TIMESTAMP_S", new DateTime(2024, 2, 29, 1, 2, 3) },
        { "timestamp_ms '2024-02-29 01:02:03.004'", "TIMESTAMP_MS", new DateTime(2024, 2, 29, 1, 2, 3, 4) },
        { "timestamp_ns '2024-02-29 01:02:03.000000100'", "TIMESTAMP_NS", new DateTime(2024, 2, 29, 1, 2, 3).AddTicks(1) },
        { "timestamp_ns '2024-02-29 01:02:03.000000101'", "TIMESTAMP_NS", "2024-02-29 01:02:03.000000101" },
        { "timestamptz '2024-02-29 01:02:03+05:30'", "TIMESTAMP WITH TIME ZONE", new DateTimeOffset(2024, 2, 28, 19, 32, 3, TimeSpan.Zero) },
        { "interval '14 months -3 days 1.5 seconds'", "INTERVAL", new DuckDbInterval(14, -3, 1_500_000) },
        { "uuid '00112233-4455-6677-8899-aabbccddeeff'", "UUID", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff") },
        { "uuid 'ffeeddcc-bbaa-9988-7766-554433221100'", "UUID", Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100") },
        { "'b'::enum('a', 'it''s', 'b')", "ENUM('a', 'it''s', 'b')", "b" },
        { "'{\"a\": 1}'::json", "JSON", "{\"a\": 1}" },
        { "null", "INTEGER", null },
        { "null::varchar", "VARCHAR", null },
        { "null::integer[]", "INTEGER[]", null },
        { "null::struct(a integer)", "STRUCT(a INTEGER)", null },
        { "union_value(num := 7)", "UNION(num INTEGER)", 7 },
        { "'x'::union(num integer, txt varchar)", "UNION(num INTEGER, txt VARCHAR)", "x" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Scalar_ReadAsNetObject(string expression, string type, object? expected)
    {
        var (readType, value) = Read(expression);

        Assert.Equal(type, readType.ToString());
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("interval '14 months -3 days 1.5 seconds'")]
    [InlineData("interval '1 year 1 month 1 day'")]
    [InlineData("interval '-13 months'")]
    [InlineData("interval '100 hours'")]
    [InlineData("interval '-1 day -0.000001 seconds'")]
    [InlineData("interval '-90 minutes'")]
    [InlineData("interval '0 seconds'")]
    [InlineData("date '2026-01-01' - timestamp '2025-11-30 23:00:00.123456'")]
    [InlineData("uuid '00112233-4455-6677-8899-aabbccddeeff'")]
    [InlineData("'0101100001'::bit")]
    [InlineData("340282366920938463463374607431768211455::uhugeint")]
    [InlineData("(-170141183460469231731687303715884105727)::hugeint")]
    [InlineData("'123456789012345678901234567890123456789012345678901234567890'::bignum")]
    [InlineData("-0.01::decimal(38, 37)")]
    [InlineData("time '24:00:00'")]
    [InlineData("timetz '11:30:00.5-02:00'")]
    [InlineData("'01:02:03.123456789'::time_ns")]
    [InlineData("'infinity'::timestamp")]
    [InlineData("'x'::union(num integer, txt varchar)")]
    [InlineData("'b'::enum('a', 'b')")]
    public void RareType_IsTextAsDuckDbWritesIt(string expression) =>
        Assert.Equal(Read($"({expression})::varchar").Value, CellText.Of(Read(expression).Value));

    [Fact]
    public void NestedLists_ReadWithNullsAtEachLevel()
    {
        var (type, value) = Read("[[1, null], null, []]");

        Assert.Equal("INTEGER[][]", type.ToString());
        Assert.Equal(new object?[] { new object?[] { 1, null }, null, Array.Empty<object?>() }, value);
    }

    [Fact]
    public void ArrayOfStrings_ReadAtTheRowsPlace()
    {
        using var result = _connection.Query("select [i::varchar, null, 'x']::varchar[3] from range(3) t(i)");

        Assert.Equal("VARCHAR[3]", result.Columns[0].Type.ToString());
        Assert.Equal(new object?[] { "2", null, "x" }, result.Rows().Last()[0]);
    }

    [Fact]
    public void ListOfStructs_ReadWithNames()
    {
        var (type, value) = Read("[{'a': 'x', 'two words': 1, 'select': null::double}, null]");

        Assert.Equal("STRUCT(a VARCHAR, \"two words\" INTEGER, \"select\" DOUBLE)[]", type.ToString());
        var list = Assert.IsType<object?[]>(value);
        var item = Assert.IsType<OrderedDictionary<string, object?>>(list[0]);
        Assert.Equal([new("a", "x"), new("two words", 1), new("select", null)], item);
        Assert.Null(list[1]);
    }

    [Fact]
    public void UnnamedStruct_MembersGetNumbers()
    {
        var (_, value) = Read("row(7, 'x')");

        Assert.Equal([new("1", 7), new("2", "x")], Assert.IsType<OrderedDictionary<string, object?>>(value));
    }

    [Fact]
    public void Map_ReadAsPairsInOrder()
    {
        var (type, value) = Read("map {'b': [1], 'a': null}");

        Assert.Equal("MAP(VARCHAR, INTEGER[])", type.ToString());
        var pairs = Assert.IsType<KeyValuePair<object, object?>[]>(value);
        Assert.Equal("b", pairs[0].Key);
        Assert.Equal(new object?[] { 1 }, pairs[0].Value);
        Assert.Equal(new KeyValuePair<object, object?>("a", null), pairs[1]);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(70_000)]
    public void Enum_LastLabelReadWhateverTheWidthOfItsCode(int labels)
    {
        var list = string.Join(",", Enumerable.Range(1, labels).Select(i => $"'L{i}'"));

        Assert.Equal($"L{labels}", Read($"'L{labels}'::enum({list})").Value);
    }

    [Fact]
    public void EveryTypeOfTestAllTypes_TypeTextIsAcceptedAndValuesAreRead()
    {
        using var result = _connection.Query("select * from test_all_types()");
        var rows = result.Rows().ToList();

        Assert.Equal(3, rows.Count);
        Assert.All(rows[2], Assert.Null);
        foreach (var column in result.Columns)
            Assert.Equal(column.Type, Read($"null::{column.Type}").Type);
    }

    [Fact]
    public void Names_QuotedAsDuckDbDemands()
    {
        var reserved = _connection.Query("select keyword_name from duckdb_keywords() where keyword_category = 'reserved'").Rows()
            .Select(row => (string)row[0]!).ToList();

        Assert.All(reserved, word => Assert.Equal($"\"{word}\"", DuckDbSql.Name(word)));
        Assert.Equal("StudyInstanceUID", DuckDbSql.Name("StudyInstanceUID"));
        Assert.Equal("\"1a\"", DuckDbSql.Name("1a"));
        Assert.Equal("\"a\"\"b\"", DuckDbSql.Name("a\"b"));
        Assert.Equal("it's", Read(DuckDbSql.Literal("it's")).Value);
    }
}
