using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Values;

namespace Etl.Schema.Columns;

/// <summary>From an element's bytes to its cell, by the VR that the bytes are in and the kind that the column is of.</summary>
public sealed partial class Flattener
{
    /// <summary>Bytes of the current element's value, before the reader cut it.</summary>
    private long fullLength;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void OnElement(DicomReader reader, ReadOnlySpan<byte> raw)
    {
        ref var item = ref items[depth - 1];
        fullLength = reader.ValueLength;
        isRecalled = false;
        if (reader.Tag.IsPrivate)
        {
            OnPrivate(ref item, reader, raw);
            return;
        }

        if (item.Destination != Destination.Columns)
        {
            OnForeign(ref item, reader, raw);
            return;
        }

        var column = ColumnOf(ref item, reader);
        if (column is null)
        {
            OnForeign(ref item, reader, raw);
            return;
        }

        if (!reader.IsBigEndian && raw.Length > 0 && column.Recalls(raw, item.Charset, out var cell) && reader.Vr == column.Vr)
        {
            isRecalled = true;
            StoreCell(ref item, column, -1, cell);
        }
        else if (reader.ValueLength == 0)
        {
            AddEmpty(column.Path);
        }
        else
        {
            SetValue(ref item, column, reader, raw);
        }

        if (column.Role != ColumnRole.None)
            OnRole(ref item, column.Role, reader, raw);
    }

    private void OnRole(ref ItemFrame item, ColumnRole role, DicomReader reader, ReadOnlySpan<byte> raw)
    {
        if (depth == 1)
            roleMet = role;
        if (role == ColumnRole.SpecificCharacterSet)
        {
            item.Charset = CharacterSet.Parse(raw);
            foreach (var code in item.Charset.Issues)
                issues.Add(code, reader.ValueOffset, PathOf(item.Path, Tag.SpecificCharacterSet, code));
        }
        else if (role == ColumnRole.PixelRepresentation)
        {
            if (raw.Length >= 2)
                item.PixelRepresentation = (sbyte)(raw[reader.IsBigEndian ? 1 : 0] & 1);
        }
        else if (depth == 1)
        {
            Modality = ModalityOf(raw);
            if (Modality is null && reader.ValueLength > MaxModalityBytes)
                AddError(item.Path.Child(Tag.Modality), reader.Vr, IssueCode.ValueTooLong, raw, reader.ValueOffset);
            IsInWrongBatch = Modality != batch.Modality;
        }
    }

    private void SetValue(ref ItemFrame item, ColumnBuilder column, DicomReader reader, ReadOnlySpan<byte> raw)
    {
        var vr = reader.Vr;
        if (vr != column.Vr && !IsAllowed(column.Vr, vr))
        {
            AddMismatch(column.Path, column.Vr, vr);
            if (vr.IsBinary())
            {
                AddBinary(column.Path, vr, reader.ValueLength);
                return;
            }

            if (column.Kind == ColumnKind.Sequence)
            {
                AddForeign(batch.Other, column.Path, 0, 1, 2, 3, ref item, reader, raw);
                return;
            }
        }

        // What the other two mean is told elsewhere in the object.
        isBeyondKnown |= vr == Vr.UsOrSs;
        if (raw.Length < reader.ValueLength && vr.IsText())
            raw = WithoutCutValue(raw, vr, column.IsList);

        if (vr.IsText())
            SetText(ref item, column, vr, raw, reader);
        else if (vr == Vr.UsOrSs && item.PixelRepresentation < 0)
            AddPending(ref item, column, vr, raw, reader.ValueOffset, reader.IsBigEndian);
        else
            SetNumbers(ref item, column, vr == Vr.UsOrSs ? SignedBy(item.PixelRepresentation) : vr, raw, reader.ValueOffset, reader.IsBigEndian, -1, vr == Vr.UsOrSs);
    }

    /// <summary>What is left of a value that the reader cut (<see cref="ReaderLimits.MaxValueBytes"/>): whole values of a list, whole characters.</summary>
    private static ReadOnlySpan<byte> WithoutCutValue(ReadOnlySpan<byte> raw, Vr vr, bool isList)
    {
        var last = isList && !vr.IsSingleText() ? raw.LastIndexOf((byte)'\\') : -1;
        return last > 0 ? raw[..last] : ValueText.CutAtCharacter(raw);
    }

    /// <summary>Which VRs a file may write for an ambiguous one of the dictionary.</summary>
    private static bool IsAllowed(Vr dictionary, Vr file) => dictionary == Vr.UsOrSs && file is Vr.US or Vr.SS || file == Vr.UsOrSs;

    private static Vr SignedBy(int pixelRepresentation) => pixelRepresentation == 1 ? Vr.SS : Vr.US;

    /// <param name="slot">The slot that waits for the value, or -1.</param>
    /// <param name="isResolved">The VR was US or SS until PixelRepresentation decided.</param>
    private void SetNumbers(
        ref ItemFrame item, ColumnBuilder column, Vr vr, ReadOnlySpan<byte> raw, long offset, bool isBigEndian, int slot, bool isResolved)
    {
        var unit = vr.UnitSize();
        var count = raw.Length / unit;
        if (raw.Length % unit != 0)
            AddError(column.Path, vr, IssueCode.LengthNotMultiple, raw, offset);
        if (count == 0)
            return;
        if (!column.IsList && count > 1)
        {
            AddError(column.Path, vr, IssueCode.VmMismatch, raw, offset);
            if (column.Kind == ColumnKind.Text && column.Vr is not (Vr.TM or Vr.DT))
                StoreCell(ref item, column, slot, batch.AddText(ForeignText.Of(vr, raw, isBigEndian)));
            return;
        }

        reasonStamp++;
        var isClean = true;
        var start = column.ItemCount;
        for (var i = 0; i < count; i++)
        {
            var unitVr = isResolved && i != 1 && IsDescriptor(column) ? Vr.US : vr;
            var isValid = TryConvert(column, unitVr, raw.Slice(i * unit, unit), isBigEndian, out var cell, out var code);
            isClean &= code == IssueCode.None;
            if (code != IssueCode.None && IsNewReason(code))
                AddError(column.Path, vr, code, raw, offset);
            if (column.IsList)
                column.AddItem(cell, isValid);
            else if (isValid)
                StoreCell(ref item, column, slot, cell);
            if (!column.IsList && isValid && isClean && !isBigEndian && vr == column.Vr && raw.Length == unit)
                column.Remember(raw, cell);
        }

        if (!column.IsList)
            return;
        var list = (ulong)start << 32 | (uint)count;
        StoreCell(ref item, column, slot, list);
        if (!isBigEndian && vr == column.Vr && isClean && raw.Length % unit == 0)
            column.Remember(raw, list);
    }

    /// <summary>One binary number as the column's kind holds it.</summary>
    private bool TryConvert(ColumnBuilder column, Vr vr, ReadOnlySpan<byte> unit, bool isBigEndian, out ulong cell, out IssueCode code)
    {
        code = IssueCode.None;
        if (vr == Vr.AT)
        {
            var (group, element) = isBigEndian
                ? (BinaryPrimitives.ReadUInt16BigEndian(unit), BinaryPrimitives.ReadUInt16BigEndian(unit[2..]))
                : (BinaryPrimitives.ReadUInt16LittleEndian(unit), BinaryPrimitives.ReadUInt16LittleEndian(unit[2..]));
            var tag = new Tag(group, element);
            if (column.Kind != ColumnKind.Text)
                return FromInteger(column, tag.Value, true, out cell, out code);
            cell = batch.AddTag(tag);
            return true;
        }

        if (vr is Vr.FL or Vr.FD)
        {
            var value = vr == Vr.FL
                ? isBigEndian ? BinaryPrimitives.ReadSingleBigEndian(unit) : BinaryPrimitives.ReadSingleLittleEndian(unit)
                : isBigEndian ? BinaryPrimitives.ReadDoubleBigEndian(unit) : BinaryPrimitives.ReadDoubleLittleEndian(unit);
            if (!double.IsFinite(value))
            {
                code = IssueCode.FloatNotFinite;
                cell = 0;
                return false;
            }

            return FromDouble(column, value, vr == Vr.FL, out cell, out code);
        }

        var bits = vr switch
        {
            Vr.US => isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(unit) : BinaryPrimitives.ReadUInt16LittleEndian(unit),
            Vr.SS => isBigEndian ? BinaryPrimitives.ReadInt16BigEndian(unit) : BinaryPrimitives.ReadInt16LittleEndian(unit),
            Vr.UL => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(unit) : BinaryPrimitives.ReadUInt32LittleEndian(unit),
            Vr.SL => isBigEndian ? BinaryPrimitives.ReadInt32BigEndian(unit) : BinaryPrimitives.ReadInt32LittleEndian(unit),
            _ => isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(unit) : BinaryPrimitives.ReadInt64LittleEndian(unit),
        };
        return FromInteger(column, bits, vr == Vr.UV, out cell, out code);
    }

    private bool FromInteger(ColumnBuilder column, long value, bool isUnsigned, out ulong cell, out IssueCode code)
    {
        code = IssueCode.None;
        cell = (ulong)value;
        switch (column.Kind)
        {
            case ColumnKind.Int64 when !isUnsigned || value >= 0:
            case ColumnKind.UInt64 when isUnsigned || value >= 0:
            case ColumnKind.Int32 when value is >= int.MinValue and <= int.MaxValue && (!isUnsigned || value >= 0):
                cell = column.Kind == ColumnKind.Int32 ? (uint)(int)value : (ulong)value;
                return true;
            case ColumnKind.Double:
                cell = BitConverter.DoubleToUInt64Bits(isUnsigned ? (ulong)value : value);
                return true;
            case ColumnKind.Float:
                cell = BitConverter.SingleToUInt32Bits(isUnsigned ? (ulong)value : value);
                return true;
            case ColumnKind.Text when column.Vr is not (Vr.TM or Vr.DT):
                cell = batch.AddText(isUnsigned ? ((ulong)value).ToString() : value.ToString());
                return true;
            default:
                code = IssueCode.OutOfRange;
                return false;
        }
    }

    private bool FromDouble(ColumnBuilder column, double value, bool isSingle, out ulong cell, out IssueCode code)
    {
        code = IssueCode.None;
        cell = 0;
        switch (column.Kind)
        {
            case ColumnKind.Double:
                cell = CellOf(value);
                return true;
            case ColumnKind.Float when isSingle || !float.IsInfinity((float)value):
                cell = BitConverter.SingleToUInt32Bits((float)value + 0f);
                return true;
            case ColumnKind.Text when column.Vr is not (Vr.TM or Vr.DT):
                cell = batch.AddText(isSingle ? ((float)value).ToString("R") : value.ToString("R"));
                return true;
            case ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.UInt64 when Math.Abs(value) < 1L << 53 && Math.Truncate(value) == value:
                return FromInteger(column, (long)value, false, out cell, out code);
            default:
                code = IssueCode.OutOfRange;
                return false;
        }
    }

    /// <summary>Negative zero becomes zero: a part's dictionary takes the two for one, so what a row said would depend on the rows around it.</summary>
    private static ulong CellOf(double value) => BitConverter.DoubleToUInt64Bits(value + 0.0);

    /// <summary>LUT descriptors (PS3.3 C.7.6.3.1.5): the second value is signed as the pixels are, the first and third never.</summary>
    private static bool IsDescriptor(ColumnBuilder column) => column.Tag.Value is
        0x00281101 or 0x00281102 or 0x00281103 or 0x00281111 or 0x00281112 or 0x00281113 or 0x00283002;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreCell(ref ItemFrame item, ColumnBuilder column, int slot, ulong cell)
    {
        if (slot < 0)
            column.Append(item.Row, cell);
        else
            column.Replace(slot, cell);
        item.HasValues = true;
    }
}
