using Etl.Schema.Standard;

namespace Etl.Schema.Dicom;

/// <content>The careful way through one data element: every deviation is seen to here, the fast path hands over what it does not know.</content>
public sealed partial class DicomReader
{
    private long zerosEnd;

    private DicomToken StepElement()
    {
        ref readonly var frame = ref frames[top];
        if (top > 0 && pos >= Math.Min(frame.Limit, end))
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
        if (root == RootKind.Meta && IsBehindMeta(tag, header))
            return missing ? default : top > 0 ? Pop() : EndMeta();
        if (root == RootKind.Command && tag >> 16 != 0)
        {
            if (top > 0)
                return Pop();
            phase = Phase.DataSetStart;
            return default;
        }

        if (tag is Item or ItemDelimitation or SequenceDelimitation or GeItemDelimitation or GeSequenceDelimitation)
            return top == 0 ? StepStray(tag, header) : StepDelimiterInItem(tag, header);
        if (header.IsZero && root == RootKind.DataSet)
            return SkipZeros();
        if (top == 0 && root == RootKind.DataSet)
        {
            if (tag is 0x7FE00008 or 0x7FE00009 or 0x7FE00010)
                return StepPixelData(header);
            if (tag == 0xFFFCFFFC)
                return Stop(StopReason.Fffc, pos);
        }

        if (frame.IsLoose && tag > frames[top - 1].Tag)
            return Pop();
        if (elements >= limits.MaxElements)
            return StopAtLimit(IssueCode.LimitElements);
        return StepDataElement(header, tag);
    }

    private DicomToken StepDataElement(in Peeked header, uint tag)
    {
        var dictionary = DataDictionary.Find(new Tag(tag));
        var choice = Choose(header, tag, dictionary);
        if (missing)
            return default;
        if (!choice.IsGood && choice.FileVr == Vr.None && dictionary < 0 && !IsOfKnownBlock(tag) && !IsBeforeKnown(choice, tag))
            return missing ? default : GiveUp(IssueCode.TrailingData, tag);
        if (header.Count < choice.HeaderBytes)
        {
            MarkTruncated();
            return Stop(StopReason.Truncated, end);
        }

        var listed = dictionary >= 0 ? DataDictionary.VrOf(dictionary) : Vr.None;
        var value = pos + choice.HeaderBytes;
        var isUn = choice.FileVr == Vr.UN;
        var isBigEndian = frames[top].IsBigEndian && !isUn;
        var opening = choice.Length == Undefined
            ? JudgeUndefined(choice.FileVr, listed, tag, value, isBigEndian)
            : JudgeDefined(choice, listed, dictionary, tag, value, isBigEndian);
        if (missing)
            return default;
        return opening switch
        {
            Opening.Sequence or Opening.Loose or Opening.Shape or Opening.Swapped =>
                OpenSequence(opening, choice, tag, dictionary, value, isBigEndian),
            Opening.Fragments => StartFragments(choice, tag, dictionary, value),
            Opening.Nothing => GiveUp(IssueCode.UndefinedLengthNonSq, tag),
            _ => EmitElement(opening, choice, tag, dictionary, value, isBigEndian),
        };
    }

    private DicomToken EmitElement(Opening opening, in Candidate choice, uint tag, int dictionary, long value, bool isBigEndian)
    {
        var isRaw = opening is Opening.NotItems or Opening.ByteSwapped;
        var vr = isRaw ? Vr.UN : ResolveVr(choice.FileVr, tag, dictionary, choice.Length);
        long length = choice.Length;
        var crossing = Cross(value + length + choice.Pad, tag);
        var isCut = crossing.Kind >= CrossingKind.CutByContainer;
        if (isCut)
        {
            value = Math.Min(value, crossing.End);
            length = Math.Min(length, crossing.End - value);
        }

        var isDropped = frames[top].IsSilent || (ushort)tag == 0 && tag >> 16 is not (0 or 2) || IsMetaInDataSet(tag);
        var isBinary = VrTraits.IsBinary(VrTraits.Of(vr));
        var windowed = isBinary || isDropped ? 0 : length > limits.MaxValueBytes ? limits.CutValueBytes : length;
        if (missing || !Shows(value, windowed))
            return default;

        LogChoice(choice, tag, opening);
        if (!isCut && !isRaw && !isDropped && length % vr.UnitSize() != 0)
            Log(IssueCode.LengthNotMultiple, pos, tag);
        if (choice.FileVr == Vr.UN && vr != Vr.UN && !isDropped)
            Log(IssueCode.VrUnRetyped, pos, tag);
        if (crossing.Kind == CrossingKind.Extends)
            ExtendContainers(crossing.End);
        else if (isCut && !truncated)
            MarkCut(crossing.Kind, tag);
        if (!isBinary && windowed < length && !isDropped)
            Log(IssueCode.ValueCut, pos, tag);

        var at = pos;
        pos = crossing.End;
        elements++;
        if (IsMetaInDataSet(tag))
            Log(IssueCode.MetaInDataset, at, tag);
        if (isDropped || !Admit(tag, at))
            return default;
        NoteTag(tag, dictionary, at);
        Tag = new Tag(tag);
        DictionaryIndex = dictionary;
        Report(vr, choice.FileVr, at, value, length, (int)windowed, isBigEndian);
        if (root == RootKind.Meta)
            NoteMetaValue(tag, Shown(value, (int)windowed), pos);
        return DicomToken.Element;
    }

    private bool IsMetaInDataSet(uint tag) => tag >> 16 == 2 && top == 0 && root == RootKind.DataSet;

    private void MarkCut(CrossingKind kind, uint tag)
    {
        truncated |= kind == CrossingKind.CutByObject;
        Log(IssueCode.Truncated, pos, tag);
    }

    private void LogChoice(in Candidate choice, uint tag, Opening opening)
    {
        if (!choice.IsGood || choice.Issue == IssueCode.LengthOverflow)
            overflowSearches++;
        if (choice.Issue != IssueCode.None)
            Log(choice.Issue, pos, tag);
        if (choice.Length != Undefined && (choice.Length & 1) != 0)
            Log(IssueCode.OddLength, pos, tag);
        if (opening == Opening.NotItems)
            Log(IssueCode.SqNotItems, pos, tag);
        else if (opening is Opening.ByteSwapped or Opening.Swapped)
            Log(IssueCode.ByteSwappedItems, pos, tag);
    }

    /// <summary>Bytes that are no element: on to the end of the innermost container that has one, or the read ends here.</summary>
    private DicomToken GiveUp(IssueCode code, uint tag)
    {
        Log(code, pos, tag);
        var limit = frames[top].Limit;
        if (limit >= end)
            return Stop(StopReason.Tail, pos);
        pos = limit;
        return default;
    }

    private DicomToken SkipZeros()
    {
        if (pos != zerosEnd)
            Log(IssueCode.ZeroPadding, pos, 0);
        pos += 8;
        zerosEnd = pos;
        return default;
    }

    /// <summary>Fewer bytes than a header has, before the container's or the object's end.</summary>
    private DicomToken SkipLeftover(in Peeked header, long limit)
    {
        // A length a few bytes short cuts the delimiter that closes what is open.
        if (header.Count >= 8 && header.ImplicitLength(frames[top].IsBigEndian) == 0
            && header.Tag(frames[top].IsBigEndian) is ItemDelimitation or SequenceDelimitation)
        {
            ExtendContainers(pos + 8);
            return default;
        }

        Log(IssueCode.TrailingData, pos, 0);
        if (top == 0)
            return Stop(StopReason.Tail, pos);
        pos = limit;
        return default;
    }

    /// <summary>The value is followed by a tag that PS3.6 lists: the object may end inside that element.</summary>
    private bool IsBeforeKnown(in Candidate choice, uint tag) =>
        choice.IsImplicit && Ends(choice) && IsNextKnown(pos + choice.HeaderBytes + choice.Length, tag);
}
