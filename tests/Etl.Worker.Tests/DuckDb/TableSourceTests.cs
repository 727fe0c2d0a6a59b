using System.Runtime.InteropServices;
using System.Text;
using Etl.Worker.DuckDb;

namespace Etl.Worker.Tests.DuckDb;

public sealed unsafe class TableSourceTests : IDisposable
{
    private static readonly DuckDbType ItemList = DuckDbType.List(DuckDbType.Struct(
        new DuckDbField("code", DuckDbType.Varchar),
        new DuckDbField("values", DuckDbType.List(DuckDbType.Double))));

    private readonly DuckDbDatabase _database = DuckDbDatabase.Open();
    private readonly DuckDbConnection _connection;
    private readonly string _folder = Directory.CreateTempSubdirectory("etl-duckdb-").FullName;

    public TableSourceTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Rows_ArriveInOrderAcrossChunks()
    {
        var next = 0L;
        using var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt)], chunk =>
        {
            var rows = (int)Math.Min(DataChunkWriter.Capacity, 100_000 - next);
            var data = (long*)chunk[0].Data;
            for (var i = 0; i < rows; i++)
                data[i] = next++;
            return rows;
        });

        using var result = _connection.Query($"select n from {source.Sql}");

        Assert.Equal(Enumerable.Range(0, 100_000).Select(n => (object)(long)n), result.Rows().Select(row => row[0]!));
    }

    [Fact]
    public void NoRows_EmptyTableWithItsColumns()
    {
        using var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt), new("größe", ItemList)], _ => 0);

        using var result = _connection.Query($"from {source.Sql}");

        Assert.Equal(["n", "größe"], result.Columns.Select(column => column.Name));
        Assert.Equal("STRUCT(code VARCHAR, values DOUBLE[])[]", result.Columns[1].Type.ToString());
        Assert.Empty(result.Rows());
    }

    // Row r has 5 items unless r is a multiple of 7 (NULL) or of 11 (empty); with 2,048 rows a chunk has over 7,000 items.
    // SQL makes the same rows by its own means for comparison.
    private const string ExpectedNested = """
        select r::bigint as id, 'text of row ' || r::varchar as label,
            case when r % 7 = 0 then null when r % 11 = 0 then [] else
                [case when (r + i) % 5 = 0 then null else
                    {'code': case when (r + i) % 3 = 0 then null when i % 2 = 0 then 'c' || i::varchar
                                  else 'a longer code ' || (r * 10 + i)::varchar end,
                     'values': case when (r + i) % 4 = 0 then null else [r + i + v / 2.0 for v in range(i)] end} end
                for i in range(5)] end as items
        from range(20000) t(r)
        """;

    /// <summary>Writes the rows above with strings that stay in memory of the test.</summary>
    private sealed class NestedRows : IDisposable
    {
        private readonly List<nint> _memory = [];
        private int _row;

        public static DuckDbColumn[] Columns =>
            [new("id", DuckDbType.BigInt), new("label", DuckDbType.Varchar), new("items", ItemList)];

        public int Fill(DataChunkWriter chunk)
        {
            // The memory of the chunk before is no longer in use; overwriting it would show if it were.
            Dispose();
            var rows = Math.Min(DataChunkWriter.Capacity, 20_000 - _row);
            for (var i = 0; i < rows; i++, _row++)
            {
                chunk[0].Set(i, (long)_row);
                chunk[1].Set(i, Keep($"text of row {_row}"));
                FillItems(chunk[2], i);
            }
            return rows;
        }

        private void FillItems(VectorWriter items, int i)
        {
            if (_row % 7 == 0)
            {
                items.SetNull(i);
                return;
            }

            var first = items.AddList(i, _row % 11 == 0 ? 0 : 5);
            for (var item = 0; item < 5 && _row % 11 != 0; item++)
                FillItem(items.ListChild, first + item, item);
        }

        private void FillItem(VectorWriter structs, long at, int item)
        {
            var (codes, values) = (structs.StructChild(0), structs.StructChild(1));
            if ((_row + item) % 5 == 0)
            {
                structs.SetNull(at);
                return;
            }

            if ((_row + item) % 3 == 0) codes.SetNull(at);
            else codes.Set(at, Keep(item % 2 == 0 ? $"c{item}" : $"a longer code {_row * 10 + item}"));

            if ((_row + item) % 4 == 0)
            {
                values.SetNull(at);
                return;
            }

            var first = values.AddList(at, item);
            for (var v = 0; v < item; v++)
                values.ListChild.Set(first + v, _row + item + v / 2.0);
        }

        private DuckDbString Keep(string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            var memory = (byte*)NativeMemory.Alloc((nuint)utf8.Length);
            utf8.CopyTo(new Span<byte>(memory, utf8.Length));
            _memory.Add((nint)memory);
            _lengths.Add(utf8.Length);
            return DuckDbString.At(memory, utf8.Length);
        }

        private readonly List<int> _lengths = [];

        public void Dispose()
        {
            for (var i = 0; i < _memory.Count; i++)
            {
                new Span<byte>((void*)_memory[i], _lengths[i]).Fill((byte)'#');
                NativeMemory.Free((void*)_memory[i]);
            }
            _memory.Clear();
            _lengths.Clear();
        }
    }

    private void AssertNested(string relation)
    {
        Assert.Equal(20_000, _connection.QueryScalar<long>($"select count(*) from {relation}"));
        Assert.Equal(0, _connection.QueryScalar<long>(
            $"select count(*) from ((({ExpectedNested}) except all (from {relation})) union all ((from {relation}) except all ({ExpectedNested})))"));
        // Members of a NULL struct are NULL too, which only reading a member shows.
        Assert.Equal(0, _connection.QueryScalar<long>(
            $"select count(*) from (select unnest(items) as item from {relation}) where item is null and (item.code is not null or item.values is not null)"));
    }

    [Fact]
    public void StringsNotCopiedAndNestedNulls_CreateTableAsHoldsThem()
    {
        using var rows = new NestedRows();
        using var source = _connection.OpenTableSource(NestedRows.Columns, rows.Fill);

        _connection.Execute($"create table t as select * from {source.Sql}");

        AssertNested("t");
    }

    [Theory]
    [InlineData("compression zstd")]
    [InlineData("compression zstd, parquet_version v2, row_group_size 5000")]
    public void StringsNotCopiedAndNestedNulls_ParquetHoldsThem(string options)
    {
        using var rows = new NestedRows();
        using var source = _connection.OpenTableSource(NestedRows.Columns, rows.Fill);
        var path = DuckDbSql.Literal(Path.Combine(_folder, "part.parquet"));

        var written = _connection.Execute($"copy (select * from {source.Sql}) to {path} (format parquet, {options})");

        Assert.Equal(20_000, written);
        AssertNested($"read_parquet({path})");
    }

    [Fact]
    public void StringsNotCopied_FilterSortAndJoinGiveTheSameRows()
    {
        using var rows = new NestedRows();
        using var source = _connection.OpenTableSource(NestedRows.Columns, rows.Fill);

        _connection.Execute($"create table t as select s.* from {source.Sql} s join range(20000) r(i) on r.i = s.id where id % 3 >= 0 order by label desc");

        AssertNested("t");
    }

    [Fact]
    public void ReadTwice_EachScanOpensItsOwnFill()
    {
        using var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt)], 1, () =>
        {
            var done = false;
            return chunk =>
            {
                if (done) return 0;
                done = true;
                chunk[0].Set(0, 5L);
                return 1;
            };
        });

        Assert.Equal(10, _connection.QueryScalar<long>($"select sum(n) from (from {source.Sql} union all from {source.Sql})"));
    }

    [Fact]
    public void SeveralThreads_EveryRowOnce()
    {
        var next = 0L;
        using var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt)], 4, () => chunk =>
        {
            var first = Interlocked.Add(ref next, DataChunkWriter.Capacity) - DataChunkWriter.Capacity;
            if (first >= 1_024_000) return 0;
            for (var i = 0; i < DataChunkWriter.Capacity; i++)
                chunk[0].Set(i, first + i);
            return DataChunkWriter.Capacity;
        });
        _connection.Execute("set threads = 4; set preserve_insertion_order = false");

        using var result = _connection.Query($"select count(*), count(distinct n), min(n), max(n) from {source.Sql}");

        Assert.Equal(new object?[] { 1_024_000L, 1_024_000L, 0L, 1_023_999L }, Assert.Single(result.Rows()));
    }

    [Fact]
    public void FillThrows_StatementFailsWithTheExceptionInside()
    {
        var chunks = 0;
        using var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt)],
            _ => chunks++ < 3 ? 2048 : throw new InvalidDataException("the fourth chunk is bad"));

        var error = Assert.Throws<DuckDbException>(() => _connection.Execute($"create table t as from {source.Sql}"));

        Assert.Contains("the fourth chunk is bad", error.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.Equal(1, _connection.QueryScalar<int>("select 1"));
    }

    [Fact]
    public void FillThrowsWhileStreaming_ReadingTheRowsFails()
    {
        var chunks = 0;
        using var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt)],
            _ => chunks++ < 50 ? 2048 : throw new InvalidDataException("bad"));

        var error = Assert.Throws<DuckDbException>(() =>
        {
            using var result = _connection.Query($"from {source.Sql}");
            return result.Rows().Count();
        });

        Assert.IsType<InvalidDataException>(error.InnerException);
    }

    [Fact]
    public void OpenThrows_StatementFailsWithTheExceptionInside()
    {
        using var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt)], 1, () => throw new InvalidDataException("no"));

        var error = Assert.Throws<DuckDbException>(() => _connection.Execute($"create table t as from {source.Sql}"));

        Assert.IsType<InvalidDataException>(error.InnerException);
    }

    [Fact]
    public void TooManyRows_StatementFails()
    {
        using var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt)], _ => 2049);

        var error = Assert.Throws<DuckDbException>(() => _connection.Execute($"create table t as from {source.Sql}"));

        Assert.Contains("2049", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Closed_NoLongerReadable()
    {
        var source = _connection.OpenTableSource([new("n", DuckDbType.BigInt)], _ => 0);
        source.Dispose();

        var error = Assert.Throws<DuckDbException>(() => _connection.Execute($"from {source.Sql}"));

        Assert.Contains("No table source", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryType_PassesThroughTypeDescriptionAndBack()
    {
        using var all = _connection.Query("select * from test_all_types() limit 0");
        using var other = _database.Connect();
        using var source = other.OpenTableSource([.. all.Columns.Where(column => column.Type.Alias is null)], _ => 0);

        using var result = other.Query($"from {source.Sql}");

        Assert.Equal(source.Columns, result.Columns);
    }
}
