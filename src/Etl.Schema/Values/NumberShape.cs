namespace Etl.Schema.Values;

/// <summary>
/// The parts of <c>[sign] digits [. digits] [e [sign] digits]</c>, with at least one digit before the exponent. Nothing else is a
/// number here: general parsers also take thousands separators, parentheses, blanks, words and trailing NULs.
/// </summary>
internal readonly record struct NumberShape(
    ulong Mantissa, bool MantissaIsExact, bool IsZero, int Exponent, bool IsNegative, bool HasComma, bool IsPlainInteger)
{
    private const int MaxMantissaDigits = 19;
    private const int ExponentBound = 100_000_000;

    public static bool TryRead(ReadOnlySpan<byte> text, bool allowComma, out NumberShape shape)
    {
        shape = default;
        var at = 0;
        var negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            at = 1;
        }

        ulong mantissa = 0;
        int significant = 0, digits = 0, exponent = 0;
        bool point = false, comma = false, exact = true;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                digits++;
                if (significant < MaxMantissaDigits)
                {
                    mantissa = mantissa * 10 + digit;
                    if (mantissa != 0)
                        significant++;
                    if (point)
                        exponent--;
                }
                else
                {
                    exact &= digit == 0;
                    if (!point)
                        exponent++;
                }
            }
            else if (!point && (text[at] == '.' || allowComma && text[at] == ','))
            {
                point = true;
                comma = text[at] == ',';
            }
            else
            {
                break;
            }
        }

        if (digits == 0)
            return false;
        var plain = !point && at == text.Length;
        if (at < text.Length && !TryReadExponent(text[at..], ref exponent))
            return false;
        shape = new NumberShape(mantissa, exact, mantissa == 0, exponent, negative, comma, plain);
        return true;
    }

    /// <summary>Without the HT LF VT FF CR around a number: line ends of the text files that values are pasted from.</summary>
    public static ReadOnlySpan<byte> TrimLineControls(ReadOnlySpan<byte> text) => text.Trim("\t\n\v\f\r "u8);

    private static bool TryReadExponent(ReadOnlySpan<byte> text, ref int exponent)
    {
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;
        text = text[1..];
        var negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            text = text[1..];
        }

        if (text.IsEmpty)
            return false;
        var given = 0;
        foreach (var b in text)
        {
            var digit = (uint)(b - '0');
            if (digit > 9)
                return false;
            given = Math.Min(given * 10 + (int)digit, ExponentBound);
        }

        exponent += negative ? -given : given;
        return true;
    }
}
