using Etl.Schema.Dicom;

namespace Etl.Schema.Values;

/// <summary>What a text may hold by its VR (PS3.5 table 6.2-1). Nothing here changes the text.</summary>
public static class TextCheck
{
    /// <summary>
    /// <see cref="IssueCode.ControlChar"/> where a control character is not allowed (any in a VR of one line; any but CR LF HT FF in
    /// LT ST UT), else <see cref="IssueCode.ValueTooLong"/>, else none.
    /// </summary>
    /// <param name="utf8">One trimmed value, decoded.</param>
    /// <param name="vr">Its VR.</param>
    public static IssueCode Check(ReadOnlySpan<byte> utf8, Vr vr)
    {
        var control = vr is Vr.LT or Vr.ST or Vr.UT ? ControlCharacters.NeedsSanitizing(utf8) : ControlCharacters.HasAny(utf8);
        if (control)
            return IssueCode.ControlChar;
        return IsTooLong(utf8, vr) ? IssueCode.ValueTooLong : IssueCode.None;
    }

    /// <summary>True beyond the maximum length of a value, which counts characters; in PN it holds for each group.</summary>
    public static bool IsTooLong(ReadOnlySpan<byte> utf8, Vr vr)
    {
        var maximum = MaximumLength(vr);
        if (utf8.Length <= maximum)
            return false;
        if (vr != Vr.PN)
            return CountCharacters(utf8) > maximum;
        foreach (var group in utf8.Split((byte)'='))
        {
            if (CountCharacters(utf8[group]) > maximum)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Characters a value may have. Without a bound where the form itself is checked (AS DA DT TM) or the standard has none of use (UC UR UT).
    /// </summary>
    public static int MaximumLength(Vr vr) => vr switch
    {
        Vr.AE or Vr.CS or Vr.DS or Vr.SH => 16,
        Vr.IS => 12,
        Vr.LO or Vr.PN or Vr.UI => 64,
        Vr.ST => 1024,
        Vr.LT => 10240,
        _ => int.MaxValue,
    };

    private static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
            count += (b & 0xC0) != 0x80 ? 1 : 0;
        return count;
    }
}
