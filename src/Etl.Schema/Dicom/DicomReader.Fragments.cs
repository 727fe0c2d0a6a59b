namespace Etl.Schema.Dicom;

/// <content>Encapsulated pixel data inside items, and other binary values of undefined length (PS3.5 A.4): walked, never read.</content>
public sealed partial class DicomReader
{
    private Candidate fragmented;
    private uint fragmentTag;
    private int fragmentDictionary;
    private long fragmentValue;
    private long fragmentPos;
    private bool fragmentBig;

    /// <summary>The first item is followed by another one or by the sequence delimiter.</summary>
    private bool AreFragments(long value, bool isBigEndian)
    {
        var first = Peek(value);
        if (first.Tag(isBigEndian) != Item)
            return true;
        var length = first.ImplicitLength(isBigEndian);
        return length != Undefined && Fits(value + 8 + length) && IsItemAt(value + 8 + length, isBigEndian);
    }

    private DicomToken StartFragments(in Candidate choice, uint tag, int dictionary, long value)
    {
        fragmented = choice;
        fragmentTag = tag;
        fragmentDictionary = dictionary;
        fragmentValue = value;
        fragmentPos = value;
        fragmentBig = frames[top].IsBigEndian;
        phase = Phase.Fragments;
        return default;
    }

    private DicomToken StepFragment()
    {
        var header = Peek(fragmentPos);
        if (missing)
            return default;
        if (header.Count < 8)
            return EndFragments(end, end, IssueCode.Truncated);
        var length = header.ImplicitLength(fragmentBig);
        switch (header.Tag(fragmentBig))
        {
            case Item when length != Undefined:
                var next = fragmentPos + 8 + length;
                var fits = Fits(next);
                if (missing)
                    return default;
                if (!fits)
                    return EndFragments(end, end, IssueCode.Truncated);
                if (++items > MostItems)
                    return StopAtLimit(IssueCode.LimitItems);
                fragmentPos = next;
                return default;
            case SequenceDelimitation or GeSequenceDelimitation:
                return EndFragments(fragmentPos, fragmentPos + 8, IssueCode.None);
            default:
                return EndFragments(fragmentPos, fragmentPos, IssueCode.SeqDelimiterMissing);
        }
    }

    private DicomToken EndFragments(long valueEnd, long next, IssueCode code)
    {
        var crossing = Cross(next, fragmentTag);
        if (missing)
            return default;
        if (code == IssueCode.Truncated)
            truncated = true;
        Log(code, fragmentPos, fragmentTag);
        LogChoice(fragmented, fragmentTag, Opening.Fragments);
        if (fragmentTag != 0x7FE00010)
            Log(IssueCode.UndefinedLengthNonSq, pos, fragmentTag);
        // The walk itself found the end, so containers that end before are wrong, whatever comes next.
        if (crossing.Kind != CrossingKind.Inside)
            ExtendContainers(next);
        var at = pos;
        pos = next;
        phase = Phase.Reading;
        elements++;
        if (frames[top].IsSilent || !Admit(fragmentTag, at))
            return default;
        NoteTag(fragmentTag, fragmentDictionary, at);
        Tag = new Tag(fragmentTag);
        DictionaryIndex = fragmentDictionary;
        var vr = fragmented.FileVr == Vr.None ? ResolveVr(Vr.None, fragmentTag, fragmentDictionary, 0) : fragmented.FileVr;
        Report(vr, fragmented.FileVr, at, fragmentValue, valueEnd - fragmentValue, 0, fragmentBig);
        return DicomToken.Element;
    }
}
