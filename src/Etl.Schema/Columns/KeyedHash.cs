using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Etl.Schema.Columns;

/// <summary>
/// SipHash-1-3 with a result of 128 bits (Aumasson and Bernstein) and keys that are drawn anew in each process: whoever makes a file cannot
/// make two values that hash the same. For comparisons within a process, never to be stored.
/// </summary>
internal readonly struct KeyedHash(ulong key0, ulong key1)
{
    /// <summary>That of this process.</summary>
    internal static readonly KeyedHash Process = new(BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)),
        BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)));

    /// <summary>One with a key of its own, made of a name.</summary>
    internal KeyedHash For(ReadOnlySpan<byte> name)
    {
        var key = Of(name);
        return new KeyedHash((ulong)key, (ulong)(key >> 64));
    }

    internal UInt128 Of(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return Of(bytes);
    }

    internal UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        var v0 = key0 ^ 0x736F6D6570736575;
        var v1 = key1 ^ 0x646F72616E646F6D ^ 0xEE;
        var v2 = key0 ^ 0x6C7967656E657261;
        var v3 = key1 ^ 0x7465646279746573;
        var rest = bytes;
        for (; rest.Length >= 8; rest = rest[8..])
            Take(BinaryPrimitives.ReadUInt64LittleEndian(rest), ref v0, ref v1, ref v2, ref v3);
        var last = (ulong)bytes.Length << 56;
        for (var i = 0; i < rest.Length; i++)
            last |= (ulong)rest[i] << 8 * i;
        Take(last, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xEE;
        var low = Finish(ref v0, ref v1, ref v2, ref v3);
        v1 ^= 0xDD;
        return new UInt128(Finish(ref v0, ref v1, ref v2, ref v3), low);
    }

    private static void Take(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static ulong Finish(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        for (var i = 0; i < 3; i++)
            Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
