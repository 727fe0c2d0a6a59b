using Etl.Schema.Standard;

namespace Etl.Schema.Dicom;

/// <content>
/// The ways one header can be read, in order, each judged by the header that would follow it. The plain reading needs a tolerable
/// successor, any other one a good one.
/// </content>
public sealed partial class DicomReader
{
    private const int MostOverflows = 256;
    private const int MostOverflowSearches = 64;

    /// <summary>Elements that nothing good follows: each cost a long search, and an object has only so many.</summary>
    private int overflowSearches;

    /// <summary>Reads the header at <see cref="pos"/> of the innermost data set or item.</summary>
    private Candidate Choose(in Peeked header, uint tag, int dictionary)
    {
        ref readonly var frame = ref frames[top];
        var big = frame.IsBigEndian;
        if (!frame.IsExplicit)
            return ChooseImplicit(header, tag, dictionary, big);
        var vr = header.FileVr;
        if (vr == Vr.None)
            return ChooseWithoutVr(header, tag, dictionary, big);
        return VrTraits.IsLong(VrTraits.Of(vr))
            ? ChooseLong(header, tag, vr, big)
            : ChooseShort(header, tag, vr, big);
    }

    private Candidate ChooseLong(in Peeked header, uint tag, Vr vr, bool big)
    {
        var plain = Long(header, vr, big) with { Issue = header.Reserved != 0 ? IssueCode.ReservedNonzero : IssueCode.None };
        if (header.Count == PeekBytes && Judge(plain, tag) >= Tolerable)
            return plain with { IsGood = true };
        if (header.Reserved != 0 || header.Count < PeekBytes)
        {
            var other = Short(header, vr, big) with { Issue = IssueCode.VrLengthForm };
            if (Judge(other, tag) == Good)
                return other with { IsGood = true };
        }

        return Repair(plain, tag, canOverflow: false);
    }

    private Candidate ChooseShort(in Peeked header, uint tag, Vr vr, bool big)
    {
        var plain = Short(header, vr, big);
        if (Judge(plain, tag) >= Tolerable)
            return plain with { IsGood = true };
        if (plain.Length == 0 && header.Count == PeekBytes)
        {
            var other = Long(header, vr, big) with { Issue = IssueCode.VrLengthForm };
            if (Judge(other, tag) == Good)
                return other with { IsGood = true };
        }

        return Repair(plain, tag, canOverflow: true);
    }

    private Candidate ChooseImplicit(in Peeked header, uint tag, int dictionary, bool big)
    {
        var listed = dictionary >= 0 ? DataDictionary.VrOf(dictionary) : Vr.None;
        var plain = Implicit(header, big) with { UnitVr = listed };
        if (Judge(plain, tag) >= Tolerable)
            return plain with { IsGood = true };
        var vr = header.FileVr;
        if (vr != Vr.None)
        {
            var isLong = VrTraits.IsLong(VrTraits.Of(vr));
            var other = (isLong ? Long(header, vr, big) : Short(header, vr, big)) with { Issue = IssueCode.ExplicitElement };
            if (Judge(other, tag) == Good)
                return other with { IsGood = true };
        }

        if (plain.Length == 13)
        {
            var other = plain with { Length = 10, Issue = IssueCode.LengthQuirk };
            if (Judge(other, tag) == Good)
                return other with { IsGood = true };
        }

        return Repair(plain, tag, canOverflow: false);
    }

    /// <summary>Explicit VR, and two bytes that are none: letters, other printable bytes, or bytes of an implicit length.</summary>
    private Candidate ChooseWithoutVr(in Peeked header, uint tag, int dictionary, bool big)
    {
        byte first = (byte)header.Letters, second = (byte)(header.Letters >> 8);
        var areLetters = first is >= (byte)'A' and <= (byte)'Z' && second is >= (byte)'A' and <= (byte)'Z';
        var arePrintable = first is >= 0x20 and < 0x7F && second is >= 0x20 and < 0x7F;
        var shortForm = Short(header, Vr.None, big) with { Issue = IssueCode.VrInvalid };
        var longForm = Long(header, Vr.None, big) with { Issue = areLetters && dictionary < 0 ? IssueCode.VrUnknown : IssueCode.VrInvalid };
        var implicitForm = Implicit(header, big) with { Issue = IssueCode.ImplicitElement };
        if (header.Count < PeekBytes)
            longForm = shortForm;
        if (areLetters && header.Reserved != 0)
            longForm = shortForm;

        if (header.Letters == 0x2020)
        {
            var bare = new Candidate(Vr.None, 6, 0, IssueCode.VrInvalid);
            var next = Peek(pos + 6);
            if (next.Count >= 8 && next.FileVr != Vr.None && Judge(bare, tag) == Good
                && Agrees(DataDictionary.Find(new Tag(next.Tag(big))), next.Tag(big), next.FileVr))
            {
                return bare with { IsGood = true };
            }
        }

        var (a, b, c) = areLetters ? (longForm, shortForm, implicitForm)
            : arePrintable ? (shortForm, longForm, implicitForm)
            : (implicitForm, shortForm, longForm);
        int scoreA = Judge(a, tag), scoreB = Judge(b, tag), scoreC = Judge(c, tag);
        foreach (var enough in stackalloc[] { Good, dictionary >= 0 ? Tolerable : Good })
        {
            if (scoreA >= enough)
                return a with { IsGood = true };
            if (scoreB >= enough)
                return b with { IsGood = true };
            if (scoreC >= enough)
                return c with { IsGood = true };
        }

        return Ends(a) ? a : Ends(b) ? b : Ends(c) ? c : a;
    }

    /// <summary>Lengths that writers are known to get wrong; else the plain reading, whatever follows.</summary>
    private Candidate Repair(in Candidate plain, uint tag, bool canOverflow)
    {
        if (plain.Length == Undefined)
            return plain;
        var unit = (uint)plain.UnitVr.UnitSize();
        if (plain.Length % unit != 0)
        {
            var rounded = plain with { Length = plain.Length - plain.Length % unit, Issue = IssueCode.LengthQuirk };
            if (Judge(rounded, tag) == Good)
                return rounded with { IsGood = true };
        }

        if ((plain.Length & 1) != 0)
        {
            var padded = plain with { Pad = 1, Issue = IssueCode.OddLengthPad };
            if (Judge(padded, tag) == Good)
                return padded with { IsGood = true };
        }

        for (var k = 1; canOverflow && overflowSearches < MostOverflowSearches && k <= MostOverflows; k++)
        {
            var longer = plain with { Length = plain.Length + ((uint)k << 16), Issue = IssueCode.LengthOverflow };
            var at = pos + longer.HeaderBytes + longer.Length;
            if (missing || !Fits(at))
                break;
            if (Judge(longer, tag) == Good && (IsEnd(at) || IsNextKnown(at, tag)))
                return longer with { IsGood = true };
        }

        return plain;
    }

    private bool IsNextKnown(long at, uint tag)
    {
        var next = Peek(at);
        var nextTag = next.Tag(frames[top].IsBigEndian);
        return next.Count >= 8 && (nextTag > tag && DataDictionary.Find(new Tag(nextTag)) >= 0);
    }

    private bool Ends(in Candidate candidate) =>
        candidate.Length != Undefined && pos + candidate.HeaderBytes + candidate.Length <= Math.Min(frames[top].Limit, end)
        && Fits(pos + candidate.HeaderBytes + candidate.Length);

    /// <summary>How good the header behind the candidate's value is; a value that opens with an item is its own proof.</summary>
    private int Judge(in Candidate candidate, uint tag)
    {
        ref readonly var frame = ref frames[top];
        var value = pos + candidate.HeaderBytes;
        var valueBig = candidate.FileVr != Vr.UN && frame.IsBigEndian;
        if (candidate.Length == Undefined)
        {
            if (IsItemAt(value, valueBig))
                return Good;
            return candidate.FileVr == Vr.SQ ? Score(value, frame.IsExplicit, frame.IsBigEndian, 0, Math.Min(frame.Limit, end)) : Junk;
        }

        var isSequence = candidate.FileVr == Vr.SQ || candidate.UnitVr == Vr.SQ;
        if (isSequence && candidate.Length >= 8 && IsItemAt(value, valueBig))
            return Good;
        return ScoreNext(value + candidate.Length + candidate.Pad, tag);
    }

    private int ScoreNext(long at, uint tag)
    {
        ref readonly var frame = ref frames[top];
        var limit = Math.Min(frame.Limit, end);
        LookTo(at + 1);
        if (at > limit || !Fits(at))
            return Junk;
        if (root == RootKind.DataSet)
            return Score(at, frame.IsExplicit, frame.IsBigEndian, tag, limit);

        // Behind file meta information or a command set anything may follow that a data set can begin with.
        if (at == metaClaim || root == RootKind.Command && Peek(at) is { Count: >= 8 } next && next.Tag(false) <= ushort.MaxValue)
            return Good;
        var score = Score(at, frame.IsExplicit, frame.IsBigEndian, tag, limit);
        for (var i = 0; score < Good && i < 4; i++)
            score = Math.Max(score, Score(at, (i & 1) == 0, i >= 2, 0, limit) == Good ? Good : Junk);
        return score;
    }

    private static Candidate Short(in Peeked header, Vr vr, bool big) => new(vr, 8, header.ShortLength(big), IssueCode.None);

    private static Candidate Long(in Peeked header, Vr vr, bool big) => new(vr, 12, header.LongLength(big), IssueCode.None);

    private static Candidate Implicit(in Peeked header, bool big) =>
        new(Vr.None, 8, header.ImplicitLength(big), IssueCode.None) { IsImplicit = true };

    /// <summary>One reading of a header.</summary>
    private readonly record struct Candidate(Vr FileVr, int HeaderBytes, uint Length, IssueCode Issue)
    {
        /// <summary>The VR whose unit the length should be a multiple of.</summary>
        public Vr UnitVr { get; init; } = FileVr;

        /// <summary>Bytes behind the value that its length does not count.</summary>
        public int Pad { get; init; }

        public bool IsImplicit { get; init; }

        /// <summary>A plausible header follows.</summary>
        public bool IsGood { get; init; }
    }
}
