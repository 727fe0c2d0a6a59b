using System.Buffers.Binary;
using System.Text;

namespace Etl.Worker.Sources.Archives;

/// <summary>One entry of a zip's central directory (APPNOTE.TXT 4.3.12).</summary>
internal readonly record struct ZipEntry
{
    internal const int FixedLength = 46;
    internal const int LocalLength = 30;
    internal const int Stored = 0;
    internal const int Deflated = 8;

    private const uint Signature = 0x02014B50;
    private const int Unix = 3;
    private const int Encrypted = 1, Utf8 = 1 << 11, Masked = 1 << 13;
    private static readonly Encoding Cp437 = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    internal required int Flags { get; init; }

    internal required int Method { get; init; }

    internal required uint Crc { get; init; }

    internal required long CompressedSize { get; init; }

    internal required long Size { get; init; }

    /// <summary>Where the local header begins, as counted from the start of the archive proper.</summary>
    internal required long LocalOffset { get; init; }

    internal required int NameLength { get; init; }

    /// <summary>A folder or a link: it has a name and no object.</summary>
    internal required bool IsOnlyName { get; init; }

    /// <summary>Sizes and offset are not what the format allows.</summary>
    internal bool IsInconsistent { get; init; }

    /// <summary>Bytes of the whole entry in the directory.</summary>
    internal required int Length { get; init; }

    internal bool IsEncrypted => (Flags & (Encrypted | Masked)) != 0;

    /// <summary>Reads the entry at the start of these bytes of a directory; false where there is none.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out ZipEntry entry)
    {
        entry = default;
        if (bytes.Length < FixedLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Signature)
            return false;
        var name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
        var extra = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]);
        var length = FixedLength + name + extra + BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
        if (length > bytes.Length)
            return false;
        long size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        long compressed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]);
        var isConsistent = TryWiden(bytes.Slice(FixedLength + name, extra), ref size, ref compressed, ref offset);
        var kind = bytes[5] == Unix ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[40..]) & 0xF000 : 0;
        entry = new ZipEntry
        {
            Flags = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
            Method = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]),
            Crc = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            CompressedSize = compressed,
            Size = size,
            LocalOffset = offset,
            NameLength = name,
            IsOnlyName = kind is 0x4000 or 0xA000 || size == 0 && name > 0 && bytes[FixedLength + name - 1] is (byte)'/' or (byte)'\\',
            IsInconsistent = !isConsistent || size < 0 || compressed < 0 || offset < 0,
            Length = length,
        };
        return true;
    }

    /// <summary>The name as a fragment of a URI.</summary>
    /// <param name="bytes">The entry's bytes in the directory.</param>
    internal string Fragment(ReadOnlySpan<byte> bytes)
    {
        var name = bytes.Slice(FixedLength, NameLength);
        return MemberNames.Encode((Flags & Utf8) != 0 ? name : Encoding.UTF8.GetBytes(Cp437.GetString(name)));
    }

    /// <summary>Takes what does not fit 32 bits from the Zip64 extra field (APPNOTE.TXT 4.5.3).</summary>
    private static bool TryWiden(ReadOnlySpan<byte> extra, ref long size, ref long compressed, ref long offset)
    {
        if (size < uint.MaxValue && compressed < uint.MaxValue && offset < uint.MaxValue)
            return true;
        while (extra.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (4 + length > extra.Length)
                return false;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
            {
                var field = extra.Slice(4, length);
                return TryTake(ref field, ref size) && TryTake(ref field, ref compressed) && TryTake(ref field, ref offset);
            }

            extra = extra[(4 + length)..];
        }

        // Without the field a value may really be 2^32 - 1.
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> field, ref long value)
    {
        if (value < uint.MaxValue)
            return true;
        if (field.Length < 8)
            return false;
        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
        return true;
    }
}
