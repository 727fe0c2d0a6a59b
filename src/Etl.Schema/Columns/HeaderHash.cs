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

    public void Add(DicomToken token, uint tag, long length, ReadOnlySpan<byte> value)
    {
        var head = (ulong)tag << 32 ^ (ulong)length << 4 ^ (ulong)token;
        var body = Of(value);
        low = BitOperations.RotateLeft(low ^ head * P2 ^ body, 29) * P1;
        high = BitOperations.RotateLeft(high + body * P3 + head, 37) * P2;
    }

    private static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length * P1 + P3;
        while (bytes.Length >= 8)
        {
            hash = BitOperations.RotateLeft(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes) * P2, 31) * P1;
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
            hash = BitOperations.RotateLeft(hash ^ b * P3, 11) * P1;
        return Avalanche(hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ hash >> 33) * P2;
        hash = (hash ^ hash >> 29) * P3;
        return hash ^ hash >> 32;
    }
}
