using System.Buffers;
using System.Globalization;
using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>DS (PS3.5 6.2): a fixed or floating point number as text, to the nearest double.</summary>
public static class DecimalString
{
    private const ulong LargestExactMantissa = 1UL << 53;

    // Powers of ten that a double holds exactly: with an exact mantissa, one multiplication or division rounds correctly (Clinger).
    private static ReadOnlySpan<double> ExactPowers =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Parses one trimmed value.</summary>
    /// <param name="value">Text without padding.</param>
    /// <param name="number">Correctly rounded and finite; 0 where there is none.</param>
    /// <param name="code">
    /// <see cref="IssueCode.DsComma"/>, <see cref="IssueCode.DsRange"/> (underflow) or <see cref="IssueCode.ControlChar"/> when altered;
    /// <see cref="IssueCode.DsInvalid"/>, <see cref="IssueCode.DsNotFinite"/> or <see cref="IssueCode.DsRange"/> when invalid;
    /// <see cref="IssueCode.ValueTooLong"/> beside a good value.
    /// </param>
    public static ValueStatus Parse(ReadOnlySpan<byte> value, out double number, out IssueCode code)
    {
        if (TryParseSimple(value, out number))
        {
            code = IssueCode.None;
            return ValueStatus.Ok;
        }

        if (!NumberShape.TryRead(value, allowComma: true, out var shape))
            return ParseUnusual(value, out number, out code);
        code = value.Length > 16 ? IssueCode.ValueTooLong : IssueCode.None;

        if (shape.Mantissa <= LargestExactMantissa && shape.MantissaIsExact && shape.Exponent is >= -22 and <= 22)
        {
            number = shape.Mantissa;
            number = shape.Exponent < 0 ? number / ExactPowers[-shape.Exponent] : number * ExactPowers[shape.Exponent];
            if (shape.IsNegative)
                number = -number;
        }
        else if (shape.IsZero)
        {
            number = shape.IsNegative ? -0.0 : 0.0;
        }
        else
        {
            number = Round(value, shape.HasComma);
            if (double.IsInfinity(number))
            {
                number = 0;
                code = IssueCode.DsRange;
                return ValueStatus.Invalid;
            }

            if (number == 0)
            {
                code = IssueCode.DsRange;
                return ValueStatus.Altered;
            }
        }

        if (!shape.HasComma)
            return ValueStatus.Ok;
        code = IssueCode.DsComma;
        return ValueStatus.Altered;
    }

    // Nearly every value there is: a sign or none, at most 15 digits, a point or none.
    private static bool TryParseSimple(ReadOnlySpan<byte> value, out double number)
    {
        number = 0;
        if (value.Length is 0 or > 16)
            return false;
        var isNegative = value[0] == '-';
        var point = -1;
        var mantissa = 0L;
        for (var at = isNegative ? 1 : 0; at < value.Length; at++)
        {
            var digit = (uint)(value[at] - '0');
            if (digit <= 9)
                mantissa = mantissa * 10 + digit;
            else if (value[at] == '.' && point < 0)
                point = at;
            else
                return false;
        }

        var digits = value.Length - (isNegative ? 1 : 0) - (point < 0 ? 0 : 1);
        if (digits is 0 or > 15)
            return false;
        number = point < 0 ? mantissa : mantissa / ExactPowers[value.Length - 1 - point];
        if (isNegative)
            number = -number;
        return true;
    }

    private static double Round(ReadOnlySpan<byte> value, bool hasComma)
    {
        if (!hasComma)
            return double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);
        var rented = ArrayPool<byte>.Shared.Rent(value.Length);
        value.Replace(rented, (byte)',', (byte)'.');
        var number = double.Parse(rented.AsSpan(0, value.Length), NumberStyles.Float, CultureInfo.InvariantCulture);
        ArrayPool<byte>.Shared.Return(rented);
        return number;
    }

    private static ValueStatus ParseUnusual(ReadOnlySpan<byte> value, out double number, out IssueCode code)
    {
        number = 0;
        var bare = NumberShape.TrimLineControls(value);
        if (bare.Length != value.Length)
        {
            var status = Parse(bare, out number, out code);
            if (status == ValueStatus.Ok)
                code = IssueCode.ControlChar;
            return status == ValueStatus.Ok ? ValueStatus.Altered : status;
        }

        code = IsNotFinite(value) ? IssueCode.DsNotFinite : IssueCode.DsInvalid;
        return ValueStatus.Invalid;
    }

    // What C, Python, Java and .NET print for NaN and infinity, and Microsoft's old runtime: 1.#QNAN, -1.#IND, 1.#INF00.
    private static bool IsNotFinite(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length > 24)
            return false;
        if (value[0] is (byte)'+' or (byte)'-')
            value = value[1..];
        Span<byte> lower = stackalloc byte[24];
        System.Text.Ascii.ToLower(value, lower, out var length);
        ReadOnlySpan<byte> word = lower[..length];
        return word.SequenceEqual("nan"u8) || word.SequenceEqual("inf"u8) || word.SequenceEqual("infinity"u8)
            || word.StartsWith("nan("u8) && word[^1] == ')'
            || word.StartsWith("1.#qnan"u8) || word.StartsWith("1.#snan"u8) || word.StartsWith("1.#nan"u8)
            || word.StartsWith("1.#ind"u8) || word.StartsWith("1.#inf"u8);
    }
}
