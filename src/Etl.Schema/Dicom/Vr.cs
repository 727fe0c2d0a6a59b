namespace Etl.Schema.Dicom;

/// <summary>
/// The 34 value representations of PS3.5 6.2, and the four ambiguous ones that only the dictionary names.
/// </summary>
public enum Vr : byte
{
    None = 0,
    AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, OB, OD, OF, OL, OV, OW, PN, SH, SL, SQ, SS, ST, SV, TM, UC, UI, UL, UN, UR, US, UT, UV,

    /// <summary>Dictionary only: US or SS, decided by PixelRepresentation (PS3.5 A.1).</summary>
    UsOrSs,

    /// <summary>Dictionary only: OB or OW.</summary>
    ObOrOw,

    /// <summary>Dictionary only: US or OW.</summary>
    UsOrOw,

    /// <summary>Dictionary only: US or SS or OW.</summary>
    UsOrSsOrOw,
}

/// <summary>Facts of each <see cref="Vr"/>.</summary>
public static class VrFacts
{
    private static readonly Vr[] ByCode = BuildByCode();

    /// <summary>The VR spelled by two bytes of a data element, or <see cref="Vr.None"/>.</summary>
    public static Vr FromCode(byte first, byte second) =>
        first is < (byte)'A' or > (byte)'Z' || second is < (byte)'A' or > (byte)'Z'
            ? Vr.None
            : ByCode[(first - 'A') * 26 + second - 'A'];

    /// <summary>Explicit VR with two reserved bytes and a 32-bit length (PS3.5 7.1.2).</summary>
    public static bool HasLongLength(this Vr vr) => vr is
        Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.SQ or Vr.SV or Vr.UC or Vr.UN or Vr.UR or Vr.UT or Vr.UV;

    /// <summary>No column: OB OD OF OL OV OW UN, and the dictionary's OB or OW, US or OW, US or SS or OW.</summary>
    public static bool IsBinary(this Vr vr) => vr is
        Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN or Vr.ObOrOw or Vr.UsOrOw or Vr.UsOrSsOrOw;

    /// <summary>VRs whose text follows Specific Character Set (PS3.5 6.1.2.2).</summary>
    public static bool UsesCharacterSet(this Vr vr) => vr is
        Vr.SH or Vr.LO or Vr.ST or Vr.PN or Vr.LT or Vr.UC or Vr.UT;

    /// <summary>VRs whose value is character data.</summary>
    public static bool IsText(this Vr vr) => vr is
        Vr.AE or Vr.AS or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.IS or Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or
        Vr.TM or Vr.UC or Vr.UI or Vr.UR or Vr.UT;

    /// <summary>Text VRs in which a backslash is a character, not a delimiter (PS3.5 6.4).</summary>
    public static bool IsSingleText(this Vr vr) => vr is Vr.LT or Vr.ST or Vr.UT or Vr.UR;

    /// <summary>Bytes of one value of a fixed-size VR; 1 for every other.</summary>
    public static int UnitSize(this Vr vr) => vr switch
    {
        Vr.US or Vr.SS or Vr.OW or Vr.UsOrSs => 2,
        Vr.UL or Vr.SL or Vr.FL or Vr.AT or Vr.OF or Vr.OL => 4,
        Vr.FD or Vr.SV or Vr.UV or Vr.OD or Vr.OV => 8,
        _ => 1,
    };

    /// <summary>The two letters, or PS3.6's words for the ambiguous ones.</summary>
    public static string Name(this Vr vr) => vr switch
    {
        Vr.None => "??",
        Vr.UsOrSs => "US or SS",
        Vr.ObOrOw => "OB or OW",
        Vr.UsOrOw => "US or OW",
        Vr.UsOrSsOrOw => "US or SS or OW",
        _ => Names[(int)vr],
    };

    private static readonly string[] Names = Enum.GetNames<Vr>();

    private static Vr[] BuildByCode()
    {
        var table = new Vr[26 * 26];
        for (var vr = Vr.AE; vr <= Vr.UV; vr++)
        {
            var name = vr.ToString();
            table[(name[0] - 'A') * 26 + name[1] - 'A'] = vr;
        }

        return table;
    }
}
