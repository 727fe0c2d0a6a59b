namespace Etl.Schema.Dicom;

/// <content>Between items, and delimiters where they belong and where they do not (PS3.5 7.5).</content>
public sealed partial class DicomReader
{
    private DicomToken StepSequence()
    {
        ref readonly var frame = ref frames[top];
        if (pos >= Math.Min(frame.Limit, end))
            return CloseAtLimit();
        if (pos > limits.MaxHeaderBytes)
            return StopAtLimit(IssueCode.LimitHeader);
        var header = Peek(pos);
        if (missing)
            return default;
        if (header.Count == 0)
            return EndOfObject();
        var limit = Math.Min(frame.Limit, end);
        if (header.Count < 8 || limit - pos < 8)
            return SkipLeftover(header, limit);
        var tag = header.Tag(frame.IsBigEndian);
        return tag switch
        {
            Item => OpenItem(header),
            SequenceDelimitation or GeSequenceDelimitation => StepSequenceEnd(tag, header),
            ItemDelimitation or GeItemDelimitation => StepItemEndInSequence(tag, header),
            0 when header.IsZero => SkipZeros(),
            _ => StepForeign(tag),
        };
    }

    private DicomToken StepSequenceEnd(uint tag, in Peeked header)
    {
        ref readonly var frame = ref frames[top];
        var size = DelimiterSize(header, frame.IsBigEndian, top - 1);
        if (missing)
            return default;
        if (frame.IsUndefined || frame.IsLoose && top == 1)
            return CloseWith(tag, size);
        if (frame.IsLoose)
            return Pop();
        if (pos + 8 < frame.End && HasUndefinedAround(FrameKind.Sequence, top - 1))
        {
            Log(IssueCode.SqLengthWrong, pos, 0);
            return Pop();
        }

        Log(IssueCode.ExtraDelimiter, pos, 0);
        pos = Math.Min(pos + size, frame.End);
        return default;
    }

    /// <summary>An item delimiter where an item or the sequence's end should be.</summary>
    private DicomToken StepItemEndInSequence(uint tag, in Peeked header)
    {
        ref readonly var frame = ref frames[top];
        var next = Peek(pos + 8);
        var size = DelimiterSize(header, frame.IsBigEndian, top - 1);
        if (missing)
            return default;
        var nextTag = next.Count >= 8 ? next.Tag(frame.IsBigEndian) : 0;
        if (frames[top - 1] is { Kind: FrameKind.Item, IsUndefined: true }
            && nextTag is Item or SequenceDelimitation or GeSequenceDelimitation)
        {
            if (frame.End == long.MaxValue)
                Log(frame.IsLoose ? IssueCode.None : IssueCode.SeqDelimiterMissing, pos, 0);
            else
                Log(IssueCode.SqLengthWrong, pos, 0);
            return Pop();
        }

        if (frame.End == long.MaxValue)
        {
            if (tag == ItemDelimitation)
                Log(IssueCode.WrongDelimiter, pos, 0);
            return CloseWith(tag, size);
        }

        Log(IssueCode.ExtraDelimiter, pos, 0);
        pos = Math.Min(pos + size, frame.End);
        return default;
    }

    /// <summary>A data element between items: the sequence is over, or its length counts bytes that are not its own.</summary>
    private DicomToken StepForeign(uint tag)
    {
        ref readonly var frame = ref frames[top];
        ref readonly var parent = ref frames[top - 1];
        var score = Score(pos, parent.IsExplicit, parent.IsBigEndian, 0, long.MaxValue);
        var isAmongItems = frame.IsUndefined && IsBeforeItem(in parent);
        if (missing)
            return default;
        if (frame.IsLoose)
            return Pop();
        if (frame.IsUndefined)
        {
            Log(isAmongItems ? IssueCode.SqNotItems : IssueCode.SeqDelimiterMissing, pos, tag);
            return Pop();
        }

        if (frame.Items > 0 && score == Good)
        {
            Log(IssueCode.SqLengthWrong, pos, 0);
            return Pop();
        }

        Log(IssueCode.SqNotItems, pos, 0);
        pos = frame.End;
        return default;
    }

    private bool IsBeforeItem(in Frame parent)
    {
        var header = Peek(pos);
        var vr = header.FileVr;
        var isLong = parent.IsExplicit && vr.HasLongLength();
        var length = !parent.IsExplicit ? header.ImplicitLength(parent.IsBigEndian)
            : isLong ? header.LongLength(parent.IsBigEndian)
            : header.ShortLength(parent.IsBigEndian);
        if (length is 0 or Undefined || vr == Vr.SQ)
            return false;
        var next = pos + (isLong ? 12 : 8) + length;
        return Fits(next) && Peek(next) is { Count: >= 8 } behind && behind.Tag(parent.IsBigEndian) == Item;
    }

    private DicomToken StepDelimiterInItem(uint tag, in Peeked header)
    {
        ref readonly var frame = ref frames[top];
        var size = DelimiterSize(header, frame.IsBigEndian, top - 1);
        var next = Peek(pos + 8);
        var isFollowedByOwn = tag is ItemDelimitation or GeItemDelimitation && !frame.IsUndefined && !frame.IsLoose
            && Score(pos + 8, frame.IsExplicit, frame.IsBigEndian, highest, frame.Limit) == Good;
        if (missing)
            return default;
        if (tag is Item or SequenceDelimitation or GeSequenceDelimitation)
            return CloseItemEarly(tag, size);
        if (frame.IsUndefined)
            return CloseWith(tag, size);
        if (frame.IsLoose)
            return HasUndefinedAround(FrameKind.Item, top - 2) ? Pop() : CloseWith(tag, size);

        var nextTag = next.Count >= 8 ? next.Tag(frame.IsBigEndian) : 0;
        if (pos + 8 == frame.End || isFollowedByOwn && nextTag >> 16 != 0xFFFE)
        {
            Log(IssueCode.ExtraDelimiter, pos, 0);
            pos = Math.Min(pos + size, frame.End);
            return default;
        }

        Log(IssueCode.ItemLengthWrong, pos, 0);
        return nextTag is Item or SequenceDelimitation || !HasUndefinedAround(FrameKind.Item, top - 2)
            ? CloseWith(tag, size)
            : Pop();
    }

    /// <summary>Another item, or the sequence's end, before the item's own end.</summary>
    private DicomToken CloseItemEarly(uint tag, long size)
    {
        ref readonly var frame = ref frames[top];
        if (frame.IsUndefined)
        {
            Log(IssueCode.ItemDelimiterMissing, pos, 0);
        }
        else if (!frame.IsLoose)
        {
            if (tag != Item && !HasUndefinedAround(FrameKind.Sequence, top - 1))
            {
                Log(IssueCode.ExtraDelimiter, pos, 0);
                pos = Math.Min(pos + size, frame.End);
                return default;
            }

            frames[top].IsClamped = false;
            Log(IssueCode.ItemLengthWrong, pos, 0);
        }

        return Pop();
    }

    /// <summary>Items and delimiters that no sequence is open for.</summary>
    private DicomToken StepStray(uint tag, in Peeked header)
    {
        ref readonly var frame = ref frames[0];
        if (tag == Item)
        {
            var length = header.ImplicitLength(frame.IsBigEndian);
            var skipped = length != Undefined && Fits(pos + 8 + length) ? 8 + (long)length : 8;
            if (missing)
                return default;
            Log(IssueCode.StrayItem, pos, 0);
            pos += skipped;
            return default;
        }

        var size = DelimiterSize(header, frame.IsBigEndian, 0);
        if (missing)
            return default;
        Log(IssueCode.StrayDelimiter, pos, 0);
        LogDelimiterLength(header, frame.IsBigEndian);
        pos += size;
        return default;
    }

    /// <summary>A delimiter's length should be 0. Another one may be meant or not: what follows at either place tells.</summary>
    private long DelimiterSize(in Peeked header, bool isBigEndian, int outer)
    {
        long length = header.ImplicitLength(isBigEndian);
        if (length is 0 or Undefined)
            return 8;
        ref readonly var view = ref frames[outer];
        if (Score(pos + 8, view.IsExplicit, view.IsBigEndian, 0, end) >= Tolerable)
            return 8;
        return Fits(pos + 8 + length) && Score(pos + 8 + length, view.IsExplicit, view.IsBigEndian, 0, end) >= Tolerable
            ? 8 + length
            : 8;
    }

    private void LogDelimiterLength(in Peeked header, bool isBigEndian)
    {
        if (header.ImplicitLength(isBigEndian) != 0)
            Log(IssueCode.DelimiterLength, pos, 0);
    }

    /// <summary>The delimiter closes the innermost container.</summary>
    private DicomToken CloseWith(uint tag, long size)
    {
        LogDelimiterLength(Peek(pos), frames[top].IsBigEndian);
        if (tag is GeItemDelimitation or GeSequenceDelimitation)
            Log(IssueCode.WrongDelimiter, pos, 0);
        pos = Math.Min(pos + size, Math.Max(pos + 8, Math.Min(frames[top - 1].Limit, end)));
        return Pop();
    }

    private bool HasUndefinedAround(FrameKind kind, int from)
    {
        for (var i = from; i > 0 && i > from - ViewsTried; i--)
        {
            if (frames[i].Kind == kind && frames[i].IsUndefined)
                return true;
        }

        return false;
    }
}
