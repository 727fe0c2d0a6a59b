using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

/// <summary>Lists of what was noted of an instance are kept once where they are as in the instance before; rows must not tell.</summary>
public sealed class RepeatedBookkeepingTests
{
    private static readonly Func<DicomBytes>[] Headers =
    [
        () => new DicomBytes().Text(0x00080070, "LO", "").Text(0x00090010, "LO", "ACME").Text(0x00091001, "LO", "a").Raw(0x00282000, "OB", 1, 2).Text(0x00081030, "LO", ""),
        () => new DicomBytes().Text(0x00080070, "LO", "").Text(0x00090010, "LO", "ACME").Text(0x00091001, "LO", "a").Raw(0x00282000, "OB", 1, 2),
        () => new DicomBytes().Text(0x00080070, "LO", "").Text(0x00090010, "LO", "ACMF").Text(0x00091001, "LO", "a").Raw(0x00282000, "OB", 1, 2, 3, 4),
        () => new DicomBytes().Text(0x00090010, "LO", "ACME").Text(0x00091001, "LO", "a").Text(0x00091002, "LO", "b").Text(0x00082112, "LO", ""),
        () => new DicomBytes(),
        () => new DicomBytes().Text(0x00180050, "DS", "x").Text(0x00200013, "IS", "y"),
        () => new DicomBytes().Text(0x00180050, "DS", "x").Text(0x00200013, "IS", "z"),
    ];

    [Fact]
    public void AnyOrder_WithRowsGivenUpInBetween_SameAsAlone()
    {
        var alone = Headers.Select(header => Instance.Of(header())).ToList();
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        int[] order = [0, 0, 1, 0, 2, 2, 2, 1, 3, 3, 4, 3, 0, 5, 5, 6, 6, 5, 4, 0, 0];
        foreach (var round in Enumerable.Range(0, 2))
        {
            foreach (var number in order)
            {
                // One that is not read to its end leaves nothing behind.
                var other = Headers[(number + 1) % Headers.Length]().Text(0x00200011, "IS", "1").File();
                parser.Begin(new InstanceSource("file:///given-up", "1", other.Length, DateTimeOffset.UnixEpoch));
                parser.Continue(other.AsSpan(0, other.Length - 9), 0);
                parser.Abandon();

                var row = Instance.Parse(parser, Headers[number]().File());
                Assert.Equal(alone[number].ToString(), row.ToString());
            }

            // Rows keep what they had when others follow; then the batch is used again.
            var batch = batches.All.Single(b => b.RowCount > 0);
            Assert.Equal(order.Select(number => Lists(alone[number].ToString())), Enumerable.Range(0, order.Length).Select(row => Lists(BatchRow.Of(batch, row).ToString())));
            batch.Clear();
        }
    }

    private static string Lists(string row) => string.Concat(
        row.Split(", ").SkipWhile(part => !part.StartsWith("BinaryElements", StringComparison.Ordinal) && !part.StartsWith("EmptyElements", StringComparison.Ordinal)));
}
