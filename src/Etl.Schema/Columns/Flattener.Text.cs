using Etl.Schema.Dicom;
using Etl.Schema.Dicom.CharacterSets;
using Etl.Schema.Values;

namespace Etl.Schema.Columns;

/// <summary>Character data: padding, character set, values, and what each becomes (PS3.5 6.2).</summary>
public sealed partial class Flattener
{
    private readonly DecodedText decoded = new();

    private void SetText(ref ItemFrame item, ColumnBuilder column, Vr vr, ReadOnlySpan<byte> raw, DicomReader reader)
    {
        var isAscii = CharacterSet.IsPlainAscii(raw);
        if (!isAscii && vr.UsesCharacterSet() && item.Charset is null && column.Kind == ColumnKind.Text)
        {
            AddPending(ref item, column, vr, raw, reader.ValueOffset, isBigEndian: false);
            return;
        }

        if (SetText(ref item, column, vr, raw, item.Charset ?? CharacterSet.Default, isAscii, reader.ValueOffset, -1) && !reader.IsBigEndian && vr == column.Vr)
            column.Remember(raw, column.LastCell, isAscii ? null : item.Charset);
    }

    /// <returns>True where the value gave a cell and there was nothing to remark.</returns>
    private bool SetText(
        ref ItemFrame item, ColumnBuilder column, Vr vr, ReadOnlySpan<byte> raw, CharacterSet charset, bool isAscii, long offset, int slot)
    {
        var text = ValueText.TrimPadding(raw, vr, out var padding);
        if (padding != IssueCode.None)
            AddIssue(padding, column.Path, offset);
        if (text.IsEmpty || !vr.IsSingleText() && text.TrimStart((byte)'\\').IsEmpty)
        {
            AddEmpty(column.Path);
            return false;
        }

        reasonStamp++;
        var run = new TextRun { Vr = vr, Raw = raw, Offset = offset, IsClean = padding == IssueCode.None };
        if (isAscii)
        {
            SetAscii(ref item, column, text, ref run, slot);
            return run.IsClean && run.HasCell;
        }

        decoded.Clear();
        charset.Decode(text, vr, decoded);
        foreach (var code in decoded.Issues)
        {
            AddIssue(code, column.Path, offset);
            if (code == IssueCode.CharsetDecodeError && IsNewReason(code))
                AddError(column.Path, vr, code, raw, offset);
        }

        SetDecoded(ref item, column, ref run, slot);
        // Without a set of its own, what another item declares may be what counts the next time.
        return item.Charset is not null && run.IsClean && run.HasCell && decoded.Issues.IsEmpty;
    }

    private void SetAscii(ref ItemFrame item, ColumnBuilder column, ReadOnlySpan<byte> text, ref TextRun run, int slot)
    {
        var isSingle = run.Vr.IsSingleText();
        if (!column.IsList)
        {
            if (!isSingle && text.Contains((byte)'\\'))
                SetSeveral(ref item, column, text, ref run, slot);
            else if (TryConvert(column, text, ref run, out var cell))
                Take(ref item, column, cell, ref run, slot);
            return;
        }

        var start = column.ItemCount;
        while (true)
        {
            var end = isSingle ? -1 : text.IndexOf((byte)'\\');
            var one = end < 0 ? text : text[..end];
            AddItem(column, one, ref run);
            if (end < 0)
                break;
            text = text[(end + 1)..];
        }

        Take(ref item, column, (ulong)start << 32 | (uint)(column.ItemCount - start), ref run, slot);
    }

    private void SetDecoded(ref ItemFrame item, ColumnBuilder column, ref TextRun run, int slot)
    {
        if (decoded.Count == 0)
        {
            AddEmpty(column.Path);
            return;
        }

        if (!column.IsList)
        {
            if (decoded.Count > 1)
                SetSeveral(ref item, column, JoinDecoded(), ref run, slot);
            else if (TryConvert(column, decoded[0], ref run, out var cell))
                Take(ref item, column, cell, ref run, slot);
            return;
        }

        var start = column.ItemCount;
        for (var i = 0; i < decoded.Count; i++)
            AddItem(column, decoded[i], ref run);
        Take(ref item, column, (ulong)start << 32 | (uint)(column.ItemCount - start), ref run, slot);
    }

    /// <summary>Several values where VM is 1: text keeps them with their backslashes, anything else has no value.</summary>
    private void SetSeveral(ref ItemFrame item, ColumnBuilder column, ReadOnlySpan<byte> text, ref TextRun run, int slot)
    {
        Remark(column, ref run, ValueStatus.Altered, IssueCode.VmMismatch);
        if (column.Kind == ColumnKind.Text)
            Take(ref item, column, AddClean(text), ref run, slot);
    }

    private ReadOnlySpan<byte> JoinDecoded()
    {
        var joined = new List<byte>();
        for (var i = 0; i < decoded.Count; i++)
        {
            if (i > 0)
                joined.Add((byte)'\\');
            joined.AddRange(decoded[i]);
        }

        return joined.ToArray();
    }

    private void AddItem(ColumnBuilder column, ReadOnlySpan<byte> one, ref TextRun run)
    {
        var isValid = TryConvert(column, one, ref run, out var cell);
        column.AddItem(cell, isValid);
    }

    private static void Take(ref ItemFrame item, ColumnBuilder column, ulong cell, ref TextRun run, int slot)
    {
        StoreCell(ref item, column, slot, cell);
        run.HasCell = true;
    }

    /// <summary>One value, still padded, as the column's kind holds it; false where it is empty or does not parse.</summary>
    private bool TryConvert(ColumnBuilder column, ReadOnlySpan<byte> one, ref TextRun run, out ulong cell)
    {
        cell = 0;
        var value = ValueText.TrimOne(one, run.Vr, out var code);
        if (code != IssueCode.None)
            Remark(column, ref run, code == IssueCode.EmbeddedNul ? ValueStatus.Altered : ValueStatus.Ok, code);
        if (value.IsEmpty)
            return false;
        var status = Parse(column, value, out cell, out code);
        if (code == IssueCode.None)
            return true;
        Remark(column, ref run, status, code);
        if (status != ValueStatus.Invalid && code != IssueCode.ValueTooLong && column.Kind != ColumnKind.Text && TextCheck.IsTooLong(value, run.Vr))
            Remark(column, ref run, ValueStatus.Ok, IssueCode.ValueTooLong);
        return status != ValueStatus.Invalid;
    }

    private ValueStatus Parse(ColumnBuilder column, ReadOnlySpan<byte> value, out ulong cell, out IssueCode code)
    {
        cell = 0;
        ValueStatus status;
        switch (column.Kind)
        {
            case ColumnKind.Double:
                status = DecimalString.Parse(value, out var number, out code);
                cell = CellOf(number);
                return status;
            case ColumnKind.Date:
                status = DicomDate.Parse(value, out var days, out code);
                cell = (uint)days;
                return status;
            case ColumnKind.Float:
                status = DecimalString.Parse(value, out number, out code);
                return status == ValueStatus.Invalid || FromDouble(column, number, false, out cell, out code) ? status : ValueStatus.Invalid;
            case ColumnKind.Text:
                return ParseText(column.Vr, value, out cell, out code);
            default:
                status = IntegerString.Parse(value, out var integer, out code);
                if (status == ValueStatus.Invalid)
                    return status;
                return FromInteger(column, integer, false, out cell, out var range) ? status : Invalid(range, out code);
        }
    }

    private static ValueStatus Invalid(IssueCode reason, out IssueCode code)
    {
        code = reason;
        return ValueStatus.Invalid;
    }

    private ValueStatus ParseText(Vr vr, ReadOnlySpan<byte> value, out ulong cell, out IssueCode code)
    {
        ValueStatus status;
        if (vr is Vr.TM or Vr.DT)
        {
            var room = batch.Heap.Reserve(64);
            status = vr == Vr.TM ? DicomTime.Format(value, room, out var written, out code) : DicomDateTime.Format(value, room, out written, out code);
            cell = status == ValueStatus.Invalid ? 0 : batch.Heap.Take(written);
            return status;
        }

        code = Check(vr, value);
        cell = AddClean(value);
        // Kept as it stands, for the column is text; yet it is no value of its VR.
        if (code is IssueCode.AsInvalid or IssueCode.UiInvalid && !ControlCharacters.NeedsSanitizing(value))
            return ValueStatus.Altered;
        if (!ControlCharacters.NeedsSanitizing(value))
            return ValueStatus.Ok;
        code = IssueCode.ControlChar;
        return ValueStatus.Altered;
    }

    /// <summary>What is odd about text that is kept as it is.</summary>
    private static IssueCode Check(Vr vr, ReadOnlySpan<byte> value)
    {
        IssueCode code;
        switch (vr)
        {
            case Vr.UI:
                UniqueIdentifier.Check(value, out code);
                return code;
            case Vr.CS:
                CodeString.Check(value, out code);
                return code;
            case Vr.AS:
                AgeString.Check(value, out code);
                return code;
            case Vr.AE:
                ApplicationEntity.Check(value, out code);
                return code;
            case Vr.PN:
                PersonName.Check(value, out code);
                return code;
            default:
                return TextCheck.Check(value, vr);
        }
    }

    /// <summary>Control characters cannot go to XML, JSON or SQL text as they are: U+FFFD stands for each (CR LF HT FF stay).</summary>
    private ulong AddClean(ReadOnlySpan<byte> text)
    {
        if (!ControlCharacters.NeedsSanitizing(text))
            return batch.Heap.Add(text);
        var room = batch.Heap.Reserve(text.Length * ControlCharacters.MaxGrowth);
        return batch.Heap.Take(ControlCharacters.Sanitize(text, room));
    }

    private void Remark(ColumnBuilder column, ref TextRun run, ValueStatus status, IssueCode code)
    {
        run.IsClean = false;
        if (status == ValueStatus.Ok)
            AddIssue(code, column.Path, run.Offset);
        else if (IsNewReason(code))
            AddError(column.Path, run.Vr, code, run.Raw, run.Offset);
    }

    /// <summary>What is common to the values of one element.</summary>
    private ref struct TextRun
    {
        public ReadOnlySpan<byte> Raw;
        public long Offset;
        public Vr Vr;
        public bool IsClean;
        public bool HasCell;
    }
}
