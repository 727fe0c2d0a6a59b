using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>DA (PS3.5 6.2): <c>YYYYMMDD</c> of the Gregorian calendar.</summary>
public static class DicomDate
{
    private const int UnixEpochDayNumber = 719162;

    /// <summary>Parses one trimmed value to a day.</summary>
    /// <param name="value">Text without padding.</param>
    /// <param name="daysSinceUnixEpoch">The day, 0 being 1970-01-01; 0 where there is none.</param>
    /// <param name="code">
    /// Altered: <see cref="IssueCode.DaOldForm"/>, <see cref="IssueCode.DaForm"/>, <see cref="IssueCode.DaTrailing"/>.
    /// Invalid: <see cref="IssueCode.DaPartial"/>, <see cref="IssueCode.DaZero"/>, <see cref="IssueCode.DaRange"/>,
    /// <see cref="IssueCode.DaInvalid"/>. Beside a good value: <see cref="IssueCode.DaSuspect"/>, outside 1900 to 2299.
    /// </param>
    public static ValueStatus Parse(ReadOnlySpan<byte> value, out int daysSinceUnixEpoch, out IssueCode code)
    {
        var status = Read(value, out var date, out code);
        if (status == ValueStatus.Invalid || !date.IsDay)
        {
            daysSinceUnixEpoch = 0;
            return ValueStatus.Invalid;
        }

        daysSinceUnixEpoch = new DateOnly(date.Year, date.Month, date.Day).DayNumber - UnixEpochDayNumber;
        return status;
    }

    /// <summary>As <see cref="Parse"/>, but a year or a month alone is a value too, altered with <see cref="IssueCode.DaPartial"/>.</summary>
    public static ValueStatus Read(ReadOnlySpan<byte> value, out CalendarDate date, out IssueCode code)
    {
        code = IssueCode.None;
        var digits = Digits.Count(value);
        if (value.Length == 8 && digits == 8)
            return ReadEightDigits(value, out date, out code);

        date = default;
        if (IsRange(value, digits))
            code = IssueCode.DaRange;
        else if (digits is 4 or 6 && digits == value.Length && CalendarDate.TryRead(value, out date))
            code = IssueCode.DaPartial;
        else if (digits == 4 && value.Length >= 10 && TryReadSeparated(value, out date))
            code = value.Length > 10 ? IssueCode.DaTrailing : value[4] == '.' ? IssueCode.DaOldForm : IssueCode.DaForm;
        else if (digits >= 8 && digits != 9 && digits % 2 == 0 && digits <= 14 && CalendarDate.TryRead(value[..8], out date))
            code = IssueCode.DaTrailing;

        if (code is not (IssueCode.None or IssueCode.DaRange))
            return ValueStatus.Altered;
        date = default;
        code = code == IssueCode.None ? IssueCode.DaInvalid : code;
        return ValueStatus.Invalid;
    }

    private static ValueStatus ReadEightDigits(ReadOnlySpan<byte> value, out CalendarDate date, out IssueCode code)
    {
        if (CalendarDate.TryRead(value, out date))
        {
            code = date.Year is >= 1900 and <= 2299 ? IssueCode.None : IssueCode.DaSuspect;
            return ValueStatus.Ok;
        }

        if (value.SequenceEqual("00000000"u8))
        {
            code = IssueCode.DaZero;
            return ValueStatus.Invalid;
        }

        // A day that is not known is written 00; then a month too.
        var known = value.EndsWith("0000"u8) ? 4 : value.EndsWith("00"u8) ? 6 : 0;
        var isPartial = known > 0 && CalendarDate.TryRead(value[..known], out date);
        code = isPartial ? IssueCode.DaPartial : IssueCode.DaInvalid;
        return isPartial ? ValueStatus.Altered : ValueStatus.Invalid;
    }

    // YYYY.MM.DD of ACR-NEMA, and what other programs write: YYYY-MM-DD, YYYY/MM/DD, alone or before a time.
    private static bool TryReadSeparated(ReadOnlySpan<byte> value, out CalendarDate date)
    {
        date = default;
        if (value[4] is not ((byte)'.' or (byte)'-' or (byte)'/') || value[7] != value[4])
            return false;
        if (value.Length > 10 && value[10] is not ((byte)' ' or (byte)'T'))
            return false;
        ReadOnlySpan<byte> compact = [.. value[..4], value[5], value[6], value[8], value[9]];
        return Digits.Count(compact) == 8 && CalendarDate.TryRead(compact, out date);
    }

    // The range matching of PS3.4 C.2.2.2.5 belongs in queries, not in stored values.
    private static bool IsRange(ReadOnlySpan<byte> value, int digits)
    {
        if (digits == 8 && value.Length > 8 && value[8] == '-')
            return true;
        return value.Length > 8 && value[0] == '-' && Digits.Count(value[1..]) == value.Length - 1;
    }
}
