using System.Buffers.Binary;
using System.Text;
using Etl.Schema.Dicom;

namespace Etl.Schema.Columns;

/// <summary>
/// Rows of one modality on their way to a part: the computed columns, one column per public attribute seen, and the bookkeeping
/// lists. A row is begun, then committed or abandoned.
/// </summary>
public sealed class InstanceBatch : IDisposable
{
    /// <summary>Bytes kept of a value in <c>ValueErrors.Raw</c>; a longer one is flagged VALUE_CUT.</summary>
    public const int MaxRawBytes = 1024;

    private static readonly string[] StopReasons = [.. Enum.GetNames<StopReason>().Select(n => n.ToUpperInvariant())];

    private readonly ColumnBuilder uri, etag, size, modifiedAt, headerBytes, headerHash, sharedHash, refreshId, stopReason, empty;
    private readonly byte[] refresh;
    private readonly SharedHash hashes;
    private int emptyStart, lastEmpty, lastEmptyCount;
    private List<RowRange>? kept;
    private int countedStamp = -1;
    private long countedBytes;
    private ulong refreshCell;

    /// <param name="modality">The value that all rows share, or null for rows without one.</param>
    /// <param name="refreshId">Goes to every row.</param>
    /// <param name="keepPrivate">Keep the values of private elements, not just their number.</param>
    public InstanceBatch(string? modality, string refreshId, bool keepPrivate = false)
    {
        Modality = modality;
        refresh = Encoding.UTF8.GetBytes(refreshId);
        Root = new StructBuilder(AttributePath.Root());
        hashes = new SharedHash(Heap);
        uri = Root.AddComputed("source_uri", ColumnKind.Text);
        etag = Root.AddComputed("source_etag", ColumnKind.Text);
        size = Root.AddComputed("source_size", ColumnKind.Int64);
        modifiedAt = Root.AddComputed("source_modified_at", ColumnKind.Timestamp);
        headerBytes = Root.AddComputed("header_bytes", ColumnKind.Int64);
        headerHash = Root.AddComputed("header_hash", ColumnKind.Text);
        sharedHash = Root.AddComputed("shared_hash", ColumnKind.Text);
        this.refreshId = Root.AddComputed("refresh_id", ColumnKind.Text);
        stopReason = Root.AddComputed("stop_reason", ColumnKind.Text);
        empty = Root.AddComputed("EmptyElements", ColumnKind.Text, isList: true);
        Binary = new(Heap, Root, "BinaryElements", ("Path", ColumnKind.Text), ("VR", ColumnKind.Text), ("Length", ColumnKind.Int64));
        Private = new(Heap, Root, "PrivateTags", ("Creator", ColumnKind.Text), ("Count", ColumnKind.Int64));
        Errors = new(Heap, Root, "ValueErrors", ("Path", ColumnKind.Text), ("VR", ColumnKind.Text), ("Reason", ColumnKind.Text),
            ("Raw", ColumnKind.Text), ("RawLength", ColumnKind.Int64));
        Mismatches = new(Heap, Root, "VrMismatches", ("Path", ColumnKind.Text), ("Expected", ColumnKind.Text), ("Found", ColumnKind.Text));
        Issues = new(Heap, Root, "ReadIssues", ("Code", ColumnKind.Text), ("Path", ColumnKind.Text), ("Offset", ColumnKind.Int64),
            ("Count", ColumnKind.Int64));
        Other = new(Heap, Root, "OtherElements", ("Path", ColumnKind.Text), ("Tag", ColumnKind.Text), ("VR", ColumnKind.Text),
            ("Values[]", ColumnKind.Text));
        if (keepPrivate)
        {
            PrivateValues = new(Heap, Root, "PrivateElements", ("Path", ColumnKind.Text), ("Creator", ColumnKind.Text),
                ("Tag", ColumnKind.Text), ("VR", ColumnKind.Text), ("Values[]", ColumnKind.Text));
        }

        StartHeap();
    }

    public string? Modality { get; }

    public StructBuilder Root { get; }

    public TextHeap Heap { get; } = new();

    /// <summary>Rows committed.</summary>
    public int RowCount { get; private set; }

    /// <summary>The rows that are written from here: all but those set aside (<see cref="InstanceBatches.SetAside"/>).</summary>
    public IReadOnlyList<RowRange> Rows => kept ?? [new RowRange(0, RowCount)];

    /// <summary>Rows were set aside. What columns they alone have is written with them.</summary>
    public bool HasRowsAside => kept is not null;

    /// <summary>Bytes of memory in use.</summary>
    public long Bytes => Heap.Length + Root.Bytes + Root.Path.AllBytes;

    /// <summary>The same between two rows; counted again only where one was begun since.</summary>
    public long BytesOfRows
    {
        get
        {
            if (countedStamp != Stamp)
                (countedStamp, countedBytes) = (Stamp, Bytes);
            return countedBytes;
        }
    }

    internal BookkeepingList Binary { get; }

    internal BookkeepingList Private { get; }

    internal BookkeepingList Errors { get; }

    internal BookkeepingList Mismatches { get; }

    internal BookkeepingList Issues { get; }

    internal BookkeepingList Other { get; }

    internal BookkeepingList? PrivateValues { get; }

    /// <summary>That of the last row.</summary>
    internal PreviousHeader Previous { get; private set; } = new();

    /// <summary>That of the current row, as it grows.</summary>
    internal PreviousHeader Current { get; private set; } = new();

    /// <summary>Number of the current attempt at a row: never the same twice, unlike row numbers.</summary>
    internal int Stamp { get; private set; }

    /// <summary>Starts a row and returns its number.</summary>
    internal int BeginRow()
    {
        Stamp++;
        Root.AddRow();
        emptyStart = empty.ItemCount;
        Binary.Begin();
        Private.Begin();
        Errors.Begin();
        Mismatches.Begin();
        Issues.Begin();
        Other.Begin();
        PrivateValues?.Begin();
        return RowCount;
    }

    /// <summary>The header of the row that was committed is the previous one from now on, where it can be.</summary>
    /// <param name="start">The object from its first byte on.</param>
    /// <param name="isExplicitVr">The encoding of its data set.</param>
    internal void KeepHeader(ReadOnlySpan<byte> start, bool isExplicitVr)
    {
        if (Current.TryComplete(start, isExplicitVr))
            (Previous, Current) = (Current, Previous);
    }

    /// <summary>Adds a row whose values come from another batch, and returns its number.</summary>
    internal int AddRow()
    {
        Stamp++;
        Root.AddRow();
        return RowCount++;
    }

    /// <summary>Says which rows are still written from here.</summary>
    internal void Keep(List<RowRange> rows) => kept = rows;

    /// <summary>Takes back all of the row begun.</summary>
    internal void AbandonRow() => Root.Abandon(RowCount, Stamp);

    internal void CommitRow(in InstanceSource source, long headerLength, UInt128 hash, StopReason stop)
    {
        var row = RowCount;
        AddText(uri, row, source.Uri);
        AddText(etag, row, source.Etag);
        size.Append(row, (ulong)source.Size);
        modifiedAt.Append(row, (ulong)((source.ModifiedAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond));
        headerBytes.Append(row, (ulong)headerLength);
        headerHash.Append(row, AddHex(hash));
        refreshId.Append(row, refreshCell);
        stopReason.Append(row, CodeCell(StopReasons[(int)stop]));
        EndEmpty(row);
        Binary.End(row);
        Private.End(row);
        Errors.End(row);
        Mismatches.End(row);
        Issues.End(row);
        Other.End(row);
        PrivateValues?.End(row);
        RowCount++;
    }

    /// <summary>A list that is as the last one before is not kept twice.</summary>
    private void EndEmpty(int row)
    {
        var count = empty.ItemCount - emptyStart;
        if (count == 0)
            return;
        if (count == lastEmptyCount && empty.SameItems(emptyStart, lastEmpty, count))
            empty.DropItemsFrom(emptyStart);
        else
            (lastEmpty, lastEmptyCount) = (emptyStart, count);
        empty.Append(row, (ulong)lastEmpty << 32 | (uint)lastEmptyCount);
    }

    internal void AddEmpty(AttributePath path)
    {
        if (path.EmptyStamp == Stamp)
            return;
        path.EmptyStamp = Stamp;
        empty.AddItem(PathCell(path));
    }

    internal ulong PathCell(AttributePath path)
    {
        if (path.Cell == ulong.MaxValue)
            path.Cell = Heap.Add(path.Utf8);
        return path.Cell;
    }

    /// <summary>The cell of one of a small set of words: codes, VRs, reasons.</summary>
    internal ulong CodeCell(string code)
    {
        if (!codes.TryGetValue(code, out var cell))
            codes.Add(code, cell = AddText(code));
        return cell;
    }

    internal ulong AddTag(Tag tag)
    {
        tag.Value.TryFormat(Heap.Reserve(8), out var written, "X8");
        return Heap.Take(written);
    }

    internal ulong AddText(string text)
    {
        var room = Heap.Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        return Heap.Take(Encoding.UTF8.GetBytes(text, room));
    }

    /// <summary>Gives all rows the hash of what they share with others of their series (<see cref="PerInstance"/>); no row may come after that.</summary>
    public void Complete()
    {
        if (sharedHash.Count == 0)
            hashes.Fill(Root, sharedHash);
    }

    /// <summary>Empties the batch for the next rows; columns and memory stay.</summary>
    public void Clear()
    {
        RowCount = lastEmptyCount = 0;
        kept = null;
        countedStamp = -1;
        // Its cells are of the rows that go.
        Previous.Clear();
        Current.Clear();
        Heap.Clear();
        Root.Reset();
        Root.Path.Reset();
        codes.Clear();
        StartHeap();
    }

    public void Dispose() => Heap.Dispose();

    /// <summary>32 digits, the highest first.</summary>
    private ulong AddHex(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        var room = Heap.Reserve(32);
        Convert.TryToHexStringLower(bytes, room, out var written);
        return Heap.Take(written);
    }

    private readonly Dictionary<string, ulong> codes = [];

    private void StartHeap() => refreshCell = Heap.Add(refresh);

    private void AddText(ColumnBuilder column, int row, string text) => column.Append(row, AddText(text));
}
