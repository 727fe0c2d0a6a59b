using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

/// <summary>A row depends on its object alone: not on what the batch held before, nor on what the columns remember.</summary>
public sealed class InstancePropertyTests
{
    private static readonly (uint Tag, string Vr, string[] Values)[] Texts =
    [
        (0x00080008, "CS", ["ORIGINAL\\PRIMARY", "ORIGINAL\\PRIMARY", "DERIVED", "", "A\\\\B", "low"]),
        (0x00080020, "DA", ["20240229", "20240229", "20240230", "2024.02.29", "        ", "20240101\\20240102"]),
        (0x00080030, "TM", ["101530", "1015", "25", "101530.5 "]),
        (0x00080060, "CS", ["CT", "CT", "CT", "MR", "", "MR "]),
        (0x0008103E, "LO", ["chest", "chest", "a\\b", " ", "x\u00E9", "\u00E9"]),
        (0x00100010, "PN", ["Doe^John", "Doe^John", "J\u00E9r\u00F4me", "A=B=C=D"]),
        (0x00180060, "DS", ["120", "120", "1,5", "x", "80\\120", "NaN "]),
        (0x00200013, "IS", ["1", "2", "2", "3000000000", "1.0", "y"]),
        (0x00280030, "DS", ["0.5\\0.5", "0.5\\0.5", "0.5", "x\\1", "\\"]),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReusedBatch_GivesTheRowsOfFreshOnes(int seed)
    {
        var random = new Random(seed);
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: true);
        var parser = new InstanceParser(batches);
        var rows = new Dictionary<InstanceBatch, List<string>>();
        for (var round = 0; round < 400; round++)
        {
            var bytes = Build(random, new DicomBytes(random.Next(3) > 0, random.Next(6) == 0));
            if (random.Next(10) == 0)
                GiveUp(parser, bytes, random);
            var fresh = Instance.Of(bytes, keepPrivate: true).ToString();
            Assert.Equal(fresh, Instance.Parse(parser, bytes, random.Next(4) == 0 ? Windows.Exact : Windows.Whole).ToString());
            if (!rows.TryGetValue(parser.Batch, out var list))
                rows.Add(parser.Batch, list = []);
            list.Add(fresh);
            if (random.Next(60) == 0)
            {
                Verify(parser.Batch, list);
                parser.Batch.Clear();
                list.Clear();
            }
        }

        foreach (var (batch, list) in rows)
            Verify(batch, list);
    }

    /// <summary>Later rows have not changed earlier ones.</summary>
    private static void Verify(InstanceBatch batch, List<string> rows)
    {
        Assert.Equal(rows.Count, batch.RowCount);
        for (var i = 0; i < rows.Count; i++)
            Assert.Equal(rows[i], BatchRow.Of(batch, i).ToString());
    }

    private static void GiveUp(InstanceParser parser, byte[] bytes, Random random)
    {
        parser.Begin(new InstanceSource("file:///b", "1-1", bytes.Length, DateTimeOffset.UnixEpoch));
        if (parser.Continue(bytes.AsSpan(0, random.Next(bytes.Length - 200)), 0) == ParseStatus.NeedMoreBytes)
            parser.Abandon();
        else
            Assert.Fail("A binary value at the end is not shown to the parser; no other may be missing.");
    }

    private static byte[] Build(Random random, DicomBytes data)
    {
        if (random.Next(3) == 0)
            data.AsGiven();
        if (random.Next(8) == 0)
            data.WithoutModality();
        Fill(random, data, depth: 0);
        if (random.Next(3) > 0)
            data.Text(0x00080005, "CS", random.Next(2) == 0 ? "ISO_IR 100" : "ISO_IR 144");
        return data.File();
    }

    private static void Fill(Random random, DicomBytes data, int depth)
    {
        foreach (var (tag, vr, values) in Texts)
        {
            if ((depth == 0 || tag != 0x00080060) && random.Next(3) > 0)
                data.Text(tag, random.Next(15) == 0 ? "LO" : vr, values[random.Next(values.Length)]);
        }

        if (random.Next(3) == 0)
            data.Words(0x00280103, "US", random.Next(2));
        if (random.Next(2) == 0)
            data.Words(0x00280106, data.IsExplicit ? "SS" : "", random.Next(0x10000));
        if (random.Next(2) == 0)
            data.Words(0x00281101, "US", 256, random.Next(0x10000), 16);
        if (random.Next(4) == 0)
            data.Raw(0x00282000, "OB", new byte[2 * random.Next(20)]);
        if (random.Next(4) == 0)
            data.Text(0x00089FF2, "LO", random.Next(2) == 0 ? "unknown" : "unknown\u00E9");
        if (random.Next(3) == 0)
            data.Text(0x00090010, "LO", random.Next(2) == 0 ? "ACME" : "OTHER").Text(0x00091001, "LO", "value").Words(0x00091002, "US", 1);
        if (depth < 3 && random.Next(2) == 0)
            data.Sequence(0x00081140, [.. Enumerable.Range(0, random.Next(4)).Select<int, Action<DicomBytes>>(_ => item => Fill(random, item, depth + 1))]);
    }
}
