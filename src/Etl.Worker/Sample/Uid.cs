namespace Etl.Worker.Sample;

/// <summary>UIDs under 2.25, which needs no registration: a UUID as a decimal number (PS3.5 B.2), here version 8 from a hash.</summary>
internal static class Uid
{
    public static string For(ulong scope, ulong number)
    {
        var high = Prng.Hash(scope, number, 1) & ~0xF000UL | 0x8000UL;
        var low = Prng.Hash(scope, number, 2) & ~(3UL << 62) | 2UL << 62;
        return $"2.25.{new UInt128(high, low)}";
    }
}
