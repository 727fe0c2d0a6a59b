using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>Padding, delimiters and insignificant spaces of character values (PS3.5 6.2 and 6.4).</summary>
public static class ValueText
{
    private const byte Nul = 0;
    private const byte Space = (byte)' ';

    /// <summary>Strips the trailing run of NUL and space of an element's whole value.</summary>
    /// <param name="value">The value field.</param>
    /// <param name="vr">Decides what padding is regular: NUL for UI, space for all others.</param>
    /// <param name="note">
    /// <see cref="IssueCode.NulPadding"/> for a NUL in a VR other than UI; for UI <see cref="IssueCode.UiSpace"/> for a space,
    /// else <see cref="IssueCode.UiPadding"/> for more than one NUL.
    /// </param>
    public static ReadOnlySpan<byte> TrimPadding(ReadOnlySpan<byte> value, Vr vr, out IssueCode note)
    {
        var length = value.Length;
        while (length > 0 && value[length - 1] is Nul or Space)
            length--;
        note = length == value.Length ? IssueCode.None : PaddingNote(value[length..], vr);
        return value[..length];
    }

    /// <summary>
    /// One value after splitting, without the spaces that its VR declares insignificant: both ends for AE CS DA DS IS LO SH TM UI UR,
    /// the trailing ones for all others. A UI is cut at a NUL inside it.
    /// </summary>
    /// <param name="value">The value between two delimiters.</param>
    /// <param name="vr">Its VR.</param>
    /// <param name="note">
    /// <see cref="IssueCode.LeadingSpace"/> for DA TM UR, <see cref="IssueCode.UiSpace"/> or <see cref="IssueCode.EmbeddedNul"/> for UI,
    /// <see cref="IssueCode.NulPadding"/> for a trailing NUL in any other VR. After <see cref="IssueCode.EmbeddedNul"/> the result is less than the text.
    /// </param>
    public static ReadOnlySpan<byte> TrimOne(ReadOnlySpan<byte> value, Vr vr, out IssueCode note)
    {
        note = IssueCode.None;
        if (value.IsEmpty || value[0] > Space && value[^1] > Space && vr != Vr.UI)
            return value;
        if (vr == Vr.UI)
            return TrimUid(value, out note);

        var length = value.Length;
        while (length > 0 && value[length - 1] is Nul or Space)
        {
            length--;
            if (value[length] == Nul)
                note = IssueCode.NulPadding;
        }

        value = value[..length];
        if (value.IsEmpty || value[0] != Space || !LeadingSpaceIsInsignificant(vr))
            return value;
        if (vr is Vr.DA or Vr.TM or Vr.UR)
            note = IssueCode.LeadingSpace;
        return value.TrimStart(Space);
    }

    /// <summary>Text that was cut somewhere, without the first bytes of a UTF-8 character whose rest was cut off.</summary>
    public static ReadOnlySpan<byte> CutAtCharacter(ReadOnlySpan<byte> text)
    {
        for (var back = 1; back <= 3 && back <= text.Length; back++)
        {
            var b = text[^back];
            if (b < 0x80)
                return text;
            if (b < 0xC0)
                continue;
            var length = b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
            return length > back ? text[..^back] : text;
        }

        return text;
    }

    private static bool LeadingSpaceIsInsignificant(Vr vr) => vr is
        Vr.AE or Vr.CS or Vr.DA or Vr.DS or Vr.IS or Vr.LO or Vr.SH or Vr.TM or Vr.UR;

    private static IssueCode PaddingNote(ReadOnlySpan<byte> padding, Vr vr)
    {
        if (vr != Vr.UI)
            return padding.Contains(Nul) ? IssueCode.NulPadding : IssueCode.None;
        if (padding.Contains(Space))
            return IssueCode.UiSpace;
        return padding.Length > 1 ? IssueCode.UiPadding : IssueCode.None;
    }

    private static ReadOnlySpan<byte> TrimUid(ReadOnlySpan<byte> value, out IssueCode note)
    {
        note = IssueCode.None;
        var trimmed = value.Trim("\0 "u8);
        if (trimmed.Length != value.Length && value.Contains(Space))
            note = IssueCode.UiSpace;
        var nul = trimmed.IndexOf(Nul);
        if (nul < 0)
            return trimmed;
        note = IssueCode.EmbeddedNul;
        return trimmed[..nul].TrimEnd(Space);
    }
}
