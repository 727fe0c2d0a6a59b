using System.Numerics;

namespace Etl.Fuzz.Checks;

/// <summary>A running 64-bit hash, to tell that two readings are the same.</summary>
internal struct Fingerprint
{
    private ulong state;

    public readonly ulong Value => state ^ state >> 29;

    public void Add(ulong value) => state = BitOperations.RotateLeft((state ^ value) * 0x9E3779B185EBCA87, 31) * 0xC2B2AE3D27D4EB4F;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length);
        while (bytes.Length >= 8)
        {
            Add(BitConverter.ToUInt64(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
            Add(b);
    }
}
