using System.Runtime.CompilerServices;

namespace Etl.Schema.Dicom;

/// <summary>The facts of <see cref="VrFacts"/> that the reader needs per element, as table look-ups.</summary>
internal static class VrTraits
{
    private const byte LongLength = 0x10;
    private const byte Binary = 0x20;
    private const byte Structural = 0x40;

    private static readonly byte[] ByVr = Build();
    private static readonly Vr[] ByLetters = BuildLetters();

    /// <summary>The VR whose two letters are the bytes of a little-endian 16-bit word, or <see cref="Vr.None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vr FromWord(ushort letters) => ByLetters[letters];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(Vr vr) => ByVr[(int)vr];

    public static bool IsLong(byte traits) => (traits & LongLength) != 0;

    public static bool IsBinary(byte traits) => (traits & Binary) != 0;

    /// <summary>SQ, UN and no VR: more than the header decides how these are read.</summary>
    public static bool IsStructural(byte traits) => (traits & Structural) != 0;

    /// <summary>Bits that are zero in a proper length: an even number of bytes, and whole units of a fixed-size VR.</summary>
    public static uint LengthMask(byte traits) => traits & 7u;

    private static byte[] Build()
    {
        var table = new byte[(int)Vr.UsOrSsOrOw + 1];
        for (var vr = Vr.None; vr <= Vr.UsOrSsOrOw; vr++)
        {
            var unit = Math.Max(2, vr.UnitSize());
            table[(int)vr] = (byte)(unit - 1
                | (vr.HasLongLength() ? LongLength : 0)
                | (vr.IsBinary() ? Binary : 0)
                | (vr is Vr.SQ or Vr.UN or Vr.None ? Structural : 0));
        }

        return table;
    }

    private static Vr[] BuildLetters()
    {
        var table = new Vr[ushort.MaxValue + 1];
        for (var word = 0; word < table.Length; word++)
            table[word] = VrFacts.FromCode((byte)word, (byte)(word >> 8));
        return table;
    }
}
