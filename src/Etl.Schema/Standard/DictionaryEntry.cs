using Etl.Schema.Dicom;

namespace Etl.Schema.Standard;

/// <summary>One line of the data dictionary (PS3.6 chapters 6, 7, 8, 9).</summary>
/// <param name="Tag">The tag; for a repeating group the one with every x as zero.</param>
/// <param name="Mask">Bits that count: all, or all but the x digits of a repeating group.</param>
/// <param name="Keyword">PS3.6 keyword, or empty for the few retired tags that have none.</param>
/// <param name="Vr">VR, or one of the ambiguous ones.</param>
/// <param name="Vm">Value multiplicity as printed, e.g. <c>1</c>, <c>2-n</c>.</param>
/// <param name="IsRetired">Marked RET.</param>
/// <param name="Name">Name as printed.</param>
public sealed record DictionaryEntry(Tag Tag, uint Mask, string Keyword, Vr Vr, string Vm, bool IsRetired, string Name)
{
    /// <summary>A VM other than 1 makes a list, whatever the data hold.</summary>
    public bool IsList { get; } = Vm != "1";

    public bool IsRepeating => Mask != uint.MaxValue;
}
