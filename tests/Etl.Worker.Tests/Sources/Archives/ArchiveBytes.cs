using System.IO.Compression;
using System.Text;

namespace Etl.Worker.Tests.Sources.Archives;

/// <summary>An entry of a zip laid out by hand: what is not set is as it should be.</summary>
internal sealed record ZipMember(byte[] Name, byte[] Content)
{
    internal ZipMember(string name, string content) : this(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(content))
    {
    }

    internal ushort Flags { get; init; }

    internal ushort Method { get; init; }

    internal byte[]? Data { get; init; }

    internal uint? Crc { get; init; }

    internal uint? Size { get; init; }

    internal uint? CompressedSize { get; init; }

    /// <summary>Where the directory says the local header is.</summary>
    internal uint? Offset { get; init; }

    internal uint LocalSignature { get; init; } = 0x04034B50;

    internal ushort? LocalMethod { get; init; }

    internal byte[] Extra { get; init; } = [];

    internal byte[] Stored => Data ?? (Method == 8 ? ArchiveBytes.Deflate(Content) : Content);
}

/// <summary>Zips and tars field by field.</summary>
internal static class ArchiveBytes
{
    internal static byte[] Zip(params ZipMember[] members) => Zip(members, (_, _) => { });

    /// <param name="members">In the order of their places and of the directory.</param>
    /// <param name="spoil">Changes the end record, and the directory, before they are written.</param>
    internal static byte[] Zip(ZipMember[] members, Action<byte[], byte[]> spoil)
    {
        var file = new List<byte>();
        var directory = new List<byte>();
        foreach (var m in members)
        {
            var at = (uint)file.Count;
            var crc = m.Crc ?? Checksum(m.Content);
            var compressed = m.CompressedSize ?? (uint)m.Stored.Length;
            var size = m.Size ?? (uint)m.Content.Length;
            file.AddRange([.. U32(m.LocalSignature), .. U16(20), .. U16(m.Flags), .. U16(m.LocalMethod ?? m.Method), .. U32(0)]);
            file.AddRange([.. U32(crc), .. U32(compressed), .. U32(size), .. U16(m.Name.Length), .. U16(0), .. m.Name, .. m.Stored]);
            directory.AddRange([.. U32(0x02014B50), .. U16(20), .. U16(20), .. U16(m.Flags), .. U16(m.Method), .. U32(0)]);
            directory.AddRange([.. U32(crc), .. U32(compressed), .. U32(size), .. U16(m.Name.Length), .. U16(m.Extra.Length), .. U16(0)]);
            directory.AddRange([.. U16(0), .. U16(0), .. U32(0), .. U32(m.Offset ?? at), .. m.Name, .. m.Extra]);
        }

        byte[] end =
        [
            .. U32(0x06054B50), .. U16(0), .. U16(0), .. U16(members.Length), .. U16(members.Length),
            .. U32((uint)directory.Count), .. U32((uint)file.Count), .. U16(0),
        ];
        byte[] entries = [.. directory];
        spoil(end, entries);
        return [.. file, .. entries, .. end];
    }

    internal static byte[] Deflate(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.Optimal))
            deflate.Write(content);
        return bytes.ToArray();
    }

    internal static byte[] GZip(byte[] content)
    {
        var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal))
            gzip.Write(content);
        return bytes.ToArray();
    }

    internal static byte[] Tar(params (string Name, string Content)[] members) =>
        [.. members.SelectMany(m => TarMember(m.Name, Encoding.UTF8.GetBytes(m.Content))), .. new byte[1024]];

    internal static byte[] TarMember(string name, byte[] content, char type = '0', string? size = null)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name, header);
        "0000644\0"u8.CopyTo(header.AsSpan(100));
        Encoding.ASCII.GetBytes(size ?? Convert.ToString(content.Length, 8).PadLeft(11, '0')).CopyTo(header.AsSpan(124));
        header[156] = (byte)type;
        "ustar\00000"u8[..8].CopyTo(header.AsSpan(257));
        return [.. Sealed(header), .. content, .. new byte[(512 - content.Length % 512) % 512]];
    }

    /// <summary>The header with its checksum.</summary>
    internal static byte[] Sealed(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header.AsSpan(148));
        return header;
    }

    /// <summary>CRC-32, bit by bit.</summary>
    internal static uint Checksum(byte[] content)
    {
        var crc = uint.MaxValue;
        foreach (var b in content)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }

        return ~crc;
    }

    private static byte[] U16(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] U32(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
