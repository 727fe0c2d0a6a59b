using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>TM (PS3.5 6.2): <c>HH[MM[SS[.F1-6]]]</c>.</summary>
public static class DicomTime
{
    /// <summary>Bytes of the longest result, <c>10:15:30.120000</c>.</summary>
    public const int MaxLength = 15;

    /// <summary>Writes one trimmed value in ISO 8601 form, at the precision and with the fraction digits given.</summary>
    /// <param name="value">Text without padding.</param>
    /// <param name="iso">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="written">Bytes written; 0 if invalid.</param>
    /// <param name="code">
    /// Altered: <see cref="IssueCode.TmOldForm"/>, <see cref="IssueCode.TmForm"/>, <see cref="IssueCode.TmLeapSecond"/>,
    /// <see cref="IssueCode.TmOffset"/>, <see cref="IssueCode.TmFractionLong"/>. Invalid: <see cref="IssueCode.Tm24h"/>,
    /// <see cref="IssueCode.TmRange"/>, <see cref="IssueCode.TmInvalid"/>.
    /// </param>
    public static ValueStatus Format(ReadOnlySpan<byte> value, Span<byte> iso, out int written, out IssueCode code)
    {
        written = 0;
        code = Classify(value, out var time);
        if (code is IssueCode.TmInvalid or IssueCode.TmRange or IssueCode.Tm24h)
            return ValueStatus.Invalid;
        var writer = new IsoWriter(iso);
        writer.Time(time);
        written = writer.Written;
        return code == IssueCode.None ? ValueStatus.Ok : ValueStatus.Altered;
    }

    private static IssueCode Classify(ReadOnlySpan<byte> value, out ClockTime time)
    {
        if (value.Length > 1 && value[0] == '-' && ClockTime.TryRead(value[1..], out time, out var length) && length == value.Length - 1)
            return IssueCode.TmRange;
        if (!ClockTime.TryRead(value, out time, out var consumed))
            return IssueCode.TmInvalid;

        var suffix = consumed == value.Length ? IssueCode.None : ClassifySuffix(value[consumed..], time);
        if (suffix is IssueCode.TmInvalid or IssueCode.TmRange)
            return suffix;
        if (!time.IsValid)
            return time.IsMidnight24 ? IssueCode.Tm24h : IssueCode.TmInvalid;

        if (time.IsLeapSecond)
            return IssueCode.TmLeapSecond;
        if (suffix != IssueCode.None)
            return suffix;
        if (time.Fraction.Length > ClockTime.MaxFractionDigits)
            return IssueCode.TmFractionLong;
        if (time.Separator == ':')
            return IssueCode.TmOldForm;
        return time.Separator != 0 || time.HasPoint && time.Fraction.IsEmpty ? IssueCode.TmForm : IssueCode.None;
    }

    // A zone is DT's; a range belongs in queries (PS3.4 C.2.2.2.5). "120000-0500" is the former, "1200-1300" the latter.
    private static IssueCode ClassifySuffix(ReadOnlySpan<byte> suffix, in ClockTime time)
    {
        if (suffix.SequenceEqual("Z"u8) || suffix.SequenceEqual("z"u8))
            return IssueCode.TmOffset;
        if (suffix[0] == '+')
            return IsOffset(suffix[1..]) ? IssueCode.TmOffset : IssueCode.TmInvalid;
        if (suffix[0] != '-')
            return IssueCode.TmInvalid;
        if (suffix.Length == 1)
            return IssueCode.TmRange;
        if (time.Second >= 0 && IsOffset(suffix[1..]))
            return IssueCode.TmOffset;
        return ClockTime.TryRead(suffix[1..], out _, out var consumed) && consumed == suffix.Length - 1
            ? IssueCode.TmRange
            : IssueCode.TmInvalid;
    }

    private static bool IsOffset(ReadOnlySpan<byte> text) =>
        text.Length is 2 or 4 or 5 && ClockTime.TryRead(text, out var offset, out var consumed) && consumed == text.Length
        && offset.Hour <= 14 && offset.Minute <= 59;
}
