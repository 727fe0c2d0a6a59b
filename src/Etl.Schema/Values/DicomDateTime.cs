using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>DT (PS3.5 6.2): <c>YYYY[MM[DD[HH[MM[SS[.F1-6]]]]]][±ZZXX]</c>.</summary>
public static class DicomDateTime
{
    /// <summary>Bytes of the longest result, <c>2024-02-29T12:00:00.123456+00:00</c>.</summary>
    public const int MaxLength = 32;

    private const int MinOffsetMinutes = -12 * 60;
    private const int MaxOffsetMinutes = 14 * 60;

    /// <summary>Writes one trimmed value in ISO 8601 form, at the precision given, with its offset from UTC if it has one.</summary>
    /// <param name="value">Text without padding.</param>
    /// <param name="iso">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="written">Bytes written; 0 if invalid.</param>
    /// <param name="code">
    /// Altered: <see cref="IssueCode.DtForm"/>, <see cref="IssueCode.DtPartial"/> (day 00), <see cref="IssueCode.DtLeapSecond"/>,
    /// <see cref="IssueCode.DtFractionLong"/>, <see cref="IssueCode.DtOffsetNegZero"/>, <see cref="IssueCode.DtOffsetInvalid"/> (left out).
    /// Invalid: <see cref="IssueCode.DtRange"/>, <see cref="IssueCode.DtInvalid"/>.
    /// </param>
    public static ValueStatus Format(ReadOnlySpan<byte> value, Span<byte> iso, out int written, out IssueCode code)
    {
        written = 0;
        if (value.Length > 4 && value[0] == '-' && Digits.Count(value[1..]) == value.Length - 1)
        {
            code = IssueCode.DtRange;
            return ValueStatus.Invalid;
        }

        code = IssueCode.None;
        if (!TryReadDate(value, out var date, out var consumed, ref code))
            return Refuse(IssueCode.DtInvalid, out code);
        var writer = new IsoWriter(iso);
        writer.Date(date);

        var rest = value[consumed..];
        if (date.IsDay && StartsTime(rest, out var skip))
        {
            if (!ClockTime.TryRead(rest[skip..], out var time, out consumed) || !time.IsValid)
                return Refuse(IssueCode.DtInvalid, out code);
            if (skip > 0 || time.Separator != 0 || time.HasPoint && time.Fraction.IsEmpty)
                code = IssueCode.DtForm;
            if (time.Fraction.Length > ClockTime.MaxFractionDigits)
                code = IssueCode.DtFractionLong;
            if (time.IsLeapSecond)
                code = IssueCode.DtLeapSecond;
            rest = rest[(skip + consumed)..];
            writer.Byte((byte)'T');
            writer.Time(time);
        }

        if (!rest.IsEmpty)
        {
            var offset = WriteOffset(rest, ref writer);
            if (offset is IssueCode.DtInvalid or IssueCode.DtRange)
                return Refuse(offset, out code);
            code = code == IssueCode.None ? offset : code;
        }

        written = writer.Written;
        return code == IssueCode.None ? ValueStatus.Ok : ValueStatus.Altered;
    }

    private static ValueStatus Refuse(IssueCode reason, out IssueCode code)
    {
        code = reason;
        return ValueStatus.Invalid;
    }

    private static bool TryReadDate(ReadOnlySpan<byte> value, out CalendarDate date, out int consumed, ref IssueCode code)
    {
        consumed = 0;
        date = default;
        var digits = Digits.Count(value);
        if (digits == 4 && IsSeparated(value, out var hasDay))
        {
            ReadOnlySpan<byte> compact = hasDay
                ? [.. value[..4], value[5], value[6], value[8], value[9]]
                : [.. value[..4], value[5], value[6]];
            code = IssueCode.DtForm;
            consumed = hasDay ? 10 : 7;
            return CalendarDate.TryRead(compact, out date);
        }

        if (digits < 4 || digits > 14 || digits % 2 != 0)
            return false;
        consumed = Math.Min(digits, 8);
        if (CalendarDate.TryRead(value[..consumed], out date))
            return true;
        if (value.Length != 8 || digits != 8 || !value.EndsWith("00"u8))
            return false;
        code = IssueCode.DtPartial;
        return CalendarDate.TryRead(value[..6], out date);
    }

    // YYYY-MM or YYYY-MM-DD; four digits after the sign are an offset: YYYY-ZZXX.
    private static bool IsSeparated(ReadOnlySpan<byte> value, out bool hasDay)
    {
        hasDay = false;
        if (value.Length < 7 || value[4] is not ((byte)'-' or (byte)'/' or (byte)'.') || Digits.Count(value[5..]) != 2)
            return false;
        hasDay = value.Length >= 10 && value[7] == value[4] && Digits.Count(value[8..]) == 2;
        return true;
    }

    private static bool StartsTime(ReadOnlySpan<byte> rest, out int skip)
    {
        skip = rest.Length > 0 && rest[0] is (byte)'T' or (byte)' ' ? 1 : 0;
        return rest.Length > skip && Digits.IsDigit(rest[skip]);
    }

    private static IssueCode WriteOffset(ReadOnlySpan<byte> text, ref IsoWriter writer)
    {
        if (text.SequenceEqual("Z"u8) || text.SequenceEqual("z"u8))
        {
            WriteOffset((byte)'+', 0, 0, ref writer);
            return IssueCode.DtForm;
        }

        var isSpaced = text.Length > 1 && text[0] == ' ';
        if (isSpaced)
            text = text[1..];
        var sign = text[0];
        if (sign is not ((byte)'+' or (byte)'-'))
            return IssueCode.DtInvalid;
        text = text[1..];
        var digits = Digits.Count(text);
        var hasColon = digits == 2 && text.Length == 5 && text[2] == ':' && Digits.Count(text[3..]) == 2;
        if (!hasColon && digits != 4 || !hasColon && text.Length != 4)
            return RefuseOffset(text, sign, digits);

        var hour = Digits.Two(text);
        var minute = Digits.Two(text[(hasColon ? 3 : 2)..]);
        var minutes = (hour * 60 + minute) * (sign == '-' ? -1 : 1);
        if (minute > 59 || minutes is < MinOffsetMinutes or > MaxOffsetMinutes)
            return IssueCode.DtOffsetInvalid;
        var isNegativeZero = sign == '-' && minutes == 0;
        WriteOffset(isNegativeZero ? (byte)'+' : sign, hour, minute, ref writer);
        if (isNegativeZero)
            return IssueCode.DtOffsetNegZero;
        return hasColon || isSpaced ? IssueCode.DtForm : IssueCode.None;
    }

    private static IssueCode RefuseOffset(ReadOnlySpan<byte> text, byte sign, int digits)
    {
        if (sign == '-' && (text.IsEmpty || digits >= 6))
            return IssueCode.DtRange;
        return digits == text.Length ? IssueCode.DtOffsetInvalid : IssueCode.DtInvalid;
    }

    private static void WriteOffset(byte sign, int hour, int minute, ref IsoWriter writer)
    {
        writer.Byte(sign);
        writer.Two(hour);
        writer.Byte((byte)':');
        writer.Two(minute);
    }
}
