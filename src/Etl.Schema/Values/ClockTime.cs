namespace Etl.Schema.Values;

/// <summary>A time of day with the precision it was given in, as written: its ranges are checked by <see cref="IsValid"/>.</summary>
internal ref struct ClockTime
{
    public const int MaxFractionDigits = 6;

    public int Hour;

    /// <summary>-1 if not given; so is <see cref="Second"/>.</summary>
    public int Minute;

    public int Second;

    /// <summary>All digits after the point.</summary>
    public ReadOnlySpan<byte> Fraction;

    /// <summary>A point was there, with or without digits.</summary>
    public bool HasPoint;

    /// <summary><c>:</c> or <c>.</c> between hour, minute and second; 0 if none.</summary>
    public byte Separator;

    /// <summary>The second of <c>23:59:60</c> (PS3.5 6.2 allows it; no time type does).</summary>
    public readonly bool IsLeapSecond => Second == 60;

    /// <summary>The end of a day: <c>24</c>, <c>2400</c>, <c>240000</c>.</summary>
    public readonly bool IsMidnight24 => Hour == 24 && Minute <= 0 && Second <= 0;

    public readonly bool IsValid => Hour <= 23 && Minute <= 59 && Second <= 60;

    /// <summary>Reads <c>HH[MM[SS[.F]]]</c>, the same with colons, or <c>HH.MM.SS[.F]</c> from the start of the text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out ClockTime time, out int consumed)
    {
        time = new ClockTime { Minute = -1, Second = -1 };
        consumed = 0;
        time.Hour = Digits.TwoOrNone(text);
        if (time.Hour < 0)
            return false;
        consumed = 2;
        if (text.Length >= 5 && text[2] == ':' || text.Length >= 8 && text[2] == '.' && text[5] == '.')
            time.Separator = text[2];

        if (!TryReadPart(text, time.Separator, ref consumed, ref time.Minute))
            return false;
        if (time.Minute >= 0 && !TryReadPart(text, time.Separator, ref consumed, ref time.Second))
            return false;
        if (consumed < text.Length && Digits.IsDigit(text[consumed]))
            return false;
        if (time.Second < 0 || consumed == text.Length || text[consumed] != '.')
            return true;
        time.HasPoint = true;
        time.Fraction = text.Slice(consumed + 1, Digits.Count(text[(consumed + 1)..]));
        consumed += 1 + time.Fraction.Length;
        return true;
    }

    // False where a part begins but is not two digits.
    private static bool TryReadPart(ReadOnlySpan<byte> text, byte separator, ref int consumed, ref int part)
    {
        var at = consumed;
        if (separator != 0)
        {
            if (at == text.Length || text[at] != separator)
                return true;
            at++;
        }
        else if (at == text.Length || !Digits.IsDigit(text[at]))
        {
            return true;
        }

        part = Digits.TwoOrNone(text[at..]);
        consumed = at + 2;
        return part >= 0;
    }
}
