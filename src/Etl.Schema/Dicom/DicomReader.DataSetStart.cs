namespace Etl.Schema.Dicom;

/// <content>Where the data set starts: command group, what the transfer syntax declares, and what the bytes are.</content>
public sealed partial class DicomReader
{
    private DicomToken StepDataSetStart()
    {
        if (IsEnd(pos))
        {
            Log(IssueCode.EmptyDataset, pos, 0);
            DataSetOffset = pos;
            return Stop(truncated ? StopReason.Truncated : StopReason.Eof, pos);
        }

        if (missing)
            return default;
        if (declared is { IsDeflated: true } && !deflateIsSettled)
        {
            DataSetOffset = pos;
            phase = Phase.AtDeflated;
            return DicomToken.Deflated;
        }

        if (!commandWasRead && IsCommandAt(pos))
        {
            Log(IssueCode.CommandGroup, pos, 0);
            commandWasRead = true;
            OpenRoot(RootKind.Command, isExplicit: false, isBigEndian: false);
            phase = Phase.Reading;
            return default;
        }

        if (metaWasRead && SkipMetaInDataSet())
            return default;
        var claim = declared is { } syntax
            ? new Encoding(syntax.IsExplicitVr, syntax.IsBigEndian)
            : new Encoding(true, metaWasRead && frames[0].IsBigEndian);
        var found = Probe(pos, claim, out _);
        return missing ? default : StartDataSet(claim, found);
    }

    /// <summary>
    /// Elements of the group once more, in whatever VR form, before the data set: they neither override the group nor say how the
    /// data set is encoded.
    /// </summary>
    private bool SkipMetaInDataSet()
    {
        var header = Peek(pos);
        var tag = header.Tag(false);
        if (header.Count < 8 || tag >> 16 != 2)
            return false;
        var vr = header.FileVr;
        var isLong = vr.HasLongLength();
        var length = vr == Vr.None ? header.ImplicitLength(false) : isLong ? header.LongLength(false) : header.ShortLength(false);
        var next = pos + (isLong ? 12 : 8) + length;
        if (length == Undefined || !Fits(next) || missing)
            return missing;
        Log(IssueCode.MetaInDataset, pos, tag);
        pos = next;
        return true;
    }

    private DicomToken StartDataSet(Encoding claim, Encoding found)
    {
        if (declared is { } syntax)
        {
            if (syntax.Origin == TransferSyntaxOrigin.Unlisted)
                Log(IssueCode.TsUnknown, pos, Tag.TransferSyntaxUid.Value);
            else if (syntax.Origin != TransferSyntaxOrigin.Standard)
                Log(IssueCode.TsPrivate, pos, Tag.TransferSyntaxUid.Value);
            if (found != claim && syntax.Origin is TransferSyntaxOrigin.Standard or TransferSyntaxOrigin.Private)
                Log(IssueCode.TsMismatch, pos, Tag.TransferSyntaxUid.Value);
        }
        else
        {
            Log(metaWasRead ? IssueCode.TsMissing : IssueCode.TsGuessed, pos, Tag.TransferSyntaxUid.Value);
        }

        // The offset of a deflated data set is the one in the file.
        if (declared is not { IsDeflated: true })
            DataSetOffset = pos;
        IsExplicitVr = found.IsExplicit;
        IsDataSetBigEndian = found.IsBigEndian;
        OpenRoot(RootKind.DataSet, found.IsExplicit, found.IsBigEndian);
        phase = Phase.Reading;
        return default;
    }

    /// <summary>(0000,0000) with a length of 4: a command set, always implicit VR little endian (PS3.7 6.3.1).</summary>
    private bool IsCommandAt(long at)
    {
        var header = Peek(at);
        if (header.Count < PeekBytes || header.Tag(false) != 0 || header.ImplicitLength(false) != 4)
            return false;
        var next = Peek(at + 12);
        return next.Count >= 8 && next.Tag(false) is > 0 and <= 0xFFFF;
    }
}
