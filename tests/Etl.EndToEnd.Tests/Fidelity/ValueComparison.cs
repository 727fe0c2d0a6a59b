using System.Globalization;
using Etl.Schema.Dicom;

namespace Etl.EndToEnd.Tests.Fidelity;

internal enum Verdict
{
    Equal,

    /// <summary>Their text conforms to the VR, and ours is another value.</summary>
    Differs,

    /// <summary>Their text does not conform to the VR, yet the row has a value: a lenient reading.</summary>
    Lenient,
}

/// <summary>One value of another implementation against one cell.</summary>
internal static class ValueComparison
{
    /// <param name="vr">The column's VR.</param>
    /// <param name="theirs">Text as it stood in the file, or a number in JSON's form.</param>
    /// <param name="ours">The cell, as DuckDB types it.</param>
    public static Verdict Compare(Vr vr, string theirs, object ours) => ours switch
    {
        DateOnly date => Of(StrictText.Date(theirs.Trim(' ')), date),
        double number => Of(StrictText.Decimal(theirs.Trim(' ')), number),
        float number => Of((float?)StrictText.Decimal(theirs.Trim(' ')), number),
        int number => Of(StrictText.Integer(theirs.Trim(' ')), number),
        long number => Of(StrictText.Integer(theirs.Trim(' ')), number),
        decimal number => decimal.TryParse(theirs, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? Of(parsed, number)
            : Verdict.Lenient,
        string text when vr == Vr.TM => OfIso(StrictText.Time(theirs.Trim(' ')), text),
        string text when vr == Vr.DT => OfIso(StrictText.DateTime(theirs.Trim(' ')), text),
        string text => Trimmed(vr, theirs) == text ? Verdict.Equal : Verdict.Differs,
        _ => Verdict.Differs,
    };

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

    private static Verdict Of<T>(T? theirs, T ours) where T : struct, IEquatable<T> =>
        theirs is not { } value ? Verdict.Lenient : value.Equals(ours) ? Verdict.Equal : Verdict.Differs;

    private static Verdict OfIso(string? theirs, string ours) =>
        theirs is null ? Verdict.Lenient : theirs == ours ? Verdict.Equal : Verdict.Differs;
}
