namespace Etl.Fuzz.Inputs;

/// <summary>SplitMix64: input k of a seed is the same on every machine and in every order.</summary>
internal struct Prng(ulong seed, ulong stream)
{
    private ulong state = Mix(seed) ^ Mix(stream * 0x9E3779B97F4A7C15 + 1);

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>A number from 0 to <paramref name="bound"/> - 1; 0 where the bound is 0.</summary>
    public int Below(int bound) => bound <= 0 ? 0 : (int)(Next() % (ulong)bound);

    public byte NextByte() => (byte)Next();

    public bool OneIn(int chances) => Below(chances) == 0;

    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    private static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
