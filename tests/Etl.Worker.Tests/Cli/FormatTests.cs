using System.Numerics;
using System.Text;
using System.Text.Json;
using Etl.Worker.Cli;

namespace Etl.Worker.Tests.Cli;

public sealed class FormatTests
{
    private static readonly KeyValuePair<string, object?>[] Struct = [new("b", 1), new("a", new List<object?> { 1.5m, null, "x\"y" })];

    public static TheoryData<object?, string> JsonValues => new()
    {
        { null, "null" },
        { true, "true" },
        { long.MaxValue, "9223372036854775807" },
        { ulong.MaxValue, "18446744073709551615" },
        { (byte)7, "7" },
        { 12345678901234567890.12345678m, "12345678901234567890.12345678" },
        { BigInteger.Pow(2, 126), "85070591730234615865843651857942052864" },
        { 0.1, "0.1" },
        { 1f / 3, "0.33333334" },
        { double.NaN, "null" },
        { double.NegativeInfinity, "null" },
        { new DateOnly(1999, 12, 31), "\"1999-12-31\"" },
        { new TimeOnly(10, 15, 30, 120), "\"10:15:30.12\"" },
        { new TimeOnly(10, 15), "\"10:15:00\"" },
        { new DateTime(2020, 2, 29, 1, 2, 3), "\"2020-02-29T01:02:03\"" },
        { new DateTimeOffset(2020, 2, 29, 1, 2, 3, TimeSpan.FromHours(2)), "\"2020-02-28T23:02:03Z\"" },
        { Guid.Parse("7f0f4a52-9a3c-4b7f-8a4f-2f7a4b7a9d11"), "\"7f0f4a52-9a3c-4b7f-8a4f-2f7a4b7a9d11\"" },
        { new byte[] { 0, 255 }, "\"AP8=\"" },
        { "Grüße 山田", "\"Grüße 山田\"" },
        { Struct, """{"b":1,"a":[1.5,null,"x\"y"]}""" },
        { new Dictionary<string, object?> { ["k"] = 1 }, """{"k":1}""" },
        { new KeyValuePair<object, object?>[] { new(3, "v") }, """{"3":"v"}""" },
        { new List<object?> { Struct }, """[{"b":1,"a":[1.5,null,"x\"y"]}]""" },
    };

    [Theory]
    [MemberData(nameof(JsonValues))]
    public void JsonLine_OfAValue(object? value, string expected)
    {
        var line = Ndjson(new ResultTable([new("v", "ANY")], [[value]]));

        Assert.Equal($"{{\"v\":{expected}}}\n", line);
        JsonDocument.Parse(line);
    }

    [Fact]
    public void Json_NoRows_IsAnEmptyArrayAndNoLine()
    {
        Assert.Equal("[]\n", Json(new ResultTable([new("v", "INTEGER")], [])));
        Assert.Equal("", Ndjson(new ResultTable([new("v", "INTEGER")], [])));
    }

    [Fact]
    public void Json_SameNameTwice_StaysApart() =>
        Assert.Equal(
            "{\"a\":1,\"a_2\":2,\"a_1\":3}\n",
            Ndjson(new ResultTable([new("a", "INTEGER"), new("a", "INTEGER"), new("a_1", "INTEGER")], [[1, 2, 3]])));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("", "\"\"")]
    [InlineData(null, "")]
    [InlineData("山田^太郎", "山田^太郎")]
    public void Csv_QuotesAField(string? value, string expected) =>
        Assert.Equal($"a,b\n{expected},1\n", Csv(new ResultTable([new("a", "VARCHAR"), new("b", "INTEGER")], [[value, 1]])));

    [Fact]
    public void Csv_OneColumnNull_IsNoEmptyLine() =>
        Assert.Equal("\"x,y\"\n\"\"\n", Csv(new ResultTable([new("x,y", "VARCHAR")], [[null]])));

    [Fact]
    public void Csv_NestedValueIsJson() =>
        Assert.Equal("v\n\"{\"\"b\"\":1,\"\"a\"\":[1.5,null,\"\"x\\\"\"y\"\"]}\"\n", Csv(new ResultTable([new("v", "STRUCT")], [[Struct]])));

    [Fact]
    public void Csv_NumbersInFull() =>
        Assert.Equal(
            "a,b,c,d\n0.1,nan,-inf,1E+20\n",
            Csv(new ResultTable([new("a", ""), new("b", ""), new("c", ""), new("d", "")], [[0.1, double.NaN, float.NegativeInfinity, 1e20]])));

    [Fact]
    public void Table_AlignsAndShowsNull()
    {
        var table = new ResultTable([new("name", "VARCHAR"), new("n", "BIGINT"), new("x", "VARCHAR")], [["山田", 5L, null], ["b\tc", 1234L, "y"]]);

        Assert.Equal(
            """
            name     n  x
            ────  ────  ────
            山田     5  NULL
            b\tc  1234  y
            (2 rows)

            """,
            Table(table, rows: 0, fit: false, width: 80));
    }

    [Fact]
    public void Table_TooWide_CutsCellsAndNamesTheColumnsLeftOut()
    {
        ResultColumn[] columns = [.. Enumerable.Range(0, 10).Select(i => new ResultColumn($"column_{i}", "VARCHAR"))];
        object?[] row = [.. columns.Select(object? (_) => new string('x', 40))];

        var text = Table(new ResultTable(columns, [row]), rows: 0, fit: true, width: 40);

        var lines = text.Split('\n');
        Assert.All(lines[..3], line => Assert.True(line.Length <= 40, line));
        Assert.Contains("x…", lines[2]);
        Assert.Contains("6 of 10 columns do not fit: column_4", text);
    }

    [Fact]
    public void Table_KnownRowCount_IsNotCounted()
    {
        var text = Table(new ResultTable([new("a", "INTEGER")], Enumerable.Repeat(new object?[] { 1 }, 3), rowCount: 12345), rows: 2, fit: false, width: 80);

        Assert.Contains("(2 of 12,345 rows;", text);
    }

    [Theory]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("山田太郎", 5, "山田…")]
    [InlineData("山田太郎", 4, "山…")]
    public void Cut_CountsColumnsOfTheTerminal(string text, int width, string expected) => Assert.Equal(expected, DisplayWidth.Cut(text, width));

    [Theory]
    [InlineData("a\e[31m", "a\\x1B[31m")]
    [InlineData("a\nb\tc\r", "a\\nb\\tc\\r")]
    [InlineData("\u009b\u007f", "\\x9B\\x7F")]
    [InlineData("\u202Egnp", "\\u202Egnp")]
    [InlineData("Grüße 山田 😀", "Grüße 山田 😀")]
    public void Escaped_LeavesNothingATerminalObeys(string text, string expected) => Assert.Equal(expected, Escaped.Value(text));

    private static string Csv(ResultTable table) => Written(stream => CsvFormat.Write(table, stream, forTerminal: false));

    private static string Json(ResultTable table) => Written(stream => JsonFormat.WriteArray(table, stream));

    private static string Ndjson(ResultTable table) => Written(stream => JsonFormat.WriteLines(table, stream));

    private static string Table(ResultTable table, long rows, bool fit, int width) => Written(stream =>
    {
        using var terminal = new Terminal(
            new StandardStreams { Out = stream, Error = TextWriter.Null, In = TextReader.Null, Width = width }, ColorMode.Never, Verbosity.Normal);
        TableFormat.Write(table, terminal, terminal.Out, rows, fit, color: false);
    });

    private static string Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
