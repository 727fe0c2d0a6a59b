namespace Etl.Schema.Values;

/// <summary>A date with the precision it was given in: month and day are 0 where they were not.</summary>
public readonly record struct CalendarDate(int Year, int Month, int Day)
{
    /// <summary>True if month and day were given.</summary>
    public bool IsDay => Day != 0;

    /// <summary>Reads 4, 6 or 8 digits; false if they are no year, month or day of the calendar (which begins at 0001-01-01).</summary>
    internal static bool TryRead(ReadOnlySpan<byte> digits, out CalendarDate date)
    {
        date = default;
        var year = Digits.Two(digits) * 100 + Digits.Two(digits[2..]);
        if (year == 0)
            return false;
        var month = digits.Length > 4 ? Digits.Two(digits[4..]) : 0;
        if (digits.Length > 4 && month is < 1 or > 12)
            return false;
        var day = digits.Length > 6 ? Digits.Two(digits[6..]) : 0;
        if (digits.Length > 6 && (day < 1 || day > DateTime.DaysInMonth(year, month)))
            return false;
        date = new CalendarDate(year, month, day);
        return true;
    }
}
