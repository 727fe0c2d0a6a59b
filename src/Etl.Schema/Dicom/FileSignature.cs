namespace Etl.Schema.Dicom;

/// <summary>The first bytes by which other file formats are known. They count only where there is no DICM prefix.</summary>
internal static class FileSignature
{
    private static readonly byte[][] Others =
    [
        [0x1F, 0x8B], // gzip
        [.. "PK\u0003\u0004"u8],
        [.. "PK\u0005\u0006"u8],
        [.. "BZh"u8],
        [0xFD, .. "7zXZ"u8],
        [0x28, 0xB5, 0x2F, 0xFD], // zstd
        [.. "7z"u8, 0xBC, 0xAF],
        [.. "Rar!"u8],
        [.. "%PDF"u8],
        [.. "%!PS"u8],
        [.. "{\\rtf"u8],
        [.. "<?xml"u8],
        [.. "<html"u8],
        [.. "<!DOCTY"u8],
        [0xFF, 0xD8, 0xFF], // JPEG
        [0x89, .. "PNG"u8],
        [.. "GIF8"u8],
        [.. "II*\0"u8], // TIFF
        [.. "MM\0*"u8],
        [0x7F, .. "ELF"u8],
        [.. "SQLite "u8],
        [.. "PAR1"u8],
    ];

    /// <summary>True where the object's first bytes are another format's.</summary>
    /// <param name="firstBytes">Up to eight, the first one least significant.</param>
    /// <param name="count">How many there are.</param>
    public static bool IsOtherFormat(ulong firstBytes, int count)
    {
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, firstBytes);
        ReadOnlySpan<byte> head = bytes[..Math.Min(count, 8)];
        foreach (var signature in Others)
        {
            if (head.StartsWith(signature))
                return true;
        }

        return false;
    }
}
