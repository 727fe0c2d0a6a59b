using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Standard;
using Etl.Schema.Values;

namespace Etl.Schema.Columns;

/// <summary>What has no typed column: binary values, unknown and over-budget attributes, and the row's remarks.</summary>
public sealed partial class Flattener
{
    /// <summary>A public element without a column of its own.</summary>
    private void OnForeign(ref ItemFrame item, DicomReader reader, ReadOnlySpan<byte> raw)
    {
        OnForeignRole(ref item, reader, raw);
        if (item.Destination == Destination.Private)
        {
            if (batch.PrivateValues is { } privateList)
                AddForeign(privateList, item.Path.Child(reader.Tag), 0, 2, 3, 4, ref item, reader, raw);
            return;
        }

        var path = item.Path.Child(reader.Tag);
        item.HasForeign = true;
        if (reader.ValueLength == 0)
            AddEmpty(path);
        else if (reader.Vr.IsBinary() || IsBulk(path, reader))
            AddBinary(path, reader.Vr, reader.ValueLength);
        else
            AddForeign(batch.Other, path, 0, 1, 2, 3, ref item, reader, raw);
    }

    /// <summary>Numbers in an attribute that the dictionary has as binary, as LUT Data (0028,3006) in explicit VR: too many for a list of values.</summary>
    private bool IsBulk(AttributePath path, DicomReader reader)
    {
        if (reader.DictionaryIndex < 0)
            return false;
        var listed = DataDictionary.VrOf(reader.DictionaryIndex);
        if (!listed.IsBinary() || listed == Vr.UN)
            return false;
        if (!(listed is Vr.UsOrOw or Vr.UsOrSsOrOw && reader.Vr is Vr.US or Vr.SS))
            AddMismatch(path, listed, reader.Vr);
        return !reader.Vr.IsText();
    }

    /// <summary>The attributes that the flattener itself must know, where the budget left them no column or their item has none.</summary>
    private void OnForeignRole(ref ItemFrame item, DicomReader reader, ReadOnlySpan<byte> raw)
    {
        if (StructBuilder.RoleOf(reader.Tag) is var role and not ColumnRole.None)
            OnRole(ref item, role, reader, raw);
    }

    /// <summary>A sequence without a column whose items hold nothing that would be listed: it is listed itself.</summary>
    private void AddBareSequence(AttributePath path)
    {
        isBeyondKnown = true;
        var entry = batch.Other.Add();
        batch.Other[0].Append(entry, batch.PathCell(path));
        batch.Other[1].Append(entry, batch.CodeCell(path.Tag.ToString()));
        batch.Other[2].Append(entry, batch.CodeCell(Vr.SQ.Name()));
    }

    /// <summary>Adds {Path, Tag, VR, Values} to a list whose fields have these numbers, and returns the entry.</summary>
    private int AddForeign(
        BookkeepingList list, AttributePath path, int pathField, int tagField, int vrField, int valuesField,
        ref ItemFrame item, DicomReader reader, ReadOnlySpan<byte> raw)
    {
        isBeyondKnown = true;
        var entry = list.Add();
        list[pathField].Append(entry, batch.PathCell(path));
        list[tagField].Append(entry, batch.CodeCell(reader.Tag.ToString()));
        list[vrField].Append(entry, batch.CodeCell(reader.Vr.Name()));
        if (raw.IsEmpty)
            return entry;
        var values = list[valuesField];
        var start = values.ItemCount;
        if (raw.Length < reader.ValueLength)
            AddIssue(IssueCode.ValueCut, path, reader.ValueOffset);
        if (reader.Vr.IsText())
            AddForeignText(values, path, ref item, reader, raw);
        else
            ForeignText.Split(reader.Vr == Vr.UsOrSs ? SignedBy(PixelRepresentationAround(item)) : reader.Vr, raw, reader.IsBigEndian,
                text => values.AddItem(batch.AddText(text)));
        if (values.ItemCount > start)
            values.Append(entry, (ulong)start << 32 | (uint)(values.ItemCount - start));
        return entry;
    }

    private void AddForeignText(ColumnBuilder values, AttributePath path, ref ItemFrame item, DicomReader reader, ReadOnlySpan<byte> raw)
    {
        decoded.Clear();
        CharsetAround(item).Decode(raw.TrimEnd("\0 "u8), reader.Vr, decoded);
        for (var i = 0; i < decoded.Count; i++)
            values.AddItem(AddClean(ValueText.TrimOne(decoded[i], reader.Vr, out _)));
        foreach (var code in decoded.Issues)
            AddIssue(code, path, reader.ValueOffset);
    }

    private static CharacterSet CharsetAround(in ItemFrame item) => item.Charset ?? item.CharsetAround ?? CharacterSet.Default;

    private static int PixelRepresentationAround(in ItemFrame item) =>
        item.PixelRepresentation >= 0 ? item.PixelRepresentation : Math.Max((sbyte)0, item.PixelRepresentationAround);

    private void AddBinary(AttributePath path, Vr vr, long length)
    {
        isBeyondKnown = true;
        if (path.BinaryStamp == batch.Stamp)
            return;
        path.BinaryStamp = batch.Stamp;
        var entry = batch.Binary.Add();
        batch.Binary[0].Append(entry, batch.PathCell(path));
        batch.Binary[1].Append(entry, batch.CodeCell(vr.Name()));
        batch.Binary[2].Append(entry, (ulong)length);
    }

    private void AddMismatch(AttributePath path, Vr expected, Vr found)
    {
        isBeyondKnown = true;
        if (path.MismatchStamp == batch.Stamp)
            return;
        path.MismatchStamp = batch.Stamp;
        var entry = batch.Mismatches.Add();
        batch.Mismatches[0].Append(entry, batch.PathCell(path));
        batch.Mismatches[1].Append(entry, batch.CodeCell(expected.Name()));
        batch.Mismatches[2].Append(entry, batch.CodeCell(found.Name()));
    }

    private void AddError(AttributePath path, Vr vr, IssueCode reason, ReadOnlySpan<byte> raw, long offset)
    {
        isBeyondKnown = true;
        var entry = batch.Errors.Add();
        var text = ForeignText.Verbatim(vr, raw, InstanceBatch.MaxRawBytes, out var isCut);
        if (isCut)
            AddIssue(IssueCode.ValueCut, path, offset);
        batch.Errors[0].Append(entry, batch.PathCell(path));
        batch.Errors[1].Append(entry, batch.CodeCell(vr.Name()));
        batch.Errors[2].Append(entry, batch.CodeCell(reason.Code()));
        batch.Errors[3].Append(entry, batch.AddText(text));
        batch.Errors[4].Append(entry, (ulong)fullLength);
    }

    /// <summary>A reason stands once for an element, with the whole value, however many of its values it is true of.</summary>
    private bool IsNewReason(IssueCode code)
    {
        ref var stamp = ref reasonStamps[(int)code];
        var isNew = stamp != reasonStamp;
        stamp = reasonStamp;
        return isNew;
    }

    private readonly long[] reasonStamps = new long[IssueCodes.Count];
    private long reasonStamp;

    private void AddIssue(IssueCode code, AttributePath path, long offset) => issues.Add(code, offset, path.Text);

    /// <summary>Spells a path only where it will be kept.</summary>
    private string? PathOf(AttributePath parent, Tag tag, IssueCode code) => issues.IsFirst(code) ? parent.Child(tag).Text : null;

    private void WriteIssues()
    {
        var list = batch.Issues;
        foreach (var issue in issues.Issues)
        {
            var entry = list.Add();
            list[0].Append(entry, batch.CodeCell(issue.Code.Code()));
            if (issue.Path is { } path)
                list[1].Append(entry, batch.AddText(path));
            list[2].Append(entry, (ulong)issue.Offset);
            list[3].Append(entry, (ulong)issues.CountOf(issue.Code));
        }
    }

    /// <summary>The data set's Modality as the partition has it: null where it is empty or longer than any name may be.</summary>
    private string? ModalityOf(ReadOnlySpan<byte> raw)
    {
        var text = raw.Trim("\0 "u8);
        if (text.Length > MaxModalityBytes || text.TrimStart((byte)'\\').IsEmpty)
            return null;
        if (knownModalityText is not null && text.SequenceEqual(knownModality))
            return knownModalityText;
        knownModality = text.ToArray();
        decoded.Clear();
        CharacterSet.Default.Decode(text, Vr.UR, decoded);
        var cell = AddClean(decoded[0]);
        return knownModalityText = System.Text.Encoding.UTF8.GetString(batch.Heap[cell]);
    }

    // A directory is named by it: CS has 16 characters, and percent-encoded three times this is still a file name.
    private const int MaxModalityBytes = 64;

    private byte[] knownModality = [];
    private string? knownModalityText;
}
