namespace Etl.Schema.Dicom;

/// <summary>
/// A forward-only reader of DICOM headers (PS3.5 chapter 7, PS3.10 chapter 7) over windows of an object's bytes.
/// Bad bytes never throw: they end as a <see cref="StopReason"/> and as codes in the <see cref="IssueLog"/>.
/// One reader serves many objects, one after the other; it allocates nothing per element.
/// </summary>
/// <remarks>
/// The caller shows a window, any contiguous bytes of the object, and calls <see cref="Read"/> until <see cref="DicomToken.End"/>.
/// On <see cref="DicomToken.NeedMoreBytes"/> it shows a window that holds <see cref="NeedCount"/> bytes from <see cref="NeedOffset"/> on
/// (or as many as there are before the object's end) and calls again. What is read does not depend on how the windows were cut.
/// </remarks>
public sealed partial class DicomReader
{
    private readonly ReaderLimits limits;
    private IssueLog issues = new();
    private Phase phase = Phase.Ended;

    /// <summary>Where the next token begins.</summary>
    private long pos;

    /// <summary>Bytes of the object, or <see cref="long.MaxValue"/> until known.</summary>
    private long end;
    private bool lengthWasGiven;
    private int elements;

    public DicomReader(ReaderLimits? limits = null) => this.limits = limits ?? ReaderLimits.Default;

    private enum Phase : byte
    {
        Start,
        DataSetStart,
        AtDeflated,
        Reading,
        Fragments,
        Closing,
        Ended,
    }

    /// <summary>First byte the next window must hold.</summary>
    public long NeedOffset { get; private set; }

    /// <summary>Bytes from <see cref="NeedOffset"/> on that the next window must hold, unless the object ends before.</summary>
    public int NeedCount { get; private set; }

    /// <summary>Tag of the element, or of the sequence that starts or ends.</summary>
    public Tag Tag { get; private set; }

    /// <summary>Index in <see cref="Standard.DataDictionary.Entries"/>, or -1.</summary>
    public int DictionaryIndex { get; private set; }

    /// <summary>The VR to read the value by: the file's where valid, else the dictionary's; never <see cref="Vr.None"/>; may be <see cref="Vr.UsOrSs"/>.</summary>
    public Vr Vr { get; private set; }

    /// <summary>The VR written in the file, or <see cref="Vr.None"/> (implicit VR, or letters that are no VR).</summary>
    public Vr FileVr { get; private set; }

    /// <summary>Byte offset of the element's tag.</summary>
    public long HeaderOffset { get; private set; }

    /// <summary>Byte offset of the value.</summary>
    public long ValueOffset { get; private set; }

    /// <summary>Bytes of the value as read (a clamped or repaired length, not the claim of the file).</summary>
    public long ValueLength { get; private set; }

    /// <summary>
    /// Bytes of the value that the window holds from <see cref="ValueOffset"/> on: all of them for text and numbers up to
    /// <see cref="ReaderLimits.MaxValueBytes"/> (<see cref="ReaderLimits.CutValueBytes"/> of a longer one); 0 for binary VRs.
    /// </summary>
    public int WindowedLength { get; private set; }

    /// <summary>Byte order of the value.</summary>
    public bool IsBigEndian { get; private set; }

    /// <summary>Open items around the current token; 0 at the top level.</summary>
    public int Depth { get; private set; }

    /// <summary>The element is of the file meta information (PS3.10 7.1).</summary>
    public bool IsFileMeta { get; private set; }

    public StopReason StopReason { get; private set; }

    /// <summary>Offset of the first byte that is not of the header: of the pixel data element, or of the object's end.</summary>
    public long HeaderEnd { get; private set; }

    /// <summary>Offset of the data set: behind the file meta information.</summary>
    public long DataSetOffset { get; private set; }

    /// <summary>The data set is in explicit VR, as found (the transfer syntax is only a claim).</summary>
    public bool IsExplicitVr { get; private set; }

    /// <summary>The data set is in big endian, as found.</summary>
    public bool IsDataSetBigEndian { get; private set; }

    /// <summary>Starts an object.</summary>
    /// <param name="log">Where deviations are recorded.</param>
    /// <param name="length">Bytes of the object, or -1 where only its end will tell (<see cref="EndAt"/>).</param>
    public void Reset(IssueLog log, long length)
    {
        ArgumentNullException.ThrowIfNull(log);
        issues = log;
        DataSetOffset = 0;
        transferSyntax = null;
        declared = null;
        IsExplicitVr = false;
        IsDataSetBigEndian = false;
        StopReason = StopReason.None;
        HeaderEnd = 0;
        elements = 0;
        items = 0;
        overflowSearches = 0;
        truncated = false;
        pixelOffset = -1;
        Restart(length, Phase.Start);
    }

    /// <summary>Says that the object has this many bytes, once that is known.</summary>
    public void EndAt(long length) => end = length;

    /// <summary>Goes on to the next token.</summary>
    /// <param name="window">Bytes of the object.</param>
    /// <param name="windowOffset">Offset of the window's first byte in the object.</param>
    public DicomToken Read(ReadOnlySpan<byte> window, long windowOffset)
    {
        var taken = fast switch
        {
            FastPath.Explicit => TryReadExplicit(window, windowOffset),
            FastPath.Implicit => TryReadImplicit(window, windowOffset),
            _ => false,
        };
        return taken ? DicomToken.Element : ReadCarefully(window, windowOffset);
    }

    /// <summary>After <see cref="DicomToken.Deflated"/>: from here on windows and offsets are of the inflated bytes, from 0.</summary>
    /// <param name="length">Inflated bytes, or -1.</param>
    public void ContinueInflated(long length)
    {
        RequireDeflated();
        Restart(length, Phase.DataSetStart);
    }

    /// <summary>After <see cref="DicomToken.Deflated"/>: the bytes are no deflate stream and are read as they are.</summary>
    public void ContinuePlain()
    {
        RequireDeflated();
        phase = Phase.DataSetStart;
    }

    private void RequireDeflated()
    {
        if (phase != Phase.AtDeflated)
            throw new InvalidOperationException("The reader is not at a deflated data set.");
        deflateIsSettled = true;
    }

    private void Restart(long length, Phase start)
    {
        phase = start;
        pos = 0;
        end = length < 0 ? long.MaxValue : length;
        lengthWasGiven = length >= 0;
        seenEnd = 0;
        aheadPos = -1;
        zerosEnd = -1;
        metaClaim = -1;
        creator = 0;
        peeked.Clear();
        deflateIsSettled = start == Phase.DataSetStart;
        OpenRoot(RootKind.DataSet, isExplicit: true, isBigEndian: false);
        fast = FastPath.None;
    }
}
