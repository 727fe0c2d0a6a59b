using System.Buffers.Binary;

namespace Etl.Worker.Sources.Archives;

/// <summary>A tar's header block (IEEE Std 1003.1, pax, ustar Interchange Format; with what GNU tar adds).</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    internal const int Length = 512;

    private const int ChecksumAt = 148, ChecksumLength = 8;
    private readonly ReadOnlySpan<byte> block = block;

    /// <summary>What kind of member follows; <c>'0'</c> or 0 is a file.</summary>
    internal char Type => (char)block[156];

    /// <summary>Bytes of data behind the header; -1 where the field is no number.</summary>
    internal long Size => Number(block.Slice(124, 12));

    /// <summary>An old sparse member has more blocks of its map behind the header.</summary>
    internal bool HasMoreOfItsMap => block[482] != 0;

    internal bool IsZero => !block.ContainsAnyExcept((byte)0);

    /// <summary>The name, with the prefix that only the ustar format has.</summary>
    internal byte[] Name()
    {
        var name = Text(block[..100]);
        var prefix = block.Slice(257, 6).SequenceEqual("ustar\0"u8) ? Text(block.Slice(345, 155)) : [];
        return prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
    }

    /// <summary>The block's checksum is right, which by chance one block in some hundred thousands' is, and none that is text or DICOM.</summary>
    internal static bool IsValid(ReadOnlySpan<byte> block)
    {
        var declared = Number(block.Slice(ChecksumAt, ChecksumLength));
        if (declared <= 0)
            return false;
        long plain = 0, signed = 0;
        for (var i = 0; i < Length; i++)
        {
            var b = i is >= ChecksumAt and < ChecksumAt + ChecksumLength ? (byte)' ' : block[i];
            plain += b;
            signed += (sbyte)b;
        }

        // Some old writers summed signed characters.
        return declared == plain || declared == signed;
    }

    /// <summary>Octal digits between blanks, or, with the first bit set, a binary number.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            if (field.Length <= sizeof(long))
                return -1;

            var binary = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
            return field[0] == 0x80 && !field[1..^8].ContainsAnyExcept((byte)0) && binary >= 0 ? binary : -1;
        }

        var digits = field.Trim("\0 "u8);
        var number = 0L;
        foreach (var b in digits)
        {
            if (b is < (byte)'0' or > (byte)'7')
                return -1;
            number = number * 8 + (b - '0');
        }

        return number;
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field) => field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field;
}
