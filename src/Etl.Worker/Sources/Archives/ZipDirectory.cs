using System.Buffers.Binary;

namespace Etl.Worker.Sources.Archives;

/// <summary>
/// A zip's central directory: found from its end, read whole, checked before any member is touched. It takes no more memory than it has
/// bytes in the archive, and some bytes an entry.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054B50, End64Signature = 0x06064B50, Locator64Signature = 0x07064B50;
    private const int EndLength = 22, Locator64Length = 20, End64Length = 56;
    private const int MaxComment = ushort.MaxValue;
    private const int MaxBytes = 256 << 20;

    /// <summary>One reading that holds the end record behind the longest comment, and the whole directory of some hundred members.</summary>
    private const int TailBytes = EndLength + MaxComment + Locator64Length + End64Length;

    private readonly byte[] bytes;
    private readonly int[] positions;
    private readonly Dictionary<int, int> again;

    private ZipDirectory(byte[] bytes, int[] positions, Dictionary<int, int> again, long start, long offset)
    {
        this.bytes = bytes;
        this.positions = positions;
        this.again = again;
        Start = start;
        Offset = offset;
    }

    /// <summary>Where the archive proper begins in the object: its offsets count from here.</summary>
    internal long Start { get; }

    /// <summary>Where the directory begins in the object: members end before.</summary>
    internal long Offset { get; }

    /// <summary>Members.</summary>
    internal int Count => positions.Length;

    /// <exception cref="ArchiveException">There is no directory, or a broken one.</exception>
    internal static ZipDirectory Load(RangeBuffer archive)
    {
        var tail = (int)Math.Min(archive.Length, TailBytes);
        var from = archive.Length - tail;
        var end = FindEnd(archive.Show(from, tail));
        if (end < 0)
            throw Bad("The end of the central directory is missing.");
        var record = archive.Show(from + end, EndLength);
        if (BinaryPrimitives.ReadUInt16LittleEndian(record[4..]) is > 0 and < ushort.MaxValue || BinaryPrimitives.ReadUInt16LittleEndian(record[6..]) is > 0 and < ushort.MaxValue)
            throw Bad("It is one of several volumes; the others are not read.");
        long count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        long size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        var directoryEnd = from + end;
        // Some writers have a 64-bit record although 32 bits would do: it stands between the directory and its end record all the same.
        var isNeeded = count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue;
        ReadEnd64(archive, isNeeded, ref directoryEnd, ref count, ref size, ref offset);
        // What was put in front of the archive shifts it.
        var start = directoryEnd - size - offset;
        if (size < 0 || offset < 0 || start < 0 || size > directoryEnd)
            throw Bad($"The central directory is declared to have {size} bytes at {offset}; the archive ends at {directoryEnd}.");
        if (size > MaxBytes)
            throw new ArchiveException(ArchiveFault.Limit, $"The central directory has {size} bytes; at most {MaxBytes} are read.");
        var bytes = new byte[size];
        var at = directoryEnd - size;
        for (var done = 0; done < size;)
        {
            var part = archive.Show(at + done, (int)Math.Min(1 << 20, size - done));
            if (part.IsEmpty)
                throw new IOException("The archive is shorter than listed.");
            part.CopyTo(bytes.AsSpan(done));
            done += part.Length;
        }

        return Index(bytes, count, start, at);
    }

    /// <summary>An entry and its bytes in the directory.</summary>
    internal ZipEntry Entry(int index, out ReadOnlySpan<byte> itsBytes)
    {
        itsBytes = bytes.AsSpan(positions[index]);
        return ZipEntry.TryRead(itsBytes, out var entry) ? entry : throw new InvalidOperationException("The directory was read before.");
    }

    /// <summary>The fragment of an entry's name, unlike that of every other entry.</summary>
    internal string Fragment(int index)
    {
        var fragment = Entry(index, out var itsBytes).Fragment(itsBytes);
        return again.TryGetValue(index, out var number) ? $"{fragment}#{number}" : fragment;
    }

    private static ZipDirectory Index(byte[] bytes, long count, long start, long offset)
    {
        var positions = new List<int>();
        var again = new Dictionary<int, int>();
        var names = new MemberNames();
        var position = 0;
        var entries = 0L;
        while (position < bytes.Length && ZipEntry.TryRead(bytes.AsSpan(position), out var entry))
        {
            if (!entry.IsOnlyName)
            {
                if (names.Count(entry.Fragment(bytes.AsSpan(position))) is > 1 and var number)
                    again.Add(positions.Count, number);
                positions.Add(position);
            }

            position += entry.Length;
            entries++;
        }

        // The count of an archive that should have had a 64-bit record has lost its high bits.
        if (position != bytes.Length || (entries & ushort.MaxValue) != (count & ushort.MaxValue))
            throw Bad($"The central directory has {entries} entries in its first {position} bytes; {count} in {bytes.Length} were declared.");
        return new ZipDirectory(bytes, [.. positions], again, start, offset);
    }

    /// <summary>The last end record whose comment fits behind it.</summary>
    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        for (var i = tail.Length - EndLength; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[i..]) == EndSignature
                && i + EndLength + BinaryPrimitives.ReadUInt16LittleEndian(tail[(i + 20)..]) <= tail.Length)
                return i;
        }

        return -1;
    }

    private static void ReadEnd64(RangeBuffer archive, bool isNeeded, ref long directoryEnd, ref long count, ref long size, ref long offset)
    {
        var locator = archive.Show(directoryEnd - Locator64Length, Locator64Length);
        if (locator.Length < Locator64Length || BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Signature)
            return;
        var declared = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        // In front of its locator, wherever the archive begins; it may be longer than its fixed fields.
        var near = directoryEnd - Locator64Length - End64Length;
        var at = IsEnd64(archive, near) ? near : declared;
        if (!IsEnd64(archive, at))
        {
            if (isNeeded)
                throw Bad("The 64-bit end of the central directory is missing.");
            return;
        }

        var record = archive.Show(at, End64Length);
        count = BinaryPrimitives.ReadInt64LittleEndian(record[32..]);
        size = BinaryPrimitives.ReadInt64LittleEndian(record[40..]);
        offset = BinaryPrimitives.ReadInt64LittleEndian(record[48..]);
        directoryEnd = at;
    }

    private static bool IsEnd64(RangeBuffer archive, long at) =>
        at >= 0 && archive.Show(at, End64Length) is { Length: End64Length } record && BinaryPrimitives.ReadUInt32LittleEndian(record) == End64Signature;

    private static ArchiveException Bad(string message) => new(ArchiveFault.BadArchive, message);
}
