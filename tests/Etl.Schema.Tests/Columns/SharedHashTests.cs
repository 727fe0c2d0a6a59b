using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

public sealed class SharedHashTests
{
    private const string Text = "LO";

    /// <summary>Headers that differ in a text, in what is beside it, in lists, items, their places and their emptiness.</summary>
    private static readonly Func<DicomBytes>[] Headers =
    [
        () => new DicomBytes(),
        () => new DicomBytes().Text(0x00080060, "CS", "CT"),
        () => new DicomBytes().Text(0x00080070, Text, "ACME"),
        () => new DicomBytes().Text(0x00080080, Text, "ACME"),
        () => new DicomBytes().Text(0x00080070, Text, "AC").Text(0x00080080, Text, "ME"),
        () => new DicomBytes().Text(0x00080070, Text, ""),
        () => new DicomBytes().Text(0x00080008, "CS", "A\\B"),
        () => new DicomBytes().Text(0x00080008, "CS", "A\\B\\"),
        () => new DicomBytes().Text(0x00080008, "CS", "\\A\\B"),
        () => new DicomBytes().Text(0x00080008, "CS", "AB"),
        () => new DicomBytes().Words(0x00280010, "US", 512),
        () => new DicomBytes().Words(0x00280011, "US", 512),
        () => new DicomBytes().Text(0x00180050, "DS", "1.5"),
        () => new DicomBytes().Text(0x00180050, "DS", "2.5"),
        () => new DicomBytes().Text(0x00280030, "DS", "1\\2"),
        () => new DicomBytes().Text(0x00280030, "DS", "2\\1"),
        () => new DicomBytes().Sequence(0x00082218),
        () => new DicomBytes().Sequence(0x00082218, item => item.Text(0x00080100, "SH", "A")),
        () => new DicomBytes().Sequence(0x00082218, item => item.Text(0x00080100, "SH", "A"), item => item.Text(0x00080102, "SH", "B")),
        () => new DicomBytes().Sequence(0x00082218, item => item.Text(0x00080100, "SH", "A").Text(0x00080102, "SH", "B")),
        () => new DicomBytes().Sequence(0x00082218, item => item.Text(0x00080100, "SH", "A"), item => { }),
        () => new DicomBytes().Sequence(0x00082228, item => item.Text(0x00080100, "SH", "A")),
        () => new DicomBytes().Sequence(0x00082218, item => item.Sequence(0x00082220, inner => inner.Text(0x00080100, "SH", "A"))),
        () => new DicomBytes().Raw(0x00282000, "OB", 1, 2),
        () => new DicomBytes().Text(0x00090010, Text, "ACME").Text(0x00091001, Text, "a"),
        () => new DicomBytes().Text(0x00080070, Text, "ACME").Text(0x00080080, Text, "").Sequence(0x00082218, item => item.Text(0x00080100, "SH", "A")),
    ];

    [Fact]
    public void EqualHashes_EqualValuesOfAllSharedColumns_AndTheOtherWayRound()
    {
        // Each comes three times, far apart and in other neighbourhoods, as other instances; columns come in another order in the second batch.
        var numbers = Enumerable.Range(0, 3 * Headers.Length).ToList();
        var rows = Rows(numbers).Concat(Rows([.. numbers.Select(n => n * 7 % numbers.Count).Reverse()])).ToList();

        Assert.Equal(6 * Headers.Length, rows.Count);
        foreach (var (hash, values) in rows)
        {
            Assert.Matches("^01[0-9a-f]{30}$", hash);
            foreach (var other in rows)
                Assert.True(other.Hash == hash == (other.Values == values), $"{hash} {other.Hash}\n{values}\n{other.Values}");
        }
    }

    [Fact]
    public void Completed_Twice_IsTheSame()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        Parse(batches, [0, 1, 2]);
        var batch = batches.All.First(b => b.RowCount > 0);

        batch.Complete();
        var first = BatchRow.Of(batch, 0).Fields["shared_hash"];
        batch.Complete();

        Assert.Equal(first, BatchRow.Of(batch, 0).Fields["shared_hash"]);
    }

    private static List<(string Hash, string Values)> Rows(List<int> numbers)
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        Parse(batches, numbers);
        var rows = new List<(string, string)>();
        foreach (var batch in batches.All)
        {
            batch.Complete();
            for (var row = 0; row < batch.RowCount; row++)
            {
                var fields = BatchRow.Of(batch, row).Fields;
                rows.Add((fields["shared_hash"].Trim('"'), string.Join('\n', fields.Where(f => !PerInstance.Columns.Contains(f.Key)).Select(f => $"{f.Key}={f.Value}"))));
            }
        }

        return rows;
    }

    private static void Parse(InstanceBatches batches, List<int> numbers)
    {
        var parser = new InstanceParser(batches);
        foreach (var number in numbers)
        {
            // What tells instances apart does not count.
            var data = Headers[number % Headers.Length]().Text(0x00080018, "UI", $"1.2.{number}").Text(0x00200013, "IS", $"{number}");
            var bytes = data.File();
            parser.Begin(new InstanceSource($"file:///{number}.dcm", $"{number}", bytes.Length, DateTimeOffset.UnixEpoch.AddDays(number)));
            Assert.Equal(ParseStatus.Row, parser.Continue(bytes, 0));
        }
    }
}
