using System.Text;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Tests.Lake.Parts;

public sealed class TextLabelsTests : IDisposable
{
    private readonly TextHeap heap = new();

    [Fact]
    public void EqualTexts_HaveOneLabel()
    {
        var labels = new TextLabels(heap, 10);
        Assert.Equal([0, 1, 0, 2, 1], new[] { "long enough for two words", "", "long enough for two words", "漢字", "" }.Select(t => labels.Of(Text(t))));
        Assert.Equal(["long enough for two words", "", "漢字"], labels.Type.Labels);
    }

    [Fact]
    public void OneTextTooMany_HasNone()
    {
        var labels = new TextLabels(heap, 2);
        Assert.Equal([0, 1, -1, 1], new[] { "a", "b", "c", "b" }.Select(t => labels.Of(Text(t))));
    }

    [Fact]
    public void TextWithNul_HasNone() => Assert.Equal(-1, new TextLabels(heap, 2).Of(Text("a\0b")));

    [Theory]
    [InlineData(255, 1)]
    [InlineData(256, 2)]
    public void Bytes_AreThoseOfDuckDbsEnum(int count, int bytes)
    {
        var labels = new TextLabels(heap, count);
        for (var i = 0; i < count; i++)
            labels.Of(Text($"{i}"));
        Assert.Equal(bytes, labels.Bytes);
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        Assert.Equal(
            bytes == 1 ? "UTINYINT" : "USMALLINT",
            connection.QueryScalar<string>($"select typeof(enum_code('0'::{labels.Type}))"));
    }

    public void Dispose() => heap.Dispose();

    private ulong Text(string text) => heap.Add(Encoding.UTF8.GetBytes(text));
}
