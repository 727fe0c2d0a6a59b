using System.Text;
using Etl.Schema.Columns;
using Etl.Worker.Crawl;

namespace Etl.Worker.Tests.Crawl;

/// <summary>What open batches take is known without measuring all of them.</summary>
public sealed class BatchSizesTests
{
    [Fact]
    public void RowsThatComeAndBatchesThatGo_AreAlwaysCounted()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var (sizes, parser, random) = (new BatchSizes(batches), new InstanceParser(batches), new Random(7));
        string[] modalities = ["CT", "MR", "US", "DX"];
        for (var round = 0; round < 300; round++)
        {
            for (var rows = random.Next(4); rows > 0; rows--)
                AddRow(parser, modalities[random.Next(modalities.Length)], random.Next(2000));
            var all = batches.All.ToList();
            if (all.Count == 0)
                continue;
            var sum = all.Sum(b => b.Bytes);

            Assert.Null(sizes.LargestBeyond(sum));
            var largest = sizes.LargestBeyond(sum - 1);
            Assert.Equal(all.Max(b => b.Bytes), largest!.Bytes);
            if (random.Next(5) > 0)
                continue;
            largest.Clear();
            sizes.Forget(largest);
        }
    }

    /// <summary>Explicit VR little endian without a preamble: modality, and a comment of some length.</summary>
    private static void AddRow(InstanceParser parser, string modality, int comment)
    {
        byte[] bytes =
        [
            0x08, 0x00, 0x60, 0x00, (byte)'C', (byte)'S', 2, 0, .. Encoding.ASCII.GetBytes(modality),
            0x20, 0x00, 0x00, 0x40, (byte)'L', (byte)'T', (byte)(comment * 2), (byte)(comment * 2 >> 8), .. Enumerable.Repeat((byte)'x', comment * 2),
        ];
        parser.Begin(new InstanceSource("file:///a", "1-1", bytes.Length, DateTimeOffset.UnixEpoch));
        Assert.Equal(ParseStatus.Row, parser.Continue(bytes, 0));
    }
}
