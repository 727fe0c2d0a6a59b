using System.Globalization;
using Etl.Schema.Dicom;

namespace Etl.EndToEnd.Tests.Fidelity;

internal enum Verdict
{
    Equal,

    /// <summary>Their text conforms to the VR, and ours is another value.</summary>
    Differs,

    /// <summary>Their text does not conform to the VR, yet the row has a value of the same digits.</summary>
    Lenient,

    /// <summary>The same 16 bits with another sign.</summary>
    OtherSign,

    /// <summary>The same name with other empty parts at its end.</summary>
    OtherDelimiters,

    /// <summary>A double that is off by a few units in the last place.</summary>
    LastPlace,
}

/// <summary>One value of another implementation against one cell.</summary>
internal static class ValueComparison
{
    /// <param name="vr">The column's VR.</param>
    /// <param name="theirs">Text as it stood in the file, or a number in JSON's form.</param>
    /// <param name="ours">The cell, as DuckDB types it.</param>
    public static Verdict Compare(Vr vr, string theirs, object ours)
    {
        var text = theirs.Trim(' ', '\0');
        return ours switch
        {
            DateOnly date => Of(StrictText.Date(text), date, text, date.ToString("yyyyMMdd")),
            double number when vr == Vr.FD && StrictText.Decimal(text) is { } near && IsNear(near, number) => Verdict.LastPlace,
            double number => Of(StrictText.Decimal(text), number, text, null),
            float number => Of((float?)StrictText.Decimal(text), number, text, null),
            int number when vr == Vr.UsOrSs && StrictText.Integer(text) == number + 65536L => Verdict.OtherSign,
            int number => Of(StrictText.Integer(text), number, text, null),
            long number => Of(StrictText.Integer(text), number, text, null),
            decimal number => Of(decimal.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null, number, text, null),
            string iso when vr == Vr.TM => OfIso(StrictText.Time(text), iso, text),
            string iso when vr == Vr.DT => OfIso(StrictText.DateTime(text), iso, text),
            string mine => OfText(Trimmed(vr, theirs), mine, vr),
            _ => Verdict.Differs,
        };
    }

    /// <summary>Their text is a value of the VR by the letter of the standard.</summary>
    public static bool Conforms(Vr vr, string theirs) => vr switch
    {
        Vr.DA => StrictText.Date(theirs.Trim(' ')) is not null,
        Vr.TM => StrictText.Time(theirs.Trim(' ')) is not null,
        Vr.DT => StrictText.DateTime(theirs.Trim(' ')) is not null,
        Vr.DS or Vr.FD or Vr.FL => StrictText.Decimal(theirs.Trim(' ')) is not null,
        Vr.IS or Vr.SL or Vr.UL or Vr.SV or Vr.SS or Vr.US or Vr.UsOrSs => StrictText.Integer(theirs.Trim(' ')) is not null,
        _ => true,
    };

    /// <summary>Without the spaces that the VR declares insignificant (PS3.5 6.2).</summary>
    public static string Trimmed(Vr vr, string text) => vr switch
    {
        Vr.AE or Vr.CS or Vr.LO or Vr.SH or Vr.UI or Vr.UR => text.Trim(' ', '\0'),
        _ => text.TrimEnd(' ', '\0'),
    };

    private static Verdict Of<T>(T? theirs, T ours, string text, string? digits) where T : struct, IEquatable<T> =>
        theirs is { } value ? value.Equals(ours) ? Verdict.Equal : Verdict.Differs
        : digits is not null && HasDigits(text, digits) ? Verdict.Lenient : Verdict.Differs;

    private static Verdict OfIso(string? theirs, string ours, string text) =>
        theirs is not null ? theirs == ours ? Verdict.Equal : Verdict.Differs
        : HasDigits(text, ours) ? Verdict.Lenient : Verdict.Differs;

    private static Verdict OfText(string theirs, string ours, Vr vr) =>
        theirs == ours ? Verdict.Equal
        : vr == Vr.PN && theirs.TrimEnd('=', '^', ' ') == ours.TrimEnd('=', '^', ' ') ? Verdict.OtherDelimiters
        : Verdict.Differs;

    private static bool IsNear(double a, double b) => a != b && Math.Abs(BitConverter.DoubleToInt64Bits(a) - BitConverter.DoubleToInt64Bits(b)) <= 4;

    /// <summary>A lenient reading keeps the digits that it is given, from the first on.</summary>
    private static bool HasDigits(string theirs, string ours) =>
        string.Concat(theirs.Where(char.IsAsciiDigit)).StartsWith(string.Concat(ours.Where(char.IsAsciiDigit)), StringComparison.Ordinal);
}
