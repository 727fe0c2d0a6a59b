using Etl.Schema.Standard;

namespace Etl.Schema.Dicom;

/// <content>How plausible bytes are as a data element header, and in which of the four encodings a data set or item is.</content>
public sealed partial class DicomReader
{
    private const int Junk = 0;
    private const int Tolerable = 2;
    private const int Good = 3;
    private const int ProbedHeaders = 3;
    private const int BareMinimum = 5;
    private const int BareBesidePrefix = 8;
    private const int ItemMinimum = 4;

    // Delimiters as a GE writer spells them.
    private const uint GeItemDelimitation = 0xFFE0E00D;
    private const uint GeSequenceDelimitation = 0xFFE0E0DD;

    /// <summary>Junk, tolerable or good, as a header at <paramref name="at"/> behind an element of tag <paramref name="previous"/>.</summary>
    private int Score(long at, bool isExplicit, bool isBigEndian, uint previous, long limit)
    {
        LookTo(at + 8);
        if (at >= limit)
            return at == limit ? Good : Junk;
        var header = Peek(at);
        if (header.Count == 0)
            return !missing && at == end ? Good : Junk;
        if (header.Count < 8 || limit - at < 8)
            return Junk;
        var tag = header.Tag(isBigEndian);
        if (tag >> 16 == 0xFFFE || tag is GeItemDelimitation or GeSequenceDelimitation)
            return ScoreDelimiter(at, tag, header.ImplicitLength(isBigEndian));
        if (header.IsZero)
            return Tolerable;
        if (tag >> 16 == 0)
            return Junk;
        return isExplicit
            ? ScoreExplicit(at, header, tag, isBigEndian, previous)
            : ScoreImplicit(at, header, tag, isBigEndian, previous);
    }

    private int ScoreDelimiter(long at, uint tag, uint length) => tag switch
    {
        0xFFFEE000 => length == Undefined || Fits(at + 8 + length) ? Good : Tolerable,
        0xFFFEE00D or 0xFFFEE0DD => length == 0 ? Good : Tolerable,
        GeItemDelimitation or GeSequenceDelimitation => length == 0 ? Good : Junk,
        _ => Junk,
    };

    private int ScoreExplicit(long at, in Peeked header, uint tag, bool isBigEndian, uint previous)
    {
        var vr = header.FileVr;
        if (vr == Vr.None)
            return tag > previous && DataDictionary.Find(new Tag(tag)) >= 0 ? Tolerable : Junk;
        var isLong = VrTraits.IsLong(VrTraits.Of(vr));
        if (isLong && header.Count < PeekBytes)
            return Junk;
        var length = isLong ? header.LongLength(isBigEndian) : header.ShortLength(isBigEndian);
        var fits = isLong ? length == Undefined || Fits(at + 12 + length) : Fits(at + 8 + length);
        if (!fits)
            return Agrees(DataDictionary.Find(new Tag(tag)), tag, vr) ? Tolerable : Junk;
        return isLong && header.Reserved != 0 ? Tolerable : Good;
    }

    private int ScoreImplicit(long at, in Peeked header, uint tag, bool isBigEndian, uint previous)
    {
        var length = header.ImplicitLength(isBigEndian);
        var isKnown = IsKnown(tag);
        if (length != Undefined && !Fits(at + 8 + length))
            return isKnown && header.FileVr != Vr.None ? Tolerable : Junk;
        if (isKnown)
            return tag > previous ? Good : Tolerable;
        if (tag <= previous)
            return Junk;
        if ((tag & 0x10000) != 0)
            return (ushort)tag is >= 0x10 and <= 0xFF or >= 0x1000 ? Good : Tolerable;
        return length <= ushort.MaxValue ? Tolerable : Junk;
    }

    /// <summary>In the dictionary, or a group length, which every group may have had.</summary>
    private static bool IsKnown(uint tag) => (ushort)tag == 0 || DataDictionary.Find(new Tag(tag)) >= 0;

    private static bool Agrees(int dictionary, uint tag, Vr vr)
    {
        if (dictionary < 0)
            return new Tag(tag).IsPrivateCreator ? vr == Vr.LO : (ushort)tag == 0 && vr == Vr.UL;
        var listed = DataDictionary.VrOf(dictionary);
        return listed switch
        {
            Vr.UsOrSs => vr is Vr.US or Vr.SS,
            Vr.ObOrOw => vr is Vr.OB or Vr.OW,
            Vr.UsOrOw => vr is Vr.US or Vr.OW,
            Vr.UsOrSsOrOw => vr is Vr.US or Vr.SS or Vr.OW,
            _ => vr == listed,
        };
    }

    /// <summary>The weight of evidence that a data set or item from <paramref name="at"/> on is so encoded.</summary>
    private int Weigh(long at, bool isExplicit, bool isBigEndian, long limit)
    {
        var total = 0;
        uint previous = 0;
        for (var walked = 0; walked < ProbedHeaders; walked++)
        {
            var score = Score(at, isExplicit, isBigEndian, previous, limit);
            if (score == Junk || missing)
                return total;
            if (at == limit || at == end)
                break;
            var header = Peek(at);
            if (header.Count == 0)
                break;
            var tag = header.Tag(isBigEndian);
            if (tag >> 16 is 0xFFFE or 0xFFE0)
                return total + (walked > 0 ? 3 : 0);
            total += score;
            if (header.IsZero)
                return total;

            var dictionary = DataDictionary.Find(new Tag(tag));
            var isKnown = dictionary >= 0 || (ushort)tag == 0;
            if (isKnown)
                total += 2;
            else if (walked == 0 && tag >> 16 > 0xFF)
                total -= 2;
            var vr = isExplicit ? header.FileVr : Vr.None;
            if (isExplicit && Agrees(dictionary, tag, vr))
                total += 2;
            var isLong = vr != Vr.None && VrTraits.IsLong(VrTraits.Of(vr));
            var length = !isExplicit ? header.ImplicitLength(isBigEndian)
                : isLong ? header.LongLength(isBigEndian)
                : header.ShortLength(isBigEndian);
            at += isLong ? 12 : 8;
            if (length == Undefined)
                return total + (IsItemAt(at, isBigEndian) ? 3 : 0);
            at += length;
            previous = tag;
        }

        LookTo(at + 1);
        return previous != 0 && (at == limit || IsEnd(at)) ? total + 6 : total;
    }

    private bool IsEnd(long at) => at == end || end == long.MaxValue && Peek(at).Count == 0 && !missing;

    private bool IsItemAt(long at, bool isBigEndian)
    {
        var header = Peek(at);
        return header.Count >= 8 && header.Tag(isBigEndian) is 0xFFFEE000 or 0xFFFEE0DD;
    }

    /// <summary>The first header alone leaves no doubt: it is good, and agrees with the dictionary as no other encoding could.</summary>
    private bool IsSurely(long at, bool isExplicit, bool isBigEndian, long limit)
    {
        if (Score(at, isExplicit, isBigEndian, 0, limit) != Good)
            return false;
        var header = Peek(at);
        if (header.Count < 8)
            return false;
        var tag = header.Tag(isBigEndian);
        var dictionary = DataDictionary.Find(new Tag(tag));
        return isExplicit
            ? header.FileVr != Vr.None && Agrees(dictionary, tag, header.FileVr)
            : dictionary >= 0 && header.FileVr == Vr.None;
    }

    /// <summary>The likeliest encoding of a data set; the declared one where others are no likelier.</summary>
    private Encoding Probe(long at, Encoding claim, out int weight)
    {
        weight = 0;
        if (IsSurely(at, claim.IsExplicit, claim.IsBigEndian, end))
        {
            weight = BareBesidePrefix;
            return claim;
        }

        var best = claim;
        weight = Weigh(at, claim.IsExplicit, claim.IsBigEndian, end);
        for (var i = 0; i < 4; i++)
        {
            var other = new Encoding((i & 1) == 0, i >= 2);
            var evidence = Weigh(at, other.IsExplicit, other.IsBigEndian, end);
            if (evidence > weight)
                (best, weight) = (other, evidence);
        }

        return best;
    }

    private readonly record struct Encoding(bool IsExplicit, bool IsBigEndian);
}
