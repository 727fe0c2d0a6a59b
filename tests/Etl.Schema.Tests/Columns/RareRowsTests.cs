using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

public sealed class RareRowsTests
{
    private const int Many = 9000;

    [Fact]
    public void FewRowsWithManyColumnsOfTheirOwn_AreSetAside_EachRowAsItWas()
    {
        using var batches = new InstanceBatches("r", new ColumnBudget(), keepPrivate: true);
        using var whole = new InstanceBatches("r", new ColumnBudget(), keepPrivate: true);
        var (parser, wholeParser) = (new InstanceParser(batches), new InstanceParser(whole));
        foreach (var round in new[] { 0, 1 })
        {
            // The second round comes into the batches that the first has left.
            var rows = Enumerable.Range(round * Many, Many).ToList();
            rows.ForEach(number => Parse(parser, number, Header(number)));
            rows.ForEach(number => Parse(wholeParser, number, Header(number)));
            var batch = batches.Of("CT");
            batches.SetAside(batch);

            Assert.Equal(Many - rows.Count(IsWide), batch.Rows.Sum(r => r.End - r.First));
            Assert.True(batch.HasRowsAside);
            Assert.Equal(whole.Of("CT").Root.Columns.Select(c => c.Name).Order(), batches.Aside.Single().Root.Columns.Select(c => c.Name).Order());
            var expected = Read(whole.Of("CT")).ToDictionary(r => r.Uri, r => r.Row);
            var kept = Read(batch).ToList();
            foreach (var (uri, row) in kept)
                Assert.Equal(expected[uri], row);
            Assert.DoesNotContain(kept, row => row.Row.Contains("FunctionalGroups", StringComparison.Ordinal));
            batch.Clear();
            whole.Of("CT").Clear();
            Assert.False(batch.HasRowsAside);
        }

        // A few rows more are no part of their own.
        const int Last = 2 * Many + 2;
        for (var number = 2 * Many; number < Last; number++)
            Parse(parser, number, Header(number));
        batches.SetAside(batches.Of("CT"));
        Assert.Empty(batches.Of("CT").Rows);

        var aside = Read(batches.Aside.Single()).ToList();
        Assert.Equal(Enumerable.Range(0, Last).Where(IsSetAside).Select(number => $"\"file:///{number}\""), aside.Select(r => r.Uri));
        foreach (var number in Enumerable.Range(0, Last).Where(IsSetAside))
            Parse(wholeParser, number, Header(number));
        Assert.Equal(Read(whole.Of("CT")), aside);
    }

    [Theory]
    [InlineData(1000, 1, 16)]
    [InlineData(Many, Many / 50, 16)]
    [InlineData(Many, 1, 3)]
    [InlineData(Many, 0, 0)]
    public void FewRows_OrTooManyWithColumnsOfTheirOwn_OrFewSuchColumns_StayTogether(int rows, int wide, int columns)
    {
        using var batches = new InstanceBatches("r", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        for (var number = 0; number < rows; number++)
        {
            var header = new DicomBytes();
            for (var i = 0; i < columns && number < wide; i++)
                header.Words(0x60000010u + ((uint)i << 17), "US", 1);
            Parse(parser, number, header);
        }

        batches.SetAside(batches.Of("CT"));

        Assert.Empty(batches.Aside);
        Assert.Equal([new RowRange(0, rows)], batches.Of("CT").Rows);
    }

    /// <summary>Both have read both kinds; those set aside of one come to those of the other.</summary>
    [Fact]
    public void RowsOfOthers_AreAsTheyWereThere()
    {
        using var batches = new InstanceBatches("r", new ColumnBudget(), keepPrivate: true);
        using var others = new InstanceBatches("r", new ColumnBudget(), keepPrivate: true);
        using var whole = new InstanceBatches("r", new ColumnBudget(), keepPrivate: true);
        var (parser, otherParser, wholeParser) = (new InstanceParser(batches), new InstanceParser(others), new InstanceParser(whole));
        foreach (var number in Enumerable.Range(0, 2 * Many))
        {
            Parse(number < Many ? parser : otherParser, number, Header(number));
            Parse(wholeParser, number, Header(number));
        }

        batches.SetAside(batches.Of("CT"));
        others.SetAside(others.Of("CT"));
        batches.Of("CT").Clear();
        others.Of("CT").Clear();
        for (var number = 0; number < 3; number++)
            Parse(otherParser, number, Header(number));

        batches.Take(others);

        var expected = Read(whole.Of("CT")).ToDictionary(r => r.Uri);
        Assert.Equal(Enumerable.Range(0, 2 * Many).Where(IsWide).Select(n => expected[$"\"file:///{n}\""]), Read(batches.Aside.Single()));
        Assert.Equal(Enumerable.Range(0, 3).Select(n => expected[$"\"file:///{n}\""]), Read(batches.Of("CT")));
        Assert.All(others.All.Concat(others.Aside), batch => Assert.Equal(0, batch.RowCount));
    }

    private static bool IsSetAside(int number) => IsWide(number) || number >= 2 * Many;

    private static bool IsWide(int number) => number % 1000 is 0 or 11 or 500;

    /// <summary>The wide ones: sequences in sequences, lists with gaps, numbers, texts, what is empty, private or not as it should be.</summary>
    private static DicomBytes Header(int number)
    {
        var header = new DicomBytes().Text(0x00080008, "CS", $"A\\{number % 3}");
        if (!IsWide(number))
            return header.Text(0x00080070, "LO", "ACME");
        header.Text(0x00080070, "LO", "").Text(0x00090010, "LO", "ACME").Text(0x00091001, "LO", $"{number}").Text(0x00101030, "DS", "heavy");
        for (var i = 0; i < 12; i++)
            header.Words(0x60000010u + ((uint)i << 17), "US", number & 0xFFFF);
        return header
            .Sequence(0x52009229, item => item.Text(0x00189073, "FD", "").Sequence(0x00289110, measures => measures.Text(0x00280030, "DS", "1\\\\2")))
            .Sequence(0x52009230, [.. Enumerable.Range(0, number % 3).Select<int, Action<DicomBytes>>(frame => item => item
                .Sequence(0x00209111, content => content.Words(0x00209057, "US", frame).Text(0x00209056, "SH", $"{number} {frame}"))
                .Sequence(0x00209113, place => place.Text(0x00200032, "DS", $"{frame}\\2\\3")))]);
    }

    private static IEnumerable<(string Uri, string Row)> Read(InstanceBatch batch)
    {
        batch.Complete();
        foreach (var (first, end) in batch.Rows)
        {
            for (var row = first; row < end; row++)
            {
                var read = BatchRow.Of(batch, row);
                yield return (read.Fields["source_uri"], read.ToString());
            }
        }
    }

    private static void Parse(InstanceParser parser, int number, DicomBytes header)
    {
        var bytes = header.Text(0x00080060, "CS", "CT").File();
        parser.Begin(new InstanceSource($"file:///{number}", $"{number}", bytes.Length, DateTimeOffset.UnixEpoch.AddDays(number)));
        Assert.Equal(ParseStatus.Row, parser.Continue(bytes, 0));
    }
}
