using System.Buffers.Binary;
using System.Text;

namespace Etl.Schema.Dicom;

/// <content>From the first byte on: preamble, prefix, file meta information (PS3.10 7.1).</content>
public sealed partial class DicomReader
{
    private const int PreambleBytes = 128;
    private const int PrefixBytes = 4;
    private const uint Prefix = 'D' | 'I' << 8 | 'C' << 16 | (uint)'M' << 24;
    private const int LongestUid = 64;

    private readonly byte[] uidBytes = new byte[LongestUid];
    private int uidLength;
    private string? lastUid;
    private string? transferSyntax;
    private TransferSyntax? declared;
    private bool deflateIsSettled;
    private bool metaWasRead;
    private bool commandWasRead;
    private long metaStart;
    private long metaClaim;

    /// <summary>The transfer syntax UID of the file meta information without padding, or null where it has none.</summary>
    public string? DeclaredTransferSyntaxUid => transferSyntax;

    private DicomToken StepStart()
    {
        var first = Peek(0);
        if (missing)
            return default;
        if (first.Count == 0)
            return Refuse(IssueCode.EmptyFile, StopReason.EmptyFile);

        var prefix = Peek(PreambleBytes);
        var isPart10 = prefix.Count >= PrefixBytes && (uint)prefix.Low == Prefix;
        var start = 0L;
        if (isPart10)
            start = IsPrefixByChance() ? 0 : PreambleBytes + PrefixBytes;
        else if (first.Count >= PrefixBytes && (uint)first.Low == Prefix)
            start = PrefixBytes;
        var head = Peek(start);
        var isMeta = head.Count >= 8 && head.Tag(false) >> 16 == 2 | head.Tag(true) >> 16 == 2;
        var isCommand = IsCommandAt(start);
        var weight = 0;
        if (start == 0 && !isMeta && !isCommand && !FileSignature.IsOtherFormat(first.Low, first.Count))
            Probe(0, new Encoding(true, false), out weight);
        var metaEncoding = isMeta ? ProbeMeta(start, head) : default;
        if (missing)
            return default;

        if (start == 0 && !isMeta && !isCommand && weight < BareMinimum)
            return Refuse(IssueCode.NotDicom, StopReason.NotDicom);
        if (start < PreambleBytes)
            Log(IssueCode.PreambleMissing, 0, 0);
        pos = start;
        metaWasRead = false;
        commandWasRead = false;
        if (!isMeta)
        {
            Log(IssueCode.MetaMissing, start, 0);
            if (start == PreambleBytes + PrefixBytes && IsEnd(start))
            {
                Log(IssueCode.EmptyFile, start, 0);
                Log(IssueCode.EmptyDataset, start, 0);
                return Stop(StopReason.EmptyFile, start);
            }

            phase = Phase.DataSetStart;
            return default;
        }

        return StartMeta(head, metaEncoding);
    }

    private DicomToken Refuse(IssueCode code, StopReason reason)
    {
        Log(code, 0, 0);
        return Stop(reason, 0);
    }

    /// <summary>The four letters may be a value of a data set that has neither preamble nor prefix.</summary>
    private bool IsPrefixByChance()
    {
        const long start = PreambleBytes + PrefixBytes;
        var header = Peek(start);
        if (header.Count == 0 || header.Tag(false) >> 16 == 2 || header.Tag(true) >> 16 == 2)
            return false;
        for (var i = 0; i < 4; i++)
        {
            if (Score(start, (i & 1) == 0, i >= 2, 0, end) == Good)
                return false;
        }

        Probe(0, new Encoding(true, false), out var weight);
        return weight >= BareBesidePrefix;
    }

    private Encoding ProbeMeta(long start, in Peeked head)
    {
        var isBigEndian = head.Tag(false) >> 16 != 2;
        var isExplicit = head.FileVr != Vr.None
            || Score(start, false, isBigEndian, 0, end) != Good;
        return new Encoding(isExplicit, isBigEndian);
    }

    private DicomToken StartMeta(in Peeked head, Encoding encoding)
    {
        metaWasRead = true;
        metaStart = pos;
        metaClaim = -1;
        if (!encoding.IsExplicit)
            Log(IssueCode.MetaImplicit, pos, 0);
        if (encoding.IsBigEndian)
            Log(IssueCode.MetaBigEndian, pos, 0);
        if (head.Tag(encoding.IsBigEndian) != 0x00020000)
            Log(IssueCode.MetaLengthMissing, pos, 0);
        OpenRoot(RootKind.Meta, encoding.IsExplicit, encoding.IsBigEndian);
        phase = Phase.Reading;
        return default;
    }

    /// <summary>
    /// True where the group ends before this header. A tag met before ends it only where the group's length says so too,
    /// for the same elements may stand again at the head of the data set.
    /// </summary>
    private bool IsBehindMeta(uint tag, in Peeked header)
    {
        if (tag >> 16 != 2)
            return true;
        if (tag <= highest && pos == metaClaim && Holds(tag))
            return true;
        return frames[0].IsExplicit && header.FileVr == Vr.None
            && Score(pos, false, frames[0].IsBigEndian, 0, end) == Good
            && IsSurelyFollowedImplicitly(header);
    }

    private bool IsSurelyFollowedImplicitly(in Peeked header)
    {
        var next = pos + 8 + header.ImplicitLength(frames[0].IsBigEndian);
        return Score(next, false, frames[0].IsBigEndian, 0, end) == Good;
    }

    private DicomToken EndMeta()
    {
        if (metaClaim >= 0 && metaClaim != pos)
            Log(IssueCode.MetaLengthWrong, metaStart, 0x00020000);
        phase = Phase.DataSetStart;
        return default;
    }

    /// <summary>Keeps the two values of the group that steer the reading: its length, and the transfer syntax.</summary>
    private void NoteMetaValue(uint tag, ReadOnlySpan<byte> value, long next)
    {
        if (tag == 0x00020000 && value.Length >= 4)
        {
            var length = frames[0].IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(value) : BinaryPrimitives.ReadUInt32LittleEndian(value);
            metaClaim = next + length;
        }
        else if (tag == Tag.TransferSyntaxUid.Value)
        {
            NoteTransferSyntax(value.Trim(" \0"u8));
        }
    }

    private void NoteTransferSyntax(ReadOnlySpan<byte> uid)
    {
        if (uid.IsEmpty)
            return;
        if (uid.Length > LongestUid)
            uid = uid[..LongestUid];
        if (lastUid is null || !uid.SequenceEqual(uidBytes.AsSpan(0, uidLength)))
        {
            uid.CopyTo(uidBytes);
            uidLength = uid.Length;
            lastUid = System.Text.Encoding.Latin1.GetString(uid);
        }

        transferSyntax = lastUid;
        declared = TransferSyntax.Of(lastUid);
    }
}
