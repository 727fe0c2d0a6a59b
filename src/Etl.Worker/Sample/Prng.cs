namespace Etl.Worker.Sample;

/// <summary>SplitMix64: small, fast, and the same on every platform and version, which <see cref="Random"/> does not promise.</summary>
internal sealed class Prng(ulong state)
{
    private ulong state = state;

    /// <summary>A generator of its own for a thing named by numbers, whatever was drawn before.</summary>
    public static Prng For(params ReadOnlySpan<ulong> keys) => new(Hash(keys));

    public static ulong Hash(params ReadOnlySpan<ulong> keys)
    {
        var hash = 0x243F6A8885A308D3UL;
        foreach (var key in keys)
            hash = Mix(hash ^ key + 0x9E3779B97F4A7C15UL);
        return hash;
    }

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15UL);

    /// <summary>At least 0, below <paramref name="limit"/>.</summary>
    public int Next(int limit) => (int)((UInt128)Next() * (ulong)limit >> 64);

    /// <summary>Both ends included.</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    public double Uniform(double low, double high) => low + (high - low) * ((Next() >> 11) * (1.0 / (1UL << 53)));

    public bool Chance(double probability) => Uniform(0, 1) < probability;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    private static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ value >> 27) * 0x94D049BB133111EBUL;
        return value ^ value >> 31;
    }
}
