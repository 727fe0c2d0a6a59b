using System.Buffers.Binary;
using System.Text;
using Etl.Schema.Columns;
using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Tests.Cli;

namespace Etl.Worker.Tests.Lake.Parts;

/// <summary>Parts of batches that real bytes have filled, as DuckDB reads them.</summary>
public sealed class PartWriterTests : IDisposable
{
    /// <summary>Three row groups.</summary>
    private const int Rows = 2 * PartWriter.MergedGroupRows + 100;

    private readonly TemporaryFolder folder = new();
    private readonly InstanceBatches batches = new("r1", new ColumnBudget(), keepPrivate: false);

    /// <summary>Items of the first and the last group have one value, which is one run over the items; the group between has no items.</summary>
    [Fact]
    public void SequenceThatARowGroupLacks_IsReadInTheOthers()
    {
        var written = Write(row => row is < 5 or >= Rows - 5);

        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var part = $"'{folder.Path}/{written.Path.RelativeFile}'";
        Assert.Equal(3, connection.QueryScalar<long>($"select num_row_groups from parquet_file_metadata({part})"));
        Assert.Equal(Rows, connection.QueryScalar<long>($"select count(distinct source_uri) from {part}"));
        using var result = connection.Query(
            $"select source_uri, RequestAttributesSequence[1].ScheduledProcedureStepDescription from {part} where len(RequestAttributesSequence) = 1 order by 1");
        Assert.Equal(
            Enumerable.Range(0, Rows).Where(row => row is < 5 or >= Rows - 5).Select(row => (Uri(row), "Thorax")),
            result.Rows().Select(r => ((string)r[0]!, (string)r[1]!)));
    }

    /// <summary>The rows come in descending order; they are of three patients.</summary>
    [Fact]
    public void Rows_AreInTheOrderOfTheirUris_BehindTheFirstOfEachKind()
    {
        var written = Write(_ => false);

        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query($"select source_uri from '{folder.Path}/{written.Path.RelativeFile}'");
        Assert.Equal(new[] { 0, 1, 10 }.Concat(Enumerable.Range(0, Rows).Where(row => row is not (0 or 1 or 10))).Select(Uri), result.Rows().Select(r => (string)r[0]!));
    }

    /// <summary>
    /// Series that come one after the other, or by turns, some rows without study, series or number, and values that all rows, those of a series, few, or
    /// none have in common: the order is that of DuckDB's own sort behind the first row of each kind, and each row has its own values.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(5000)]
    public void RowsInAnyOrder_AreSortedWithTheirValues(int together)
    {
        const int Count = 5000;
        string? Series(int row) => (row / together + 2) % 9 is > 0 and var series ? $"1.2.{series}" : null;
        string? Number(int row) => row % 11 > 0 ? $"{row * 31 % 97}" : null;
        string? Thickness(int row) => row * 7 % 5 is > 1 and var mm ? $"{mm}" : null;
        var written = Write(Count, row =>
        [
            .. Value(0x0020, 0x000D, "UI", (row / together + 2) % 9 is > 1 and var study ? $"1.{study / 4}" : null), .. Value(0x0020, 0x000E, "UI", Series(row)),
            .. Value(0x0020, 0x0013, "IS", Number(row)), .. Value(0x0018, 0x0050, "DS", Thickness(row)), .. Value(0x0008, 0x0070, "LO", "ACME"),
            .. Value(0x0008, 0x103E, "LO", Series(row) is { } series ? $"Series {series}" : null), .. Value(0x0008, 0x0008, "CS", $"A\\{row % 3}"),
            .. Value(0x0020, 0x4000, "LT", $"Row {row}"),
        ], row => row % 4 == 0);

        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var part = $"'{folder.Path}/{written.Path.RelativeFile}'";
        const string Values = "source_uri, Manufacturer, SeriesDescription, SliceThickness, ImageType[2], ImageComments, len(RequestAttributesSequence)";
        using var found = connection.Query($"select {Values} from {part}");
        var rows = found.Rows().Select(r => string.Join('|', r)).ToList();
        Assert.True(connection.QueryScalar<bool>($"select count(distinct shared_hash) * 8 <= count(*) from {part}"));
        using var sorted = connection.Query(
            $"""
            select {Values} from {part}
            order by
              row_number() over (
                partition by shared_hash order by StudyInstanceUID nulls first, SeriesInstanceUID nulls first, InstanceNumber nulls first, source_uri
              ) > 1,
              StudyInstanceUID nulls first, SeriesInstanceUID nulls first, InstanceNumber nulls first, source_uri
            """);
        Assert.Equal(sorted.Rows().Select(r => string.Join('|', r)), rows);
        Assert.Equal(
            Enumerable.Range(0, Count).Select(row => $"{Uri(row)}|ACME|{(Series(row) is { } s ? $"Series {s}" : null)}|{Thickness(row)}|{row % 3}|Row {row}|{(row % 4 == 0 ? 1 : null)}"),
            rows.Order(StringComparer.Ordinal));
    }

    /// <summary>What no other row has goes into a part of its own, and the parts together are all rows.</summary>
    [Fact]
    public void RowsSetAside_ArePartsOfTheirOwn_WithTheColumnsThatOnlyTheyHave()
    {
        static bool IsWide(int row) => row % 1000 == 7;
        var all = Batch(Rows, row =>
        [
            (0x0008, 0x0070, "LO", "ACME"),
            .. IsWide(row) ? Enumerable.Range(0, 16).Select(i => (0x6000 + 2 * i, 0x0022, "LO", $"Overlay {row} {i}")) : [],
        ]);
        batches.SetAside(all);
        using var writer = new PartWriter(folder.Path, TimeProvider.System);
        var (part, aside) = (writer.Write(all, default), writer.Write(batches.Aside.Single(), default));

        Assert.Equal((Rows - 25, 25), (part.Rows, aside.Rows));
        Assert.DoesNotContain(part.Columns, c => c.Name.StartsWith("OverlayDescription", StringComparison.Ordinal));
        Assert.Subset(aside.Columns.Select(c => c.Name).ToHashSet(), part.Columns.Select(c => c.Name).ToHashSet());
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        using var result = connection.Query(
            $"select source_uri, Manufacturer, OverlayDescription, OverlayDescription_601E from read_parquet('{folder.Path}/*/*.parquet', union_by_name = true) order by 1");
        Assert.Equal(
            Enumerable.Range(0, Rows).Select(row => $"{Uri(row)}|ACME|{(IsWide(row) ? $"Overlay {row} 0|Overlay {row} 15" : "|")}"),
            result.Rows().Select(r => string.Join('|', r)));
    }

    /// <summary>Of few texts too, if their bounds go to the log.</summary>
    [Fact]
    public void Statistics_AreThoseOfTheRows()
    {
        var statistics = Write(_ => false).Statistics.ToDictionary(s => s.Path.Trim('"'));

        Assert.Equal((Uri(0), Uri(Rows - 1), 0), (statistics["source_uri"].Min, statistics["source_uri"].Max, statistics["source_uri"].NullCount));
        Assert.Equal(("2024-02-29 12:34:56+00", "2024-02-29 12:34:56+00"), (statistics["source_modified_at"].Min, statistics["source_modified_at"].Max));
        Assert.Equal(("P1", "P2"), (statistics["PatientID"].Min, statistics["PatientID"].Max));
        Assert.Equal(Rows / 2, statistics["PatientID"].NullCount);
    }

    /// <summary>Of 4,096 rows up to 512 texts go to DuckDB as an ENUM, of one byte up to 255 of them; the column is the same.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(4096)]
    public void Texts_AreReadHoweverManyThereAre(int distinct)
    {
        const int Few = 4096;
        string? Text(int row) => row % 3 == 0 ? null : $"Text {row % distinct}";
        var written = Write(Few, row => Text(row) is { } text ? [(0x0008, 0x1030, "LO", text), (0x0008, 0x0008, "CS", $"A\\B{row % distinct}")] : []);

        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        var part = $"'{folder.Path}/{written.Path.RelativeFile}'";
        using var result = connection.Query($"select StudyDescription, array_to_string(ImageType, '|') from {part} order by source_uri");
        Assert.Equal(
            Enumerable.Range(0, Few).Select(row => (Text(row), Text(row) is null ? null : $"A|B{row % distinct}")),
            result.Rows().Select(r => ((string?)r[0], (string?)r[1])));
        Assert.Equal("VARCHAR VARCHAR[]", connection.QueryScalar<string>($"select any_value(typeof(StudyDescription) || ' ' || typeof(ImageType)) from {part}"));
        Assert.Equal(["VARCHAR", "VARCHAR[]"], written.Columns.Where(c => c.Name is "StudyDescription" or "ImageType").Select(c => c.Type.ToString()).Order());
    }

    public void Dispose()
    {
        batches.Dispose();
        folder.Dispose();
    }

    private static (int, int, string, string)[] Value(int group, int element, string vr, string? value) => value is null ? [] : [(group, element, vr, value)];

    private static string Uri(int row) => $"file:///{row:D6}";

    private WrittenPart Write(Func<int, bool> hasSequence) => Write(
        Rows, row => row % 2 == 0 ? [(0x0010, 0x0020, "LO", row < 10 ? "P1" : "P2")] : [], hasSequence);

    private WrittenPart Write(int rows, Func<int, (int Group, int Element, string Vr, string Value)[]> elements, Func<int, bool>? hasSequence = null)
    {
        using var writer = new PartWriter(folder.Path, TimeProvider.System) { RowsOfGroup = PartWriter.MergedGroupRows };
        return writer.Write(Batch(rows, elements, hasSequence), default);
    }

    /// <summary>Instances of some texts; those of odd length are padded.</summary>
    private InstanceBatch Batch(int rows, Func<int, (int Group, int Element, string Vr, string Value)[]> elements, Func<int, bool>? hasSequence = null)
    {
        var parser = new InstanceParser(batches);
        for (var row = rows - 1; row >= 0; row--)
        {
            var bytes = Instance(elements(row), hasSequence?.Invoke(row) == true);
            parser.Begin(new InstanceSource(Uri(row), "e", bytes.Length, new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero)));
            Assert.Equal(ParseStatus.Row, parser.Continue(bytes, 0));
        }

        return parser.Batch;
    }

    /// <summary>Explicit VR Little Endian.</summary>
    private static byte[] Instance((int Group, int Element, string Vr, string Value)[] elements, bool hasSequence)
    {
        using var bytes = new MemoryStream();
        bytes.Write(new byte[128]);
        bytes.Write("DICM"u8);
        Element(bytes, 0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1\0");
        foreach (var (group, element, vr, value) in elements.Append((0x0008, 0x0060, "CS", "CT")).OrderBy(e => e.Item1 << 16 | e.Item2))
            Element(bytes, group, element, vr, value.Length % 2 == 0 ? value : value + " ");
        if (hasSequence)
        {
            using var item = new MemoryStream();
            Element(item, 0x0040, 0x0007, "LO", "Thorax");
            bytes.Write([0x40, 0x00, 0x75, 0x02, (byte)'S', (byte)'Q', 0, 0, (byte)(item.Length + 8), 0, 0, 0]);
            bytes.Write([0xFE, 0xFF, 0x00, 0xE0, (byte)item.Length, 0, 0, 0]);
            item.WriteTo(bytes);
        }

        return bytes.ToArray();
    }

    private static void Element(Stream target, int group, int element, string vr, string value)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)group);
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)element);
        Encoding.ASCII.GetBytes(vr, head[4..]);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)value.Length);
        target.Write(head);
        target.Write(Encoding.ASCII.GetBytes(value));
    }
}
