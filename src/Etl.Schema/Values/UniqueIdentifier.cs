using System.Buffers;
using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>UI (PS3.5 9.1): components of digits joined by dots. The text is an identity and is never normalised.</summary>
public static class UniqueIdentifier
{
    private static readonly SearchValues<byte> Repertoire = SearchValues.Create("0123456789."u8);

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
        var isForm = !value.IsEmpty && value[0] != '.' && value[^1] != '.'
            && !value.ContainsAnyExcept(Repertoire) && value.IndexOf(".."u8) < 0;
        if (!isForm || !HasRootArcs(value))
            return IssueCode.UiInvalid;
        if (HasLeadingZero(value))
            return IssueCode.UiLeadingZero;
        return value.Length > 64 ? IssueCode.ValueTooLong : IssueCode.None;
    }

    // ISO/IEC 8824: the first component is 0, 1 or 2; under 0 and 1 the second is at most 39.
    private static bool HasRootArcs(ReadOnlySpan<byte> value)
    {
        var first = TakeComponent(ref value);
        if (first > 2)
            return false;
        return value.IsEmpty || first == 2 || TakeComponent(ref value) <= 39;
    }

    private static int TakeComponent(ref ReadOnlySpan<byte> value)
    {
        var number = 0;
        var at = 0;
        for (; at < value.Length && value[at] != '.'; at++)
            number = Math.Min(number * 10 + value[at] - '0', 1000);
        value = value[Math.Min(at + 1, value.Length)..];
        return number;
    }

    private static bool HasLeadingZero(ReadOnlySpan<byte> value)
    {
        if (value.Length > 1 && value[0] == '0' && value[1] != '.')
            return true;
        while (value.IndexOf(".0"u8) is >= 0 and var at)
        {
            value = value[(at + 2)..];
            if (!value.IsEmpty && value[0] != '.')
                return true;
        }

        return false;
    }
}
