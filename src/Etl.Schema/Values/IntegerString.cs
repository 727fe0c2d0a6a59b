using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>IS (PS3.5 6.2): a base-10 integer as text. The standard's bound is 32 bits; what 64 bits hold is kept.</summary>
public static class IntegerString
{
    /// <summary>Parses one trimmed value.</summary>
    /// <param name="value">Text without padding.</param>
    /// <param name="number">The integer; 0 where there is none.</param>
    /// <param name="code">
    /// <see cref="IssueCode.IsDecimal"/> for a decimal form, altered if it is integral and invalid if not; <see cref="IssueCode.IsRange"/>
    /// beyond 32 bits, invalid beyond 64; <see cref="IssueCode.IsInvalid"/>; <see cref="IssueCode.ControlChar"/> for line ends around it;
    /// <see cref="IssueCode.ValueTooLong"/> beside a good value.
    /// </param>
    public static ValueStatus Parse(ReadOnlySpan<byte> value, out long number, out IssueCode code)
    {
        number = 0;
        if (!NumberShape.TryRead(value, allowComma: false, out var shape))
            return ParseUnusual(value, out number, out code);

        if (!TryScale(shape, out var magnitude, out var isIntegral))
        {
            code = isIntegral ? IssueCode.IsRange : IssueCode.IsDecimal;
            return ValueStatus.Invalid;
        }

        number = (long)(shape.IsNegative ? 0 - magnitude : magnitude);
        if (!shape.IsPlainInteger)
        {
            code = IssueCode.IsDecimal;
            return ValueStatus.Altered;
        }

        code = number is < int.MinValue or > int.MaxValue ? IssueCode.IsRange
            : value.Length > 12 ? IssueCode.ValueTooLong
            : IssueCode.None;
        return ValueStatus.Ok;
    }

    private static bool TryScale(in NumberShape shape, out ulong magnitude, out bool isIntegral)
    {
        magnitude = shape.Mantissa;
        isIntegral = true;
        if (shape.IsZero)
            return true;

        var exponent = shape.Exponent;
        for (; exponent < 0; exponent++)
        {
            (magnitude, var digit) = Math.DivRem(magnitude, 10UL);
            if (digit != 0 || !shape.MantissaIsExact)
            {
                isIntegral = false;
                return false;
            }
        }

        for (; exponent > 0; exponent--)
        {
            if (magnitude > ulong.MaxValue / 10)
                return false;
            magnitude *= 10;
        }

        var bound = (ulong)long.MaxValue + (shape.IsNegative ? 1UL : 0UL);
        return magnitude <= bound && shape.MantissaIsExact;
    }

    private static ValueStatus ParseUnusual(ReadOnlySpan<byte> value, out long number, out IssueCode code)
    {
        number = 0;
        var bare = NumberShape.TrimLineControls(value);
        if (bare.Length == value.Length)
        {
            code = IssueCode.IsInvalid;
            return ValueStatus.Invalid;
        }

        var status = Parse(bare, out number, out code);
        if (status != ValueStatus.Ok)
            return status;
        code = IssueCode.ControlChar;
        return ValueStatus.Altered;
    }
}
