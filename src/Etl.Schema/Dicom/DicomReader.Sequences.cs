using Etl.Schema.Standard;

namespace Etl.Schema.Dicom;

/// <content>What opens as a sequence, items and their encoding.</content>
public sealed partial class DicomReader
{
    private const uint Item = 0xFFFEE000;
    private const uint ItemDelimitation = 0xFFFEE00D;
    private const uint SequenceDelimitation = 0xFFFEE0DD;
    private const int MostItems = 1_000_000;
    private const int ItemsOfChain = 1000;

    private int items;

    private enum Opening : byte
    {
        None,
        Sequence,

        /// <summary>The length was never written: 0, and items follow.</summary>
        Loose,

        /// <summary>Nothing but the value's shape says so.</summary>
        Shape,

        /// <summary>Undefined length, and the items in the other byte order.</summary>
        Swapped,
        Fragments,

        /// <summary>A sequence by its VR, and not by its value.</summary>
        NotItems,

        /// <summary>Items in the other byte order within a defined length, which is jumped over.</summary>
        ByteSwapped,

        /// <summary>Undefined length, and nothing to say where it ends.</summary>
        Nothing,
    }

    private Opening JudgeUndefined(Vr fileVr, Vr listed, uint tag, long value, bool isBigEndian)
    {
        if (!IsItemAt(value, isBigEndian))
        {
            if (IsItemAt(value, !isBigEndian))
                return Opening.Swapped;
            return fileVr == Vr.SQ || fileVr == Vr.None && listed == Vr.SQ ? Opening.Sequence : Opening.Nothing;
        }

        if (listed == Vr.SQ || fileVr is Vr.SQ or Vr.UN)
            return Opening.Sequence;
        var isBinary = fileVr == Vr.None ? VrTraits.IsBinary(VrTraits.Of(listed)) : VrTraits.IsBinary(VrTraits.Of(fileVr));
        return isBinary && (tag == 0x7FE00010 || AreFragments(value, isBigEndian)) ? Opening.Fragments : Opening.Sequence;
    }

    private Opening JudgeDefined(in Candidate choice, Vr listed, int dictionary, uint tag, long value, bool isBigEndian)
    {
        var fileVr = choice.FileVr;
        var isWritten = fileVr == Vr.SQ || fileVr == Vr.None && listed == Vr.SQ;
        var isMislabelled = listed == Vr.SQ && fileVr is Vr.UN or Vr.OB or Vr.OW;
        if (isWritten || isMislabelled)
        {
            LookTo(value + 1);
            var hasItem = value < Math.Min(frames[top].Limit, end) && IsItemAt(value, isBigEndian);
            if (choice.Length == 0)
                return hasItem && Peek(value).Tag(isBigEndian) == Item ? Opening.Loose : Opening.Sequence;
            if (hasItem && choice.Length >= 8)
                return Opening.Sequence;
            if (isMislabelled && fileVr != Vr.UN)
                return Opening.None;
            return choice.Length >= 8 && IsItemAt(value, !isBigEndian) ? Opening.ByteSwapped : Opening.NotItems;
        }

        if (dictionary >= 0 || choice.Length < 8 || new Tag(tag).IsPrivateCreator || (ushort)tag == 0)
            return Opening.None;
        if (fileVr is not (Vr.UN or Vr.None) || !IsItemAt(value, isBigEndian))
            return Opening.None;
        // In implicit VR a sequence has no other mark than its first item, and lengths written wrong are to be borne.
        var isSequence = fileVr == Vr.UN
            ? IsItemChain(value, value + choice.Length, isBigEndian)
            : IsFirstItem(value, value + choice.Length, isBigEndian);
        return isSequence ? Opening.Shape : Opening.None;
    }

    private bool IsFirstItem(long at, long valueEnd, bool isBigEndian)
    {
        var header = Peek(at);
        var length = header.ImplicitLength(isBigEndian);
        var itemEnd = length == Undefined ? valueEnd : at + 8 + length;
        return header.Tag(isBigEndian) == Item && itemEnd <= valueEnd && Fits(valueEnd) && IsPlausibleItem(at + 8, itemEnd, isBigEndian);
    }

    private bool IsPlausibleItem(long content, long itemEnd, bool isBigEndian) =>
        itemEnd - content < 8
        || Weigh(content, false, isBigEndian, itemEnd) >= ItemMinimum
        || Weigh(content, true, isBigEndian, itemEnd) >= ItemMinimum;

    /// <summary>Items that fill the value exactly, each beginning with what is plausible as a data element.</summary>
    private bool IsItemChain(long at, long valueEnd, bool isBigEndian)
    {
        if (!Fits(valueEnd))
            return false;
        for (var i = 0; i < ItemsOfChain && at < valueEnd; i++)
        {
            var header = Peek(at);
            if (header.Count < 8)
                return false;
            var length = header.ImplicitLength(isBigEndian);
            var itemTag = header.Tag(isBigEndian);
            if (itemTag == SequenceDelimitation && length == 0)
                return at + 8 == valueEnd;
            if (itemTag != Item)
                return false;
            var itemEnd = length == Undefined ? valueEnd : at + 8 + length;
            if (itemEnd > valueEnd || !IsPlausibleItem(at + 8, itemEnd, isBigEndian))
                return false;
            // Without lengths the chain cannot be walked; a delimiter at the very end is as good a sign.
            if (length == Undefined)
                return Peek(valueEnd - 8).Tag(isBigEndian) is ItemDelimitation or SequenceDelimitation;
            at = itemEnd;
        }

        return true;
    }

    private DicomToken OpenSequence(Opening opening, in Candidate choice, uint tag, int dictionary, long value, bool isBigEndian)
    {
        var isUndefined = choice.Length == Undefined;
        var crossing = isUndefined || opening == Opening.Loose
            ? new Crossing(long.MaxValue, CrossingKind.Inside)
            : Cross(value + choice.Length, tag);
        if (missing)
            return default;
        if (top >= limits.MaxDepth)
            return StopAtLimit(IssueCode.DepthLimit);

        LogOpening(opening, choice, tag, dictionary);
        if (crossing.Kind == CrossingKind.Extends)
            ExtendContainers(crossing.End);
        else if (crossing.Kind == CrossingKind.CutByContainer)
            Log(IssueCode.SqLengthWrong, pos, tag);
        var at = pos;
        pos = value;
        elements++;
        var isSilent = IsMetaInDataSet(tag) || !Admit(tag, at);
        if (!isSilent && !frames[top].IsSilent)
            NoteTag(tag, dictionary, at);
        Push(new Frame
        {
            Kind = FrameKind.Sequence,
            Tag = tag,
            Dictionary = dictionary,
            End = crossing.End,
            IsClamped = crossing.Kind == CrossingKind.CutByObject,
            IsExplicit = frames[top].IsExplicit && choice.FileVr != Vr.UN,
            IsBigEndian = isBigEndian != (opening == Opening.Swapped),
            IsOfUn = choice.FileVr == Vr.UN,
            IsLoose = opening == Opening.Loose,
            IsSilent = isSilent,
        });
        if (frames[top].IsSilent)
            return default;
        Tag = new Tag(tag);
        DictionaryIndex = dictionary;
        Report(Vr.SQ, choice.FileVr, at, value, crossing.End == long.MaxValue ? -1 : crossing.End - value, 0, isBigEndian);
        return DicomToken.SequenceStart;
    }

    private void LogOpening(Opening opening, in Candidate choice, uint tag, int dictionary)
    {
        LogChoice(choice, tag, opening);
        var fileVr = choice.FileVr;
        var isListed = dictionary >= 0 && DataDictionary.VrOf(dictionary) == Vr.SQ;
        if (opening == Opening.Shape)
            Log(IssueCode.SqByShape, pos, tag);
        else if (opening == Opening.Loose)
            Log(IssueCode.SqLengthWrong, pos, tag);
        if (fileVr == Vr.UN && dictionary >= 0)
            Log(IssueCode.VrUnRetyped, pos, tag);
        else if (isListed && fileVr is not (Vr.SQ or Vr.None or Vr.UN))
            Log(IssueCode.VrMismatch, pos, tag);
        if (choice.Length == Undefined && !isListed && fileVr is not (Vr.SQ or Vr.UN)
            && !(fileVr == Vr.None && dictionary < 0))
        {
            Log(IssueCode.UndefinedLengthNonSq, pos, tag);
        }
    }

    private DicomToken OpenItem(in Peeked header)
    {
        var sequence = frames[top];
        var length = header.ImplicitLength(sequence.IsBigEndian);
        var content = pos + 8;
        var isLoose = length == 0 && IsLooseItem(content, in sequence);
        var crossing = length == Undefined || isLoose
            ? new Crossing(long.MaxValue, CrossingKind.Inside)
            : Cross(content + length, 0);
        LookTo(content + 8);
        var isExplicit = ProbeItem(content, Math.Min(Math.Min(crossing.End, sequence.Limit), end), in sequence);
        if (missing)
            return default;
        if (top >= limits.MaxDepth)
            return StopAtLimit(IssueCode.DepthLimit);
        if (items >= MostItems)
            return StopAtLimit(IssueCode.LimitItems);

        if (crossing.Kind == CrossingKind.Extends)
            ExtendContainers(crossing.End);
        else if (isLoose || crossing.Kind >= CrossingKind.CutByContainer)
            Log(IssueCode.ItemLengthWrong, pos, 0);
        if (isExplicit != sequence.IsExplicit)
            Log(sequence.IsOfUn ? IssueCode.UnExplicitContent : IssueCode.VrSwitch, pos, 0);
        items++;
        frames[top].Items++;
        var at = pos;
        pos = content;
        Push(new Frame
        {
            Kind = FrameKind.Item,
            Dictionary = -1,
            End = crossing.End,
            IsClamped = crossing.Kind == CrossingKind.CutByObject,
            IsExplicit = isExplicit,
            IsBigEndian = sequence.IsBigEndian,
            IsLoose = isLoose,
        });
        if (frames[top].IsSilent)
            return default;
        Tag = Tag.Item;
        DictionaryIndex = -1;
        Report(Vr.None, Vr.None, at, content, crossing.End == long.MaxValue ? -1 : crossing.End - content, 0, sequence.IsBigEndian);
        Depth = sequence.Depth;
        return DicomToken.ItemStart;
    }

    /// <summary>A length of 0 that was never filled in: an element follows that cannot stand behind the sequence.</summary>
    private bool IsLooseItem(long content, in Frame sequence)
    {
        LookTo(content + 1);
        if (content >= Math.Min(sequence.Limit, end))
            return false;
        var next = Peek(content);
        if (next.Count < 8)
            return false;
        var tag = next.Tag(sequence.IsBigEndian);
        return tag >> 16 is not (0xFFFE or 0xFFE0) && tag < sequence.Tag
            && Score(content, sequence.IsExplicit, sequence.IsBigEndian, 0, long.MaxValue) >= Tolerable;
    }

    /// <summary>Whether an item is in explicit VR: as its sequence, unless its own first headers weigh more for the other way.</summary>
    private bool ProbeItem(long content, long itemEnd, in Frame sequence)
    {
        if (itemEnd - content < 8 || IsSurely(content, sequence.IsExplicit, sequence.IsBigEndian, itemEnd))
            return sequence.IsExplicit;
        var asClaimed = Weigh(content, sequence.IsExplicit, sequence.IsBigEndian, itemEnd);
        var otherwise = Weigh(content, !sequence.IsExplicit, sequence.IsBigEndian, itemEnd);
        return otherwise > asClaimed ? !sequence.IsExplicit : sequence.IsExplicit;
    }
}
