using Etl.Schema.Standard;

namespace Etl.Schema.Dicom;

/// <content>Which VR an element is read by, and what its tag alone says.</content>
public sealed partial class DicomReader
{
    /// <summary>The private creator met last, so that a block's elements ask only once.</summary>
    private uint creator;

    /// <summary>
    /// The file's VR; else the dictionary's; else UL for a group length, LO for a private creator; else UN. What UN hides becomes the
    /// dictionary's VR only where the length is of whole units (PS3.5 6.2.2 note 1).
    /// </summary>
    private static Vr ResolveVr(Vr fileVr, uint tag, int dictionary, uint length)
    {
        var isCreator = new Tag(tag).IsPrivateCreator;
        if (fileVr is not (Vr.None or Vr.UN))
            return isCreator && fileVr is Vr.CS or Vr.SH or Vr.ST or Vr.LT or Vr.UT ? Vr.LO : fileVr;
        if (isCreator)
            return Vr.LO;
        var vr = dictionary >= 0 ? DataDictionary.VrOf(dictionary) : (ushort)tag == 0 ? Vr.UL : Vr.UN;
        vr = vr switch
        {
            Vr.ObOrOw or Vr.UsOrOw or Vr.UsOrSsOrOw => Vr.OW,
            Vr.SQ => Vr.UN,
            _ => vr,
        };
        return fileVr == Vr.UN && length % vr.UnitSize() != 0 ? Vr.UN : vr;
    }

    /// <summary>Records what is wrong with a tag as such.</summary>
    private void NoteTag(uint tag, int dictionary, long at)
    {
        if ((tag & 0x10000) != 0)
            NotePrivate(tag, at);
        else if (dictionary < 0 && (ushort)tag != 0 && root != RootKind.Command)
            Log(IssueCode.TagUnknown, at, tag);
        if (tag >> 16 is 0 or 2 or 6 && top > 0)
            Log(IssueCode.IllegalGroup, at, tag);
    }

    private void NotePrivate(uint tag, long at)
    {
        if (tag >> 16 is 1 or 3 or 5 or 7 or 0xFFFF)
        {
            Log(IssueCode.IllegalGroup, at, tag);
            return;
        }

        switch ((ushort)tag)
        {
            case 0:
                return;
            case < 0x10 or >= 0x100 and < 0x1000:
                Log(IssueCode.PrivateIllegal, at, tag);
                return;
            case <= 0xFF:
                creator = tag;
                return;
        }

        var owner = CreatorOf(tag);
        if (owner == creator)
            return;
        if (Holds(owner))
        {
            creator = owner;
            return;
        }

        // The creator may still come: one block is kept to be looked for when the item closes.
        ref var frame = ref frames[top];
        if (frame.Orphan == 0)
            (frame.Orphan, frame.OrphanOffset) = (tag, at);
        else if (CreatorOf(frame.Orphan) != owner)
            Log(IssueCode.PrivateNoCreator, at, tag);
    }

    private void ReportOrphan(in Frame frame)
    {
        if (frame.Orphan != 0 && !Holds(CreatorOf(frame.Orphan)))
            Log(IssueCode.PrivateNoCreator, frame.OrphanOffset, frame.Orphan);
    }

    private static uint CreatorOf(uint tag) => tag & 0xFFFF0000 | (uint)((ushort)tag >> 8);

    /// <summary>A private element whose block has a creator, or a creator itself: not garbage, whatever its length.</summary>
    private bool IsOfKnownBlock(uint tag)
    {
        var given = new Tag(tag);
        return given.IsPrivate && !frames[top].IsExplicit && given.Element >= 0x1000 && Holds(CreatorOf(tag));
    }
}
