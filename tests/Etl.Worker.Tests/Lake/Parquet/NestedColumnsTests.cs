using System.Text;
using System.Text.Json.Nodes;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parquet;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Lake.Parquet;

/// <summary>Lists in structs in lists, of chance, as DuckDB's reader gives them back.</summary>
public sealed class NestedColumnsTests : IDisposable
{
    private static readonly DuckDbType Inner = DuckDbType.Struct(new DuckDbField("number", DuckDbType.BigInt));

    private static readonly DuckDbType Item = DuckDbType.Struct(
        new DuckDbField("code", DuckDbType.Varchar), new DuckDbField("words", DuckDbType.List(DuckDbType.Varchar)),
        new DuckDbField("inner", DuckDbType.List(Inner)));

    private readonly TemporaryFolder folder = new();
    private readonly TextHeap heap = new();
    private readonly ChunkWriter chunks = new();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 2)]
    [InlineData(100, 3)]
    [InlineData(1000, 4)]
    [InlineData(1000, 5)]
    [InlineData(5000, 6)]
    public void ListsInLists_AreRead(int rows, int seed)
    {
        var random = new Random(seed);
        var items = new Struct();
        var list = List(rows, random, items);
        var code = new Values();
        var words = List(items.Rows, random, new Struct());
        var word = new Values();
        var inner = new Struct();
        var innerList = List(items.Rows, random, inner);
        var number = new Values();
        for (var i = 0; i < items.Rows; i++)
            code.Add(random, i, "code ", heap);
        for (var i = 0; i < words.Total; i++)
            word.Add(random, i, "word ", heap);
        for (var i = 0; i < inner.Rows; i++)
            number.Add(random, i, null, heap);

        var file = Path.Combine(folder.Path, "part.parquet");
        using (var writer = new ParquetFileWriter(file, [new DuckDbColumn("c", DuckDbType.List(Item))], heap, chunks))
        {
            writer.BeginGroup(rows);
            var below = Levels.OfRows(rows).Below([.. list.Runs], areStructs: true);
            Assert.Equal(items.Rows, below.Rows);
            writer.WriteColumn(below, [.. code.Runs]);
            writer.WriteColumn(below.Below([.. words.Runs], areStructs: false), [.. word.Runs]);
            writer.WriteColumn(below.Below([.. innerList.Runs], areStructs: true), [.. number.Runs]);
            writer.EndGroup();
            writer.End();
        }

        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query($"select to_json(c)::varchar from '{file}'");
        var expected = Enumerable.Range(0, rows).Select(row => list.Json(row, i => new JsonObject
        {
            ["code"] = code.Json(i),
            ["words"] = words.Json(i, word.Json),
            ["inner"] = innerList.Json(i, j => new JsonObject { ["number"] = number.Json(j) }),
        })?.ToJsonString());
        Assert.Equal(expected, result.Rows().Select(r => (string?)r[0]));
    }

    public void Dispose()
    {
        chunks.Dispose();
        heap.Dispose();
        folder.Dispose();
    }

    /// <summary>Lists by rows: stretches without any, of empty ones, of one item, of several.</summary>
    private static Lists List(int rows, Random random, Struct items)
    {
        var lists = new Lists();
        for (var row = 0; row < rows;)
        {
            var stretch = Math.Min(rows - row, random.Next(4) == 0 ? random.Next(1, 40) : 1);
            var count = random.Next(-1, 4);
            for (var end = row + stretch; row < end; row++)
                lists.Add(row, count);
        }

        items.Rows = lists.Total;
        return lists;
    }

    private sealed class Struct
    {
        internal int Rows { get; set; }
    }

    private sealed class Lists
    {
        private readonly Dictionary<int, (int First, int Count)> byRow = [];

        internal List<CellRun> Runs { get; } = [];

        internal int Total { get; private set; }

        internal void Add(int row, int count)
        {
            if (count < 0)
                return;
            byRow[row] = (Total, count);
            // Cells of equal length are one run: where items lie is not asked for.
            if (Runs.Count > 0 && Runs[^1].Row + Runs[^1].Count == row && Runs[^1].Cell == (ulong)count)
                Runs[^1] = Runs[^1] with { Count = Runs[^1].Count + 1 };
            else
                Runs.Add(new CellRun(row, 1, (ulong)count));
            Total += count;
        }

        internal JsonArray? Json(int row, Func<int, JsonNode?> item) => byRow.TryGetValue(row, out var list)
            ? new JsonArray([.. Enumerable.Range(list.First, list.Count).Select(item)])
            : null;
    }

    private sealed class Values
    {
        private readonly Dictionary<int, int> byRow = [];
        private string? prefix;
        private int last;

        internal List<CellRun> Runs { get; } = [];

        internal void Add(Random random, int row, string? text, TextHeap heap)
        {
            prefix = text;
            if (random.Next(3) == 0)
                last = random.Next(20);
            if (last == 0)
                return;
            byRow[row] = last;
            Runs.Add(new CellRun(row, 1, text is null ? (ulong)last : heap.Add(Encoding.UTF8.GetBytes(text + last))));
        }

        internal JsonValue? Json(int row) =>
            !byRow.TryGetValue(row, out var value) ? null : prefix is null ? JsonValue.Create(value) : JsonValue.Create(prefix + value);
    }
}
