using System.Globalization;
using System.Text;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parquet;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Lake.Parquet;

/// <summary>What DuckDB's reader finds in the files.</summary>
public sealed class ParquetFileWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DuckDbDatabase database = DuckDbDatabase.Open();
    private readonly DuckDbConnection connection;
    private readonly TextHeap heap = new();
    private readonly ChunkWriter chunks = new();
    private readonly string file;

    public ParquetFileWriterTests()
    {
        connection = database.Connect();
        file = Path.Combine(folder.Path, "part.parquet");
    }

    [Theory]
    [InlineData(DuckDbTypeId.Integer, 0xFFFF_FFFFUL, "-1")]
    [InlineData(DuckDbTypeId.BigInt, 0x8000_0000_0000_0000UL, "-9223372036854775808")]
    [InlineData(DuckDbTypeId.Float, 0x3FC0_0000UL, "1.5")]
    [InlineData(DuckDbTypeId.Double, 0xC004_0000_0000_0000UL, "-2.5")]
    [InlineData(DuckDbTypeId.Date, 19_782UL, "2024-02-29")]
    [InlineData(DuckDbTypeId.TimestampTz, 1_709_210_096_123_456UL, "2024-02-29 12:34:56.123456+00")]
    [InlineData(DuckDbTypeId.Decimal, ulong.MaxValue, "18446744073709551615")]
    public void Value_IsRead(DuckDbTypeId id, ulong cell, string expected)
    {
        var type = id == DuckDbTypeId.Decimal ? DuckDbType.Decimal(20, 0) : DuckDbType.Of(id);
        Write(type, 3, new CellRun(1, 1, cell));
        connection.Execute("set TimeZone = 'UTC'");
        Assert.Equal([null, expected, null], Column<string?>("c::varchar"));
        Assert.Equal(type.ToString(), connection.QueryScalar<string>($"select any_value(typeof(c)) from '{file}'"));
        Assert.Equal([$"{expected}|{expected}|2"], Statistics());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a\0b")]
    [InlineData("Grüße 漢字 🩻")]
    public void Text_IsRead(string text)
    {
        Write(DuckDbType.Varchar, 2, new CellRun(0, 2, Text(text)));
        Assert.Equal([text, text], Column<string?>("c"));
    }

    [Fact]
    public void TextLongerThanABound_IsReadAndHasNone()
    {
        var text = new string('x', 100_000);
        Write(DuckDbType.Varchar, 2, new CellRun(0, 1, Text("a")), new CellRun(1, 1, Text(text)));
        Assert.Equal(["a", text], Column<string?>("c"));
        Assert.Equal(["||0"], Statistics());
    }

    /// <summary>Runs around a group of eight, around the most groups of one header, and beyond a vector of DuckDB.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(8, 7)]
    [InlineData(9, 3)]
    [InlineData(503, 2)]
    [InlineData(505, 504)]
    [InlineData(5000, 8)]
    [InlineData(4, 600)]
    public void Runs_AreRead(int length, int times)
    {
        var expected = new List<long?>();
        var runs = new List<CellRun>();
        for (var i = 0; i < times; i++)
        {
            runs.Add(new CellRun(expected.Count, length, (ulong)(i % 5)));
            expected.AddRange(Enumerable.Repeat((long?)(i % 5), length));
            expected.AddRange(Enumerable.Repeat((long?)null, i % 3));
        }

        Write(DuckDbType.BigInt, expected.Count, [.. runs]);
        Assert.Equal(expected, Column<long?>("c"));
    }

    [Fact]
    public void DistinctValues_AreReadWithoutDictionary()
    {
        Write(DuckDbType.Varchar, 3000, [.. Enumerable.Range(0, 3000).Select(i => new CellRun(i, 1, Text($"1.2.{i}")))]);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"1.2.{i}"), Column<string?>("c"));
        Assert.Equal(["RLE, PLAIN"], Encodings());
    }

    [Fact]
    public void EqualTextsOfSeveralPlaces_AreOneValueOfTheDictionary()
    {
        Write(DuckDbType.Varchar, 3000, [.. Enumerable.Range(0, 3000).Select(i => new CellRun(i, 1, Text($"value {i % 700}")))]);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"value {i % 700}"), Column<string?>("c"));
        Assert.Equal(["RLE, PLAIN, RLE_DICTIONARY"], Encodings());
        Assert.Equal(["value 0|value 99|0"], Statistics());
    }

    [Fact]
    public void Nan_LeavesNoBounds()
    {
        Write(DuckDbType.Double, 2, new CellRun(0, 1, Bits(1)), new CellRun(1, 1, Bits(double.NaN)));
        Assert.Equal([1, double.NaN], Column<double>("c"));
        Assert.Equal(["||0"], Statistics());
    }

    [Fact]
    public void Zero_IsBoundedByBothZeros()
    {
        Write(DuckDbType.Double, 2, new CellRun(0, 2, Bits(0)));
        Assert.Equal(["-0.0|0.0|0"], Statistics());
        Assert.Equal(2, connection.QueryScalar<long>($"select count(*) from '{file}' where c = 0 and c >= -0.0"));
    }

    [Fact]
    public void ColumnWithoutValue_IsNull()
    {
        Write(DuckDbType.Varchar, 5);
        Assert.Equal([null, null, null, null, null], Column<string?>("c"));
        Assert.Equal(["||5"], Statistics());
    }

    [Fact]
    public void RowGroups_FollowEachOther()
    {
        using (var writer = Open(new DuckDbColumn("c", DuckDbType.Integer)))
        {
            foreach (var (rows, cell) in new[] { (2, 7UL), (3, 5UL) })
            {
                writer.BeginGroup(rows);
                writer.WriteColumn(Levels.OfRows(rows), [new CellRun(0, rows - 1, cell)]);
                writer.EndGroup();
            }

            var bytes = writer.End();
            Assert.Equal(new FileInfo(file).Length, bytes);
            Assert.Equal(5, writer.Rows);
            Assert.Equal([("c", "5", "7", 2L)], writer.Statistics.Select(s => (s.Path, s.Min!, s.Max!, s.NullCount!.Value)));
        }

        Assert.Equal([7, null, 5, 5, null], Column<int?>("c"));
        Assert.Equal(2, connection.QueryScalar<long>($"select num_row_groups from parquet_file_metadata('{file}')"));
    }

    [Fact]
    public void ValueBeyondTheRows_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Write(DuckDbType.Integer, 2, new CellRun(2, 1, 0)));

    [Fact]
    public void ColumnLeftOut_IsRefused()
    {
        using var writer = Open(new DuckDbColumn("c", DuckDbType.Integer), new DuckDbColumn("d", DuckDbType.Integer));
        writer.BeginGroup(1);
        writer.WriteColumn(Levels.OfRows(1), []);
        Assert.Throws<InvalidOperationException>(writer.EndGroup);
    }

    public void Dispose()
    {
        chunks.Dispose();
        heap.Dispose();
        connection.Dispose();
        database.Dispose();
        folder.Dispose();
    }

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);

    private ulong Text(string text) => heap.Add(Encoding.UTF8.GetBytes(text));

    private ParquetFileWriter Open(params DuckDbColumn[] columns) => new(file, columns, heap, chunks);

    private void Write(DuckDbType type, int rows, params CellRun[] values)
    {
        using var writer = Open(new DuckDbColumn("c", type));
        writer.BeginGroup(rows);
        writer.WriteColumn(Levels.OfRows(rows), values);
        writer.EndGroup();
        writer.End();
    }

    private List<T?> Column<T>(string expression)
    {
        using var result = connection.Query($"select {expression} from '{file}'");
        return [.. result.Rows().Select(r => (T?)r[0])];
    }

    /// <summary>Least and greatest value and number of NULLs, of each row group.</summary>
    private List<string> Statistics()
    {
        using var result = connection.Query(
            $"select concat(stats_min_value, '|', stats_max_value, '|', stats_null_count) from parquet_metadata('{file}') order by row_group_id");
        return [.. result.Rows().Select(r => Convert.ToString(r[0], CultureInfo.InvariantCulture)!)];
    }

    private List<string> Encodings()
    {
        using var result = connection.Query($"select encodings from parquet_metadata('{file}')");
        return [.. result.Rows().Select(r => (string)r[0]!)];
    }
}
