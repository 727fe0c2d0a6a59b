using Etl.Schema.Standard;

namespace Etl.Schema.Dicom;

/// <content>How a read ends: pixel data, the object's end, limits; and every open container closed.</content>
public sealed partial class DicomReader
{
    private StopReason pendingStop;

    /// <summary>Where top-level pixel data was, while elements behind it are still read; -1 before.</summary>
    private long pixelOffset = -1;

    /// <summary>Reads no further: what is open is closed, and the read ends with <see cref="StopReason.Limit"/>.</summary>
    public void StopHere()
    {
        if (phase is not (Phase.Closing or Phase.Ended))
            Stop(StopReason.Limit, pos);
    }

    private DicomToken StepPixelData(in Peeked header)
    {
        ref readonly var frame = ref frames[0];
        var isLong = frame.IsExplicit && (header.FileVr == Vr.None || header.FileVr.HasLongLength());
        var length = !frame.IsExplicit ? header.ImplicitLength(frame.IsBigEndian)
            : isLong ? header.LongLength(frame.IsBigEndian)
            : header.ShortLength(frame.IsBigEndian);
        // Where only reading on would tell the object's end, pixel data is not read for it.
        var isPlain = lengthWasGiven && length != Undefined && (!isLong || header.Count == PeekBytes);
        var next = pos + (isLong ? 12 : 8) + length;
        var goesOn = isPlain && pixelOffset < 0 && next <= end - 8 && IsEarlierGroupAt(next);
        if (missing)
            return default;
        if (isPlain && next > end)
            Log(IssueCode.PixelTruncated, pos, header.Tag(frame.IsBigEndian));
        if (!goesOn)
            return Stop(StopReason.Pixel, pos);

        Log(IssueCode.OutOfOrder, pos, header.Tag(frame.IsBigEndian));
        pixelOffset = pos;
        pos = next;
        return default;
    }

    private bool IsEarlierGroupAt(long at)
    {
        ref readonly var frame = ref frames[0];
        return Score(at, frame.IsExplicit, frame.IsBigEndian, 0, end) == Good
            && Peek(at).Tag(frame.IsBigEndian) >> 16 is >= 8 and < 0x7FE0;
    }

    private DicomToken CloseAtLimit()
    {
        ref readonly var frame = ref frames[top];
        if (frame.End <= pos)
            return Pop();
        if (pos >= end)
            return EndOfObject();
        if (!frame.IsLoose)
            Log(frame.Kind == FrameKind.Item ? IssueCode.ItemDelimiterMissing : IssueCode.SeqDelimiterMissing, pos, 0);
        return Pop();
    }

    private DicomToken EndOfObject()
    {
        if (root != RootKind.DataSet)
            return EndMeta();
        for (var i = top; i > 0 && !truncated; i--)
        {
            if (frames[i].IsUndefined || frames[i].End != long.MaxValue && frames[i].End > pos)
                MarkTruncated();
        }

        return Stop(truncated ? StopReason.Truncated : StopReason.Eof, pos);
    }

    private DicomToken StopAtLimit(IssueCode code)
    {
        Log(code, pos, 0);
        return Stop(StopReason.Limit, pos);
    }

    private DicomToken Stop(StopReason reason, long headerEnd)
    {
        var isBehindPixels = pixelOffset >= 0 && reason is StopReason.Eof or StopReason.Tail or StopReason.Fffc;
        pendingStop = isBehindPixels ? StopReason.Pixel : reason;
        HeaderEnd = pixelOffset >= 0 ? pixelOffset : headerEnd;
        phase = Phase.Closing;
        fast = FastPath.None;
        return default;
    }

    private DicomToken StepClosing()
    {
        if (top > 0)
        {
            frames[top].IsClamped = false;
            var token = Pop();
            fast = FastPath.None;
            return token;
        }

        ReportOrphan(in frames[0]);
        phase = Phase.Ended;
        StopReason = truncated && pendingStop == StopReason.Eof ? StopReason.Truncated : pendingStop;
        return DicomToken.End;
    }

    /// <summary>Records a deviation. Its path is built for a code's first occurrence only.</summary>
    private void Log(IssueCode code, long at, uint tag)
    {
        if (code == IssueCode.None)
            return;
        issues.Add(code, at, issues.IsFirst(code) ? PathOf(tag) : null);
    }

    private string? PathOf(uint tag)
    {
        const int deepest = 16;
        var names = new List<string>();
        for (var i = 1; i <= top && names.Count < deepest; i++)
        {
            if (frames[i].Kind == FrameKind.Sequence)
                names.Add(DataDictionary.ColumnName(new Tag(frames[i].Tag)) ?? new Tag(frames[i].Tag).ToString());
        }

        if (tag != 0)
            names.Add(DataDictionary.ColumnName(new Tag(tag)) ?? new Tag(tag).ToString());
        return names.Count == 0 ? null : string.Join('.', names);
    }
}
