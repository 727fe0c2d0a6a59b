using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>UI (PS3.5 9.1): components of digits joined by dots. The text is an identity and is never normalised.</summary>
public static class UniqueIdentifier
{
    /// <summary>
    /// Always <see cref="ValueStatus.Ok"/>: the text stays. <see cref="IssueCode.UiInvalid"/>, <see cref="IssueCode.UiLeadingZero"/> or
    /// <see cref="IssueCode.ValueTooLong"/> beside it. Text after a NUL is already cut by <see cref="ValueText.TrimOne"/>.
    /// </summary>
    public static ValueStatus Check(ReadOnlySpan<byte> value, out IssueCode code)
    {
        code = Classify(value);
        return ValueStatus.Ok;
    }

    private static IssueCode Classify(ReadOnlySpan<byte> value)
    {
        var leadingZero = false;
        int components = 0, start = 0, first = 0;
        for (var at = 0; at <= value.Length; at++)
        {
            if (at < value.Length && value[at] != '.')
            {
                if (!Digits.IsDigit(value[at]))
                    return IssueCode.UiInvalid;
                continue;
            }

            var component = value[start..at];
            if (component.IsEmpty || !IsRootArc(component, components, ref first))
                return IssueCode.UiInvalid;
            leadingZero |= component.Length > 1 && component[0] == '0';
            components++;
            start = at + 1;
        }

        if (leadingZero)
            return IssueCode.UiLeadingZero;
        return value.Length > 64 ? IssueCode.ValueTooLong : IssueCode.None;
    }

    // ISO/IEC 8824: the first component is 0, 1 or 2; under 0 and 1 the second is at most 39.
    private static bool IsRootArc(ReadOnlySpan<byte> component, int index, ref int first)
    {
        if (index > 1)
            return true;
        if (component.Length > 2)
            return index == 1 && (first == 2 || component[0] == '0');
        var number = component.Length == 1 ? component[0] - '0' : Digits.Two(component);
        if (index == 1)
            return first == 2 || number <= 39;
        first = number;
        return number <= 2;
    }
}
