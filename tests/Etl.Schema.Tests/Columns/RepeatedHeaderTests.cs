using Etl.Schema.Columns;

namespace Etl.Schema.Tests.Columns;

/// <summary>
/// What a header has in common with the one before is not read again; that must not show. Each header here is read behind another one, and gives the
/// row that a parser gives which has seen none.
/// </summary>
public sealed class RepeatedHeaderTests
{
    private static readonly byte[] Foreign = [0xC4, 0xD6, 0xDC, 0x5E, 0xE4, 0xF6];

    private static readonly (string Name, byte[] Bytes)[] Headers =
    [
        ("plain", Header().File()),
        ("value of the same length", Header(number: "8").File()),
        ("value of another length", Header(number: "1234").File()),
        ("empty value", Header(number: "").File()),
        ("value of another type", Header(number: "x ").File()),
        ("one element more", Header().Text(0x00181030, "LO", "head").File()),
        ("one element more at the end", Header().Text(0x52009000, "LO", "?").Text(0x40080300, "ST", "end").File()),
        ("another description", Header(description: "abdomen").File()),
        ("another modality", Header(modality: "MR").File()),
        ("no modality", Header(modality: null).WithoutModality().File()),
        ("another character set", Header(charset: "ISO_IR 144").File()),
        ("no character set", Header(charset: null).File()),
        ("character set of an item", Header().Sequence(0x00082112, item => item.Text(0x00080005, "CS", "ISO_IR 126").Raw(0x00080104, "LO", Foreign)).File()),
        ("sequence with another value", Header(code: "C2").File()),
        ("sequence with one item more", Header(items: 2).File()),
        ("sequence without items", Header(items: 0).File()),
        ("sequence that repeats a remark", Header(code: "C\u0001").File()),
        ("implicit", Header(isExplicit: false).File()),
        ("implicit, signed", Header(isExplicit: false, isSigned: true).File()),
        ("implicit, sign unknown", Header(isExplicit: false, isSigned: null).File()),
        ("signed", Header(isSigned: true).File()),
        ("big endian", Header(isBigEndian: true).File()),
        ("deflated", Header().File("1.2.840.10008.1.2.1.99", Deflated)),
        ("no creator", Header(creator: null).File()),
        ("another creator", Header(creator: "OTHER").File()),
        ("private element more", Header().Text(0x00091002, "LO", "more").File()),
        ("private sequence", Header().Sequence(0x00091005, item => item.Text(0x00080100, "SH", "P")).File()),
        ("creator in binary", Header(creator: null).Raw(0x00090010, "OB", "ACME"u8.ToArray()).File()),
        ("creator that is a sequence", Header(creator: null).Sequence(0x00090010, item => item.Text(0x00080100, "SH", "P")).File()),
        ("creator that is a sequence without items", Header(creator: null).Sequence(0x00090010).File()),
        ("empty binary value behind which a header is bad", [.. Header().Raw(0x00420011, "OB").File(), .. new byte[] { 0x42, 0x00, 0x12, 0x00, (byte)'?', (byte)'?', 2, 0, 1, 1 }]),
        ("empty binary value", Header().Raw(0x00420011, "OB").Text(0x00420012, "LO", "x").File()),
        ("empty in file meta", WithMeta(Header(charset: null), "")),
        ("not empty in file meta, another first element", WithMeta(Header(charset: null).Sequence(0x00080006, item => item.Text(0x00080100, "SH", "en")), "ACME")),
        ("tag twice", [.. Header().File(), .. new DicomBytes().Text(0x00200013, "IS", "9").DataSet()]),
        ("out of order", [.. Header().File(), .. new DicomBytes().Text(0x00181030, "LO", "late").DataSet()]),
        ("group length", Header().Raw(0x00200000, "UL", 10, 0, 0, 0).File()),
        ("unknown tag", Header().Text(0x00211234, "LO", "x").Text(0x00200055, "LO", "x").File()),
        ("pixel data", [.. Header().File(), 0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, 4, 0, 0, 0, 1, 2, 3, 4]),
        ("pixel data, cut", [.. Header().File(), 0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, 4, 0, 0, 0, 1]),
        ("undefined lengths", [.. Header().File(), .. Undefined("step")]),
        ("undefined lengths, another value", [.. Header().File(), .. Undefined("stop")]),
        ("length of 0, and no item", [.. Header().File(), .. new DicomBytes().Raw(0x00400275, "SQ").Text(0x00400280, "ST", "behind").DataSet()]),
        ("length of 0, and an item", [.. Header().File(), .. new DicomBytes().Raw(0x00400275, "SQ").DataSet(), .. Item(new DicomBytes().Text(0x00400007, "LO", "loose")), .. new DicomBytes().Text(0x00400280, "ST", "behind").DataSet()]),
        ("bytes behind", [.. Header().File(), 1, 2, 3, 4, 5]),
        ("no DICOM", [.. Enumerable.Repeat((byte)'x', 300)]),
    ];

    public static TheoryData<string> Names => [.. Headers.Select(h => h.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void BehindAnyOther_ReadsAsAlone(string name)
    {
        var bytes = Headers.Single(h => h.Name == name).Bytes;
        foreach (var keepPrivate in new[] { false, true })
        {
            var alone = Print(Instance.Of(bytes, keepPrivate: keepPrivate));
            foreach (var (other, before) in Headers)
            {
                using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate);
                var parser = new InstanceParser(batches);
                Instance.Parse(parser, before);
                foreach (var windows in new[] { Windows.Whole, Windows.Exact, Windows.Whole })
                    Assert.Equal((other, alone), (other, Print(Instance.Parse(parser, bytes, windows))));
            }
        }
    }

    [Fact]
    public void EveryBitTurned_ReadsAsAlone()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        foreach (var (_, bytes) in Headers.Where(h => h.Name is "plain" or "implicit" or "undefined lengths" or "sequence without items" or "private sequence"))
        {
            for (var bit = 128 * 8; bit < bytes.Length * 8; bit++)
            {
                byte[] turned = [.. bytes];
                turned[bit >> 3] ^= (byte)(1 << (bit & 7));
                Instance.Parse(parser, bytes);
                Assert.Equal((bit, Print(Instance.Of(turned))), (bit, Print(Instance.Parse(parser, turned))));
            }
        }
    }

    [Fact]
    public void EveryCut_ReadsAsAlone()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        foreach (var (_, bytes) in Headers.Where(h => h.Name is "plain" or "implicit" or "undefined lengths" or "sequence without items" or "pixel data"))
        {
            var whole = Print(Instance.Of(bytes));
            for (var length = 130; length < bytes.Length; length++)
            {
                Instance.Parse(parser, bytes);
                Assert.Equal((length, Print(Instance.Of(bytes[..length]))), (length, Print(Instance.Parse(parser, bytes[..length]))));
                Assert.Equal((length, whole), (length, Print(Instance.Parse(parser, bytes))));
            }
        }
    }

    [Fact]
    public void ClearedBatch_KeepsNothingOfItsRows()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        var bytes = Header().File();
        var first = Print(Instance.Parse(parser, bytes));
        parser.Batch.Clear();
        Instance.Parse(parser, Header(description: "a longer text, so that texts lie elsewhere").File());
        Assert.Equal(first, Print(Instance.Parse(parser, bytes)));
    }

    [Fact]
    public void SequenceThatRepeats_HasItsItemsOnce_NotOnceARow()
    {
        using var batches = new InstanceBatches("refresh", new ColumnBudget(), keepPrivate: false);
        var parser = new InstanceParser(batches);
        for (var i = 0; i < 50; i++)
            Instance.Parse(parser, Header(number: i.ToString(), items: 3).File());
        var codes = parser.Batch.Root.Columns.Single(c => c.Name == "ProcedureCodeSequence");
        Assert.Equal(50, codes.Count);
        // Once more where another test made the cache of character sets begin anew meanwhile.
        Assert.InRange(codes.Items!.RowCount, 3, 15);
        var row = BatchRow.Of(parser.Batch, 49);
        Assert.Equal("[{CodeMeaning: \"Meaning\", CodeValue: \"C1\"}, {CodeMeaning: \"Meaning\", CodeValue: \"C1\"}, {CodeMeaning: \"Meaning\", CodeValue: \"C1\"}]", row.Fields["ProcedureCodeSequence"]);
        Assert.Equal("49", row.Fields["InstanceNumber"]);
    }

    /// <summary>A header with something of everything.</summary>
    private static DicomBytes Header(
        string number = "7", string description = "chest", string? modality = "CT", string? charset = "ISO_IR 100", string code = "C1", int items = 1,
        bool isExplicit = true, bool isBigEndian = false, bool? isSigned = false, string? creator = "ACME 1.1")
    {
        var data = new DicomBytes(isExplicit, isBigEndian)
            .Text(0x00080008, "CS", "ORIGINAL\\PRIMARY").Text(0x00080020, "DA", "20240229").Text(0x00080050, "SH", "").Text(0x0008103E, "LO", description)
            .Sequence(0x00081032, [.. Enumerable.Repeat<Action<DicomBytes>>(item => item.Text(0x00080100, "SH", code).Text(0x00080104, "LO", "Meaning"), items)])
            .Text(0x00091001, "LO", "private").Text(0x00091003, "DS", "1.5")
            .Raw(0x00100010, "PN", Foreign).Text(0x00100030, "DA", "").Text(0x00180050, "DS", "1.25").Text(0x00200013, "IS", number)
            .Sequence(0x00209222, item => item.Text(0x00209165, "AT", "").Raw(0x00209421, "LO", Foreign), item => item.Text(0x00209421, "LO", "x"))
            .Words(0x00280010, "US", 512).Words(0x00280106, "US", 65_535).Words(0x00280107, "US", 65_535)
            .Words(0x00281101, "US", 256, 65_535, 16).Text(0x00281050, "DS", "40\\400").Text(0x00400254, "LO", "last");
        if (modality is not null)
            data.Text(0x00080060, "CS", modality);
        if (charset is not null)
            data.Text(0x00080005, "CS", charset);
        if (isSigned is { } signed)
            data.Words(0x00280103, "US", signed ? 1 : 0);
        return creator is null ? data : data.Text(0x00090010, "LO", creator);
    }

    /// <summary>A sequence whose items end, as it does, at delimiters (PS3.5 7.5.2), and an element behind it.</summary>
    private static byte[] Undefined(string step) =>
    [
        0x40, 0x00, 0x75, 0x02, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, .. new DicomBytes().Text(0x00400007, "LO", step).Text(0x00400009, "SH", "").DataSet(),
        0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0,
        0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0,
        0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0,
        .. new DicomBytes().Text(0x00400280, "ST", "behind").DataSet(),
    ];

    /// <summary>With a SourceApplicationEntityTitle in the file meta information.</summary>
    private static byte[] WithMeta(DicomBytes data, string title)
    {
        const int LengthAt = 128 + 4 + 8, GroupFrom = LengthAt + 4;
        var (file, more) = (data.File(), new DicomBytes().Text(0x00020016, "AE", title).DataSet());
        var end = GroupFrom + file[LengthAt];
        file[LengthAt] += (byte)more.Length;
        return [.. file[..end], .. more, .. file[end..]];
    }

    private static byte[] Item(DicomBytes content) => [0xFE, 0xFF, 0x00, 0xE0, (byte)content.DataSet().Length, 0, 0, 0, .. content.DataSet()];

    private static byte[] Deflated(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            deflate.Write(data);
        return packed.ToArray();
    }

    private static string Print(Instance instance) => $"{instance} {instance.StopReason} {string.Join(' ', instance.Codes)}";
}
