using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Lake.Parts;

/// <summary>What DuckDB's writer makes of types, against the schema of a table.</summary>
public sealed class PartSchemaTests : IDisposable
{
    private static readonly DeltaStruct Schema = new(
        new DeltaField("text", DeltaType.String), new DeltaField("whole", DeltaType.Long), new DeltaField("small", DeltaType.Integer),
        new DeltaField("real", DeltaType.Double), new DeltaField("single", DeltaType.Float), new DeltaField("day", DeltaType.Date),
        new DeltaField("instant", DeltaType.Timestamp), new DeltaField("big", new DeltaDecimal(20, 0)),
        new DeltaField("texts", new DeltaArray(DeltaType.String)),
        new DeltaField("items", new DeltaArray(new DeltaStruct(
            new DeltaField("code", DeltaType.String), new DeltaField("inner", new DeltaArray(new DeltaStruct(new DeltaField("number", DeltaType.Long))))))));

    private readonly TemporaryFolder folder = new();
    private readonly DuckDbDatabase database = DuckDbDatabase.Open();

    [Theory]
    [InlineData("'a'::varchar as text, 1::bigint as whole, 1::integer as small, 1.5::double as real, 1.5::float as single")]
    [InlineData("date '2024-01-01' as day, timestamptz '2024-01-01 00:00:00+00' as instant, 1::decimal(20, 0) as big")]
    [InlineData("['a'] as texts, [{'code': 'a', 'inner': [{'number': 1::bigint}]}] as items")]
    [InlineData("[{'inner': [{'number': 1::bigint}], 'code': 'a'}] as items, null::bigint as whole")]
    public void ColumnsOfTheSchema_Fit(string columns) => Assert.Empty(Violations(columns));

    [Theory]
    [InlineData("1::integer as whole", "whole (INT32 INT_32, not BIGINT)")]
    [InlineData("1::ubigint as whole", "whole (INT64 UINT_64, not BIGINT)")]
    [InlineData("1::hugeint as big", "big (DOUBLE, not DECIMAL(20,0))")]
    [InlineData("1::decimal(19, 0) as big", "big (FIXED_LEN_BYTE_ARRAY DECIMAL, not DECIMAL(20,0))")]
    [InlineData("null as text", "text (INT32 INT_32, not VARCHAR)")]
    [InlineData("timestamp '2024-01-01' as instant", "instant (INT64 TIMESTAMP_MICROS, not TIMESTAMP WITH TIME ZONE)")]
    [InlineData("timestamp_s '2024-01-01' as instant", "instant (INT64 TIMESTAMP_MICROS, not TIMESTAMP WITH TIME ZONE)")]
    [InlineData("time '10:00' as text", "text (INT64 TIME_MICROS, not VARCHAR)")]
    [InlineData("'a' as Text", "Text (not in the table)")]
    [InlineData("'a' as other", "other (not in the table)")]
    [InlineData("'a' as texts", "texts (BYTE_ARRAY UTF8, not VARCHAR[])")]
    [InlineData("['a'] as text", "text (nested, not VARCHAR)")]
    [InlineData("[{'code': 1::bigint}] as items", "items.code (INT64 INT_64, not VARCHAR)")]
    [InlineData("[{'code': 'a', 'inner': [{'number': 1::double}]}] as items", "items.inner.number (DOUBLE, not BIGINT)")]
    [InlineData("[{'other': {'deep': 1}, 'code': 'a'}] as items, 1::bigint as whole", "items.other (not in the table)")]
    public void OtherColumn_IsNamed(string columns, string expected) => Assert.Equal([expected], Violations(columns));

    [Fact]
    public void Require_NamesColumnsOnly()
    {
        var file = Write("'Doe^Jane' as PatientName");
        using var connection = database.Connect();
        var error = Assert.Throws<DeltaException>(() => PartSchema.Require(connection, file, Schema));
        Assert.Equal("The part part.parquet does not fit the table: PatientName (not in the table).", error.Message);
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    private IReadOnlyList<string> Violations(string columns)
    {
        var file = Write(columns);
        using var connection = database.Connect();
        return PartSchema.Find(connection, file, Schema);
    }

    private string Write(string columns)
    {
        var file = folder.File("part.parquet");
        using var connection = database.Connect();
        connection.Execute($"copy (select {columns}) to {DuckDbSql.Literal(file)} (format parquet)");
        return file;
    }
}
