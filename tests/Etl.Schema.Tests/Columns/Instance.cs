using Etl.Schema.Columns;
using Etl.Schema.Dicom;

namespace Etl.Schema.Tests.Columns;

/// <summary>How an object's bytes are shown to the parser.</summary>
internal enum Windows
{
    /// <summary>All bytes at once.</summary>
    Whole,

    /// <summary>One byte first, then exactly the bytes asked for.</summary>
    Exact,

    /// <summary>One byte first, then each time the window from the offset asked for, one byte longer than before, until it suffices.</summary>
    ByteByByte,
}

/// <summary>What one object became: its row, read back at once.</summary>
internal sealed class Instance
{
    public const string Absent = "absent";

    private static readonly DateTimeOffset Modified = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly BatchRow? row;

    private Instance(InstanceParser parser, ParseStatus status)
    {
        Status = status;
        StopReason = parser.StopReason;
        row = status == ParseStatus.Row ? BatchRow.Of(parser.Batch, parser.Batch.RowCount - 1) : null;
        Codes = [.. parser.Issues.Issues.Select(i => i.Code.Code())];
    }

    public ParseStatus Status { get; }

    public StopReason StopReason { get; }

    /// <summary>Codes of <c>ReadIssues</c>, in the order met.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>The cell of a column of the row, or <see cref="Absent"/>.</summary>
    public string this[string column] => row?.Fields.GetValueOrDefault(column) ?? Absent;

    /// <summary>Reasons of <c>ValueErrors</c>, in order.</summary>
    public IEnumerable<string> ErrorReasons => this["ValueErrors"].Split("Reason: \"").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)]);

    /// <summary>The element that the byte cases have behind their deviation was read.</summary>
    public bool KeepsSentinel => this["SeriesNumber"] == "42" || this["Impressions"] == "\"end\"";

    public IEnumerable<string> Columns => row!.Fields.Keys;

    public static Instance Of(
        DicomBytes data, ReaderLimits? limits = null, ColumnBudget? budget = null, bool keepPrivate = false, Windows windows = Windows.Whole) =>
        Of(data.File(), limits, budget, keepPrivate, windows);

    public static Instance Of(
        byte[] bytes, ReaderLimits? limits = null, ColumnBudget? budget = null, bool keepPrivate = false, Windows windows = Windows.Whole)
    {
        using var batches = new InstanceBatches("refresh", budget ?? new ColumnBudget(), keepPrivate);
        return Parse(new InstanceParser(batches, limits), bytes, windows);
    }

    public static Instance Parse(InstanceParser parser, byte[] bytes, Windows windows = Windows.Whole) =>
        new(parser, Drive(parser, bytes, windows));

    /// <summary>All that a row holds, but for the source's own columns, which are the same for all.</summary>
    public override string ToString() => row is null ? $"{Status} {StopReason}" : row.ToString();

    public static ParseStatus Drive(InstanceParser parser, byte[] bytes, Windows windows)
    {
        parser.Begin(new InstanceSource("file:///a", "1-1", bytes.Length, Modified));
        var status = parser.Continue(windows == Windows.Whole ? bytes : bytes.AsSpan(0, Math.Min(1, bytes.Length)), 0);
        var (lastOffset, count) = (-1L, 0);
        for (var turn = 0; status == ParseStatus.NeedMoreBytes; turn++)
        {
            Assert.True(turn < 20 * bytes.Length + 1000, "The parser does not come to an end.");
            var offset = (int)Math.Min(parser.NeedOffset, bytes.Length);
            count = windows != Windows.ByteByByte ? parser.NeedCount : offset == lastOffset ? count + 1 : 1;
            lastOffset = offset;
            status = parser.Continue(bytes.AsSpan(offset, Math.Min(count, bytes.Length - offset)), offset);
        }

        return status;
    }
}
