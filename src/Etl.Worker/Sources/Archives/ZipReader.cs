using System.Buffers.Binary;

namespace Etl.Worker.Sources.Archives;

/// <summary>
/// Members of a zip, read in the order of their places in the archive: each by its own range, several that are near each other by one.
/// A member is inflated only as far as its header needs.
/// </summary>
internal sealed class ZipReader(ReadRange read, long length, RangeCost cost) : IArchiveReader
{
    private const uint LocalSignature = 0x04034B50;

    /// <summary>The checksum is compared where a member of up to this size was read from its first byte to its last.</summary>
    private const int MaxChecked = 1 << 20;

    /// <summary>A member may inflate to this and <see cref="MaxRatio"/> times the compressed bytes that were read of it.</summary>
    private const long FreeBytes = 64L << 20;

    private const int MaxRatio = 256;

    /// <summary>The most that deflate gives for a byte, and a little more.</summary>
    private const int MaxDeflate = 1040;

    /// <summary>Room for extra fields of a local header, whose length is not known before it was read.</summary>
    private const int ExtraRoom = 64;

    private readonly RangeBuffer archive = new(read, length);
    private readonly InflatedBytes inflated = new();
    private ZipDirectory? directory;
    private int[] order = [];
    private long[] starts = [];
    private int next;
    private ZipEntry entry;
    private long dataOffset;
    private long checkedTo;
    private uint crc;

    public ArchiveMember Member { get; private set; }

    public ArchiveProblem? Problem { get; private set; }

    public bool MoveNext(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            if (directory is null)
                Load();
        }
        catch (ArchiveException e)
        {
            Problem = e.Problem;
            return false;
        }

        if (next == order.Length)
        {
            if (order.Length == 0)
                Problem ??= new ArchiveProblem(ArchiveFault.Empty, "The archive has no members.");
            return false;
        }

        var index = order[next];
        entry = directory!.Entry(index, out _);
        checkedTo = crc = 0;
        var problem = Check(next) ?? Locate(next);
        next++;
        if (problem is null && entry.Method == ZipEntry.Deflated)
        {
            var (start, bytes) = (dataOffset, entry.CompressedSize);
            inflated.Start(new InflatedBytes.Compressed(
                () => new RangeStream((target, offset) => archive.Read(target, offset, cost.First), start, bytes),
                IsGzip: false, ArchiveFault.BadMember, FreeBytes, MaxRatio, CanRestart: true));
        }

        Member = new ArchiveMember(directory.Fragment(index), $"{entry.Crc:x8}-{entry.Size}", entry.Size, problem);
        return true;
    }

    public int Read(Span<byte> target, long offset)
    {
        var wanted = (int)Math.Min(target.Length, entry.Size - offset);
        if (wanted <= 0)
            return 0;
        var count = entry.Method == ZipEntry.Deflated
            ? inflated.Read(target[..wanted], offset)
            : archive.Read(target[..wanted], dataOffset + offset, cost.First);
        if (count == 0)
            throw Bad($"The member ends after {offset} of the {entry.Size} bytes that the central directory declares.");
        Compare(target[..count], offset);
        return count;
    }

    public void Dispose() => inflated.Dispose();

    private void Load()
    {
        directory = ZipDirectory.Load(archive);
        order = [.. Enumerable.Range(0, directory.Count)];
        starts = [.. order.Select(i => directory.Entry(i, out _).LocalOffset)];
        // A stable order: of two entries for one place the first in the directory comes first.
        Array.Sort(starts, order, 0, order.Length);
        for (var from = 0; from < order.Length;)
        {
            var to = from + 1;
            while (to < order.Length && starts[to] == starts[from])
                to++;
            Array.Sort(order, from, to - from);
            from = to;
        }
    }

    /// <summary>What the directory alone tells against a member.</summary>
    private ArchiveProblem? Check(int place)
    {
        if (entry.IsEncrypted)
            return new ArchiveProblem(ArchiveFault.Encrypted, "The member is encrypted.");
        if (entry.IsInconsistent)
            return Bad("Sizes or offset in the central directory are not consistent.").Problem;
        if (entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
            return new ArchiveProblem(ArchiveFault.Unsupported, $"Compression method {entry.Method} is not read; 0 (stored) and 8 (deflate) are.");
        if (entry.Method == ZipEntry.Stored && entry.Size != entry.CompressedSize)
            return Bad($"A stored member has {entry.CompressedSize} bytes and claims {entry.Size}.").Problem;
        if (entry.Size / MaxDeflate > entry.CompressedSize)
            return Bad($"A member of {entry.CompressedSize} compressed bytes claims {entry.Size}, more than deflate can give.").Problem;
        if (place > 0 && starts[place - 1] == entry.LocalOffset)
            return Bad("Another entry of the central directory names the same bytes.").Problem;
        var end = EndOfRoom(place);
        return entry.CompressedSize > end - ZipEntry.LocalLength - entry.LocalOffset
            ? Bad($"The member's {entry.CompressedSize} bytes at {entry.LocalOffset} reach into what begins at {end}.").Problem
            : null;
    }

    /// <summary>Where the next member, or the directory, begins.</summary>
    private long EndOfRoom(int place)
    {
        var end = directory!.Offset - directory.Start;
        for (var i = place + 1; i < starts.Length; i++)
        {
            if (starts[i] > entry.LocalOffset)
                return Math.Min(end, starts[i]);
        }

        return end;
    }

    /// <summary>Reads the local header, which alone tells where the data begins.</summary>
    private ArchiveProblem? Locate(int place)
    {
        var at = directory!.Start + entry.LocalOffset;
        if (!archive.Holds(at) || !archive.Holds(at + FirstBytes(entry) - 1))
            archive.Show(at, Span(place));
        var header = archive.Show(at, ZipEntry.LocalLength);
        if (header.Length < ZipEntry.LocalLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
            return Bad($"There is no local header at {at}.").Problem;
        var method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        if (method != entry.Method)
            return Bad($"The local header at {at} has compression method {method}; the central directory {entry.Method}.").Problem;
        dataOffset = at + ZipEntry.LocalLength + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        return dataOffset + entry.CompressedSize > directory.Offset
            ? Bad($"The member's {entry.CompressedSize} bytes at {dataOffset} reach into the central directory.").Problem
            : null;
    }

    /// <summary>Bytes to read at once: this member's first, and those of the next as long as that is better than reading them by themselves.</summary>
    private int Span(int place)
    {
        var start = entry.LocalOffset;
        var end = start + FirstBytes(entry);
        for (var i = place + 1; i < order.Length && starts[i] <= end + cost.Gap; i++)
        {
            var further = starts[i] + FirstBytes(directory!.Entry(order[i], out _));
            if (further - start > cost.Most)
                break;
            end = Math.Max(end, further);
        }

        return (int)(end - start);
    }

    private int FirstBytes(in ZipEntry of) =>
        ZipEntry.LocalLength + of.NameLength + ExtraRoom + (int)Math.Min(Math.Max(0, of.CompressedSize), cost.First);

    private void Compare(ReadOnlySpan<byte> bytes, long offset)
    {
        if (entry.Size > MaxChecked || offset != checkedTo)
            return;
        crc = Crc32.Append(crc, bytes);
        checkedTo += bytes.Length;
        if (checkedTo == entry.Size && crc != entry.Crc)
            throw Bad($"The member's checksum is {crc:x8}; the central directory has {entry.Crc:x8}.");
    }

    private static ArchiveException Bad(string message) => new(ArchiveFault.BadMember, message);
}
