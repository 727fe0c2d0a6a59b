using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;

namespace Etl.Schema.Columns;

/// <summary>
/// Values that must wait: text beyond ASCII until the character set is known, US or SS until PixelRepresentation is. Both may stand
/// in the item itself, behind the value, or in any item around it (PS3.5 6.1.2.3, 7.5.3; PS3.3 C.7.6.3).
/// </summary>
public sealed partial class Flattener
{
    private PendingValue[] pending = new PendingValue[16];
    private int pendingCount;
    private byte[] arena = new byte[4096];
    private int arenaUsed;

    private void AddPending(ref ItemFrame item, ColumnBuilder column, Vr vr, ReadOnlySpan<byte> raw, long offset, bool isBigEndian)
    {
        isBeyondKnown = true;
        if (pendingCount == pending.Length)
            Array.Resize(ref pending, pendingCount * 2);
        if (arenaUsed + raw.Length > arena.Length)
            Array.Resize(ref arena, Math.Max(arenaUsed + raw.Length, arena.Length * 2));
        raw.CopyTo(arena.AsSpan(arenaUsed));
        pending[pendingCount++] = new PendingValue
        {
            Column = column,
            Row = item.Row,
            Slot = column.AppendPending(item.Row),
            Start = arenaUsed,
            Length = raw.Length,
            FullLength = fullLength,
            Offset = offset,
            Vr = vr,
            IsBigEndian = isBigEndian,
        };
        arenaUsed += raw.Length;
        item.HasValues = true;
    }

    /// <summary>Reads what the closing item decides; the rest waits for the item around it.</summary>
    private void ResolvePending(ref ItemFrame item)
    {
        var isRoot = depth == 1;
        var kept = item.PendingStart;
        for (var i = item.PendingStart; i < pendingCount; i++)
        {
            ref var value = ref pending[i];
            var isNumber = value.Vr == Vr.UsOrSs;
            if (!isRoot && (isNumber ? item.PixelRepresentation < 0 : item.Charset is null))
            {
                pending[kept++] = value;
                continue;
            }

            var raw = arena.AsSpan(value.Start, value.Length);
            fullLength = value.FullLength;
            if (isNumber)
                ResolveNumber(ref item, value, raw);
            else
                SetText(ref item, value.Column, value.Vr, raw, item.Charset ?? CharacterSet.Default, false, value.Offset, value.Slot);
        }

        pendingCount = kept;
        if (isRoot)
            arenaUsed = 0;
    }

    private void ResolveNumber(ref ItemFrame item, in PendingValue value, ReadOnlySpan<byte> raw)
    {
        if (item.PixelRepresentation < 0)
            AddIssue(IssueCode.PixelrepMissing, value.Column.Path, value.Offset);
        SetNumbers(
            ref item, value.Column, SignedBy(item.PixelRepresentation), raw, value.Offset, value.IsBigEndian, value.Slot, isResolved: true);
    }
}
