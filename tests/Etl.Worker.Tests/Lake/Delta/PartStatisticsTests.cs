using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class PartStatisticsTests
{
    private static readonly DeltaStruct Schema = (DeltaStruct)DuckDbTypeText.Parse(
        "STRUCT(s VARCHAR, n BIGINT, f FLOAT, d DOUBLE, c DECIMAL(20,0), dt DATE, ts TIMESTAMPTZ, b BOOLEAN, bl BLOB, st STRUCT(x BIGINT, y STRUCT(z VARCHAR)), l VARCHAR[])");

    [Fact]
    public void OnlyKeysAreWritten_StructsNested() => Assert.Equal(
        """{"numRecords":7,"minValues":{"s":"a","st":{"x":1,"y":{"z":"p"}}},"maxValues":{"s":"b","st":{"x":2,"y":{"z":"q"}}},"nullCount":{"s":0,"st":{"x":1,"y":{"z":3}}}}""",
        PartStatistics.ToJson(
            7,
            [
                new("\"s\"", "a", "b", 0),
                new("\"n\"", "1", "2", 0),
                new("\"st\".\"x\"", "1", "2", 1),
                new("\"st\".\"y\".\"z\"", "p", "q", 3),
            ],
            Schema,
            ["s", "st.x", "st.y.z", "absent"]));

    // Column, DuckDB's minimum and maximum, the members expected in minValues and maxValues.
    [Theory]
    [InlineData("n", "-5", "9223372036854775807", "-5", "9223372036854775807")]
    [InlineData("d", "1e-07", "1.5", "1E-07", "1.5")]
    [InlineData("d", "-inf", "inf", null, null)]
    [InlineData("f", "0.1", "0.5", "0.10000000149011612", "0.5")]
    [InlineData("c", "-12345678901234567890", "12345678901234567890", "-12345678901234567890", "12345678901234567890")]
    [InlineData("c", "007", "1e5", null, null)]
    [InlineData("dt", "1999-12-31", "2024-01-02", "\"1999-12-31\"", "\"2024-01-02\"")]
    [InlineData("dt", "0045-03-15 (BC)", "10000-01-01", null, null)]
    [InlineData("dt", "-infinity", "infinity", null, null)]
    [InlineData("ts", "2024-01-01 12:00:00.123456+00", "2024-01-01 12:00:00.123456+00", "\"2024-01-01T12:00:00.123Z\"", "\"2024-01-01T12:00:00.124Z\"")]
    [InlineData("ts", "2024-01-01 12:00:00+00", "2024-01-01 12:00:00.5+00", "\"2024-01-01T12:00:00.000Z\"", "\"2024-01-01T12:00:00.500Z\"")]
    [InlineData("ts", "2024-01-01 07:00:00-05", "2023-12-31 23:59:59.9999+05:30", "\"2024-01-01T12:00:00.000Z\"", "\"2023-12-31T18:30:00.000Z\"")]
    [InlineData("ts", "1969-12-31 23:59:59.9999+00", "9999-12-31 23:59:59.9999+00", "\"1969-12-31T23:59:59.999Z\"", null)]
    [InlineData("ts", "infinity", "infinity", null, null)]
    [InlineData("b", "0", "1", null, null)]
    [InlineData("bl", "78", "79", null, null)]
    [InlineData("s", "12345678901234567890123456789012", "12345678901234567890123456789012", "\"12345678901234567890123456789012\"", "\"12345678901234567890123456789012\"")]
    [InlineData("s", "12345678901234567890123456789012X", "12345678901234567890123456789012X", "\"12345678901234567890123456789012\"", "\"12345678901234567890123456789012\U0010FFFF\"")]
    [InlineData("s", "1234567890123456789012345678901\U0001F600", "1234567890123456789012345678901\U0001F600", "\"1234567890123456789012345678901\"", "\"1234567890123456789012345678901\U0010FFFF\"")]
    [InlineData("s", "", "12345678901234567890123456789012\U0010FFFFa", "\"\"", null)]
    [InlineData("s", "a\"\\", "é", "\"a\\\"\\\\\"", "\"é\"")]
    public void Bounds_HoldForTheirType(string column, string min, string max, string? lower, string? upper)
    {
        var json = PartStatistics.ToJson(3, [new($"\"{column}\"", min, max, 1)], Schema, [column]);

        // Escapes of JSON are the writer's choice, so values are compared as values.
        Assert.Equal(
            Normal($$$"""{"numRecords":3,"minValues":{{{Member(column, lower)}}},"maxValues":{{{Member(column, upper)}}},"nullCount":{"{{{column}}}":1}}"""),
            Normal(json));
    }

    [Fact]
    public void NotANumber_LeavesBothBoundsOut() => Assert.Equal(
        """{"numRecords":3,"minValues":{},"maxValues":{},"nullCount":{"d":0}}""",
        PartStatistics.ToJson(3, [new("\"d\"", "1", "2", 0, HasNan: true)], Schema, ["d"]));

    [Fact]
    public void AllNull_HasOnlyItsCount() => Assert.Equal(
        """{"numRecords":3,"minValues":{},"maxValues":{},"nullCount":{"s":3}}""",
        PartStatistics.ToJson(3, [new("\"s\"", null, null, 3)], Schema, ["s"]));

    [Fact]
    public void Lists_HaveNoStatistics() => Assert.Equal(
        """{"numRecords":3,"minValues":{},"maxValues":{},"nullCount":{}}""",
        PartStatistics.ToJson(3, [new("\"l\".\"element\"", "a", "b", 0)], Schema, ["l", "l.element"]));

    private static string Member(string column, string? value) => value is null ? "{}" : $$"""{"{{column}}":{{value}}}""";

    private static string Normal(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();
}
