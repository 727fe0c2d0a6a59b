using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Etl.Schema.Dicom;

namespace Etl.Schema.Columns;

/// <summary>
/// A 128-bit hash of a data set's header for finding re-sent and edited copies: tags, item structure and values, without file meta
/// information. It does not depend on explicit or implicit VR or on how lengths are written. Values that one of the two does not read
/// (binary, private and unknown ones) count by their length alone. Not cryptographic.
/// </summary>
internal struct HeaderHash
{
    private const ulong P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F, P3 = 0x165667B19E3779F9;
    private ulong low;
    private ulong high;

    public readonly UInt128 Value => new(Avalanche(high ^ P3), Avalanche(low ^ P1));

    /// <summary>What <see cref="Of"/> gives for no bytes.</summary>
    public static readonly ulong OfNothing = Of([]);

    /// <summary>What a token is to the hash.</summary>
    /// <param name="token">The reader's token.</param>
    /// <param name="tag">Of an element or a sequence.</param>
    /// <param name="length">Bytes of the value as written.</param>
    /// <param name="value">The value's own hash (<see cref="Of"/>).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HashStep StepOf(DicomToken token, uint tag, long length, ulong value)
    {
        var head = (ulong)tag << 32 ^ (ulong)length << 4 ^ (ulong)token;
        return new HashStep(head * P2 ^ value, value * P3 + head);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in HashStep step)
    {
        low = BitOperations.RotateLeft(low ^ step.Low, 29) * P1;
        high = BitOperations.RotateLeft(high + step.High, 37) * P2;
    }

    /// <summary>The hash of one value; never 0.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * P1 + P3;
        if (bytes.Length >= 8)
        {
            for (var i = 0; i <= bytes.Length - 8; i += 8)
                hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..]));
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes[^8..]));
        }
        else if (bytes.Length >= 4)
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt32LittleEndian(bytes) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]) << 32);
        }
        else if (bytes.Length > 0)
        {
            hash = Mix(hash, bytes[0] | (ulong)bytes[bytes.Length >> 1] << 8 | (ulong)bytes[^1] << 16);
        }

        hash = Avalanche(hash);
        return hash == 0 ? P1 : hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, ulong part) => BitOperations.RotateLeft(hash ^ part * P2, 31) * P1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ hash >> 33) * P2;
        hash = (hash ^ hash >> 29) * P3;
        return hash ^ hash >> 32;
    }
}

/// <summary>What one token adds to a <see cref="HeaderHash"/>.</summary>
internal readonly record struct HashStep(ulong Low, ulong High);
