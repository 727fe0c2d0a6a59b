using System.Runtime.CompilerServices;
using Etl.Schema.Dicom;
using Etl.Schema.Standard;

namespace Etl.Schema.Columns;

/// <summary>What became of an object, or what it takes to go on.</summary>
public enum ParseStatus : byte
{
    /// <summary>Show a window that holds <see cref="InstanceParser.NeedCount"/> bytes from <see cref="InstanceParser.NeedOffset"/> on.</summary>
    NeedMoreBytes,

    /// <summary>The instance is a row of its batch.</summary>
    Row,

    /// <summary>No row: <see cref="InstanceParser.StopReason"/> says why.</summary>
    Unreadable,
}

/// <summary>
/// From an object's bytes to a row in the batch of its modality, over windows as a file or a ranged request gives them. Work and memory
/// stay proportional to the bytes shown.
/// </summary>
public sealed partial class InstanceParser
{
    private const int FirstDeflated = 4096;
    private const int MoreDeflated = 64 << 10;
    private const int LookEvery = 256 << 10;
    private const int CostOfToken = 64;

    private readonly ReaderLimits limits;
    private readonly InstanceBatches batches;
    private readonly DicomReader reader;
    private readonly IssueLog issues = new();
    private readonly Flattener flattener;
    private readonly Inflation inflation = new();
    private InstanceSource source;
    private InstanceBatch batch;
    private HeaderHash hash;
    private long rawOffset;
    private bool isOpen;
    private bool isInflated;

    /// <summary>Compressed bytes to show at least: what was asked for must not be forgotten when another place is shown in between.</summary>
    private long leastDeflated;

    /// <summary>Bytes and tokens taken since the row's memory was last looked at.</summary>
    private long sinceLook;
    private long rowBase;

    public InstanceParser(InstanceBatches batches, ReaderLimits? limits = null)
    {
        this.batches = batches;
        this.limits = limits ?? ReaderLimits.Default;
        reader = new DicomReader(this.limits);
        flattener = new Flattener(batches.Budget, issues);
        batch = batches.Of(null);
    }

    public long NeedOffset { get; private set; }

    public int NeedCount { get; private set; }

    /// <summary>As the reader has it; of a deflated data set that ends too early, or was inflated up to a limit only, that comes first.</summary>
    public StopReason StopReason =>
        !ReachedInflatedEnd ? reader.StopReason
        : inflation.IsCut ? StopReason.Limit
        : inflation.IsTruncated ? StopReason.Truncated
        : reader.StopReason;

    /// <summary>All that was inflated has been read. How a deflate stream ends is said only then, so that it does not depend on the window.</summary>
    private bool ReachedInflatedEnd => isInflated
        && (reader.StopReason is StopReason.Eof or StopReason.Truncated || reader.StopReason == StopReason.Tail && reader.HeaderEnd > inflation.Length - 8);

    /// <summary>
    /// Bytes up to pixel data, or to the end, of the last row. Those of a deflated data set count inflated: where a deflate stream is at an element cannot
    /// be said to the byte, and what is inflated does not depend on the windows.
    /// </summary>
    public long HeaderBytes { get; private set; }

    /// <summary>The batch that the last row went to.</summary>
    public InstanceBatch Batch => batch;

    /// <summary>Deviations of the current object.</summary>
    public IssueLog Issues => issues;

    /// <summary>Starts an object; a row that was not completed is taken back.</summary>
    public void Begin(in InstanceSource instance)
    {
        Abandon();
        source = instance;
        leastDeflated = FirstDeflated;
        Restart();
    }

    /// <summary>Gives up the current object.</summary>
    public void Abandon()
    {
        if (isOpen)
            flattener.AbandonRow();
        isOpen = false;
    }

    /// <summary>Goes on with a window of the object's bytes.</summary>
    /// <param name="window">Bytes of the object.</param>
    /// <param name="windowOffset">Offset of the first of them.</param>
    public ParseStatus Continue(ReadOnlySpan<byte> window, long windowOffset)
    {
        while (true)
        {
            if (isInflated)
                return ContinueInflated(window, windowOffset);
            if (reader.IsAtPlainElement)
                Repeat(window, windowOffset);
            var token = reader.Read(window, windowOffset);
            switch (token)
            {
                case DicomToken.NeedMoreBytes:
                    return Need(reader.NeedOffset, reader.NeedCount);
                case DicomToken.Deflated:
                    if (!TryStartInflated(window, windowOffset))
                        return ParseStatus.NeedMoreBytes;
                    break;
                case DicomToken.End:
                    if (Complete(reader.HeaderEnd, windowOffset == 0 ? window : default) is { } status)
                        return status;
                    if (windowOffset > 0)
                        return Need(0, 1);
                    break;
                default:
                    if (Take(token, window, windowOffset))
                        break;
                    if (!SwitchBatch(windowOffset))
                        return Need(0, 1);
                    break;
            }
        }
    }

    private bool Take(DicomToken token, ReadOnlySpan<byte> window, long windowOffset)
    {
        sinceLook += CostOfToken + reader.WindowedLength;
        if (sinceLook > LookEvery)
            LookAtMemory();
        var isRight = flattener.Accept(token, reader, window, windowOffset);
        if (reader.IsFileMeta)
        {
            if (isKept)
                BeginElement();
            return isRight;
        }

        var step = token == DicomToken.Element
            ? HeaderHash.StepOf(token, reader.Tag.Value, reader.ValueLength, HashOfValue(window, windowOffset))
            : HeaderHash.StepOf(token, token == DicomToken.SequenceStart ? reader.Tag.Value : 0, 0, HeaderHash.OfNothing);
        hash.Add(step);
        readOnes++;
        if (isKept)
            Note(token, step);
        return isRight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong HashOfValue(ReadOnlySpan<byte> window, long windowOffset)
    {
        if (reader.WindowedLength == 0)
            return HeaderHash.OfNothing;
        var value = window.Slice((int)(reader.ValueOffset - windowOffset), reader.WindowedLength);
        // What has a column is of a VR that every encoding reads.
        if (flattener.Recalled is not { } column)
            return IsReadInEveryEncoding() ? HeaderHash.Of(value) : HeaderHash.OfNothing;
        if (column.RememberedHash == 0)
            column.RememberedHash = HeaderHash.Of(value);
        return column.RememberedHash;
    }

    /// <summary>An object may hold ten times its bytes in cells: beyond its share the rest of it is not read.</summary>
    private void LookAtMemory()
    {
        sinceLook = 0;
        var bytes = batch.Bytes + flattener.ScratchBytes;
        if (rowBase < 0)
            rowBase = bytes;
        if (bytes - rowBase <= limits.MaxRowBytes + 2 * source.Size || reader.StopReason != StopReason.None)
            return;
        if (issues.IsFirst(IssueCode.LimitRow))
            issues.Add(IssueCode.LimitRow, reader.HeaderOffset);
        reader.StopHere();
    }

    /// <summary>Private values have no VR in implicit VR, so that only explicit VR shows more of them than their length.</summary>
    private bool IsReadInEveryEncoding() =>
        reader.DictionaryIndex >= 0 ? !DataDictionary.VrOf(reader.DictionaryIndex).IsBinary() : reader.Tag.IsPrivateCreator;

    private void NoteInflatedEnd()
    {
        if (inflation.IsCut)
            issues.Add(IssueCode.LimitInflate, rawOffset);
        else if (inflation.IsTruncated)
            issues.Add(IssueCode.DeflateTruncated, rawOffset);
        else if (rawOffset + inflation.Consumed < source.Size - 1)
            issues.Add(IssueCode.TrailingData, rawOffset + inflation.Consumed);
    }

    private ParseStatus Need(long offset, int count)
    {
        NeedOffset = offset;
        NeedCount = count;
        return ParseStatus.NeedMoreBytes;
    }

    private void Restart()
    {
        issues.Clear();
        hash = default;
        isInflated = false;
        sinceLook = 0;
        rowBase = -1;
        reader.Reset(issues, source.Size);
        flattener.BeginRow(batch);
        BeginHeader();
        isOpen = true;
    }

    /// <returns>True where the window begins at the object's first byte, so that reading can start again with it.</returns>
    private bool SwitchBatch(long windowOffset)
    {
        flattener.AbandonRow();
        batch = batches.Of(flattener.Modality);
        Restart();
        return windowOffset == 0;
    }

    /// <param name="headerEnd">As the row has it.</param>
    /// <param name="start">The object from its first byte on; empty where it is not at hand.</param>
    /// <returns>The outcome, or null where the row belongs to another batch and was started again.</returns>
    private ParseStatus? Complete(long headerEnd, ReadOnlySpan<byte> start)
    {
        if (reader.StopReason is StopReason.NotDicom or StopReason.EmptyFile || flattener.ElementCount == 0)
        {
            Abandon();
            return ParseStatus.Unreadable;
        }

        if (ReachedInflatedEnd)
            NoteInflatedEnd();
        if (!flattener.EndRow(source, headerEnd, hash.Value, StopReason))
        {
            SwitchBatch(0);
            return null;
        }

        isOpen = false;
        EndHeader(start);
        HeaderBytes = headerEnd;
        return ParseStatus.Row;
    }

    /// <returns>False where more of the object must be shown first.</returns>
    private bool TryStartInflated(ReadOnlySpan<byte> window, long windowOffset)
    {
        var start = reader.DataSetOffset - windowOffset;
        // With fewer bytes than the tables of a first block may take, a deflate stream cannot be told from other bytes.
        if (start < 0 || window.Length - start < leastDeflated && windowOffset + window.Length < source.Size)
        {
            Need(reader.DataSetOffset, (int)Math.Min(leastDeflated, source.Size));
            return false;
        }

        if (!inflation.TryInflate(window[(int)Math.Min(start, window.Length)..], source.Size, limits.MaxInflatedBytes))
        {
            issues.Add(IssueCode.DeflateNotCompressed, reader.DataSetOffset);
            reader.ContinuePlain();
            return true;
        }

        if (inflation.IsZlib)
            issues.Add(IssueCode.DeflateZlib, reader.DataSetOffset);
        var isAll = windowOffset + window.Length >= source.Size || inflation.IsCut || !inflation.IsTruncated;
        rawOffset = reader.DataSetOffset;
        isInflated = true;
        isKept = false;
        // Without a length given, pixel data is the end, as it must be where only part of the data set was inflated.
        reader.ContinueInflated(-1);
        if (isAll)
            reader.EndAt(inflation.Length);
        return true;
    }

    private ParseStatus ContinueInflated(ReadOnlySpan<byte> window, long windowOffset)
    {
        while (true)
        {
            var token = reader.Read(inflation.Bytes, 0);
            switch (token)
            {
                case DicomToken.NeedMoreBytes:
                    // More of the compressed bytes, from the start: twice as many each time, so the work stays proportional.
                    leastDeflated = Math.Min(Math.Max(MoreDeflated, (windowOffset + window.Length - rawOffset) * 2), int.MaxValue);
                    flattener.AbandonRow();
                    Restart();
                    return Need(0, (int)Math.Min(source.Size, Math.Min(rawOffset + leastDeflated, int.MaxValue)));
                case DicomToken.End:
                    if (Complete(rawOffset + reader.HeaderEnd, default) is { } status)
                        return status;
                    return windowOffset == 0 ? Continue(window, 0) : Need(0, 1);
                default:
                    if (Take(token, inflation.Bytes, 0))
                        break;
                    return SwitchBatch(windowOffset) ? Continue(window, 0) : Need(0, 1);
            }
        }
    }
}
