using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>AS (PS3.5 6.2): three digits and D, W, M or Y. The lake keeps the text.</summary>
public static class AgeString
{
    /// <summary>Always <see cref="ValueStatus.Ok"/>: the text stays. <see cref="IssueCode.AsForm"/> or <see cref="IssueCode.AsInvalid"/> beside it.</summary>
    public static ValueStatus Check(ReadOnlySpan<byte> value, out IssueCode code)
    {
        Parse(value, out _, out _, out code);
        return ValueStatus.Ok;
    }

    /// <summary>Reads 1 to 4 digits and a unit of any case. The standard's form has 3 digits and an upper-case unit.</summary>
    /// <param name="value">Text without padding.</param>
    /// <param name="number">The count; 0 if invalid.</param>
    /// <param name="unit"><c>D</c>, <c>W</c>, <c>M</c>, <c>Y</c>; <c>\0</c> if invalid.</param>
    /// <param name="code"><see cref="IssueCode.AsForm"/> when altered, <see cref="IssueCode.AsInvalid"/> when invalid.</param>
    public static ValueStatus Parse(ReadOnlySpan<byte> value, out int number, out char unit, out IssueCode code)
    {
        number = 0;
        unit = default;
        code = IssueCode.AsInvalid;
        var digits = Digits.Count(value);
        if (digits is < 1 or > 4 || value.Length != digits + 1)
            return ValueStatus.Invalid;
        var upper = (char)(value[digits] & ~0x20);
        if (upper is not ('D' or 'W' or 'M' or 'Y') || value[digits] < 0x40)
            return ValueStatus.Invalid;

        foreach (var b in value[..digits])
            number = number * 10 + b - '0';
        unit = upper;
        var isRegular = digits == 3 && value[3] == upper;
        code = isRegular ? IssueCode.None : IssueCode.AsForm;
        return isRegular ? ValueStatus.Ok : ValueStatus.Altered;
    }
}
