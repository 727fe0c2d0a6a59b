namespace Etl.Worker.Sources.Archives;

/// <summary>
/// Members of a tar, one header after the other. Where the tar is not compressed their bodies are skipped by offset; a compressed one is
/// inflated once from front to back, and each member's header is read as it passes.
/// </summary>
internal sealed class TarReader : IArchiveReader
{
    /// <summary>Names and extended headers are read into memory up to this.</summary>
    private const int MaxExtension = 1 << 20;

    /// <summary>Zero blocks skipped behind an end mark, in case another tar follows: the padding of the largest usual record.</summary>
    private const int MaxPadding = 2048;

    /// <summary>1 PiB: larger members there are none.</summary>
    private const long MaxSize = 1L << 50;

    /// <summary>A compressed tar may inflate to this and <see cref="MaxRatio"/> times the compressed bytes that were read of it.</summary>
    private const long FreeBytes = 1L << 30;

    private const int MaxRatio = 256;

    private readonly ReadRange read;
    private readonly InflatedBytes? inflated;
    private readonly MemberNames names = new();
    private readonly byte[] block = new byte[TarHeader.Length];
    private byte[]? longName;
    private PaxRecords? pax;
    private long next;
    private long dataOffset;
    private long members;
    private bool isDone;

    private TarReader(ReadRange read, InflatedBytes? inflated)
    {
        this.read = read;
        this.inflated = inflated;
    }

    public ArchiveMember Member { get; private set; }

    public ArchiveProblem? Problem { get; private set; }

    internal static TarReader Open(ReadRange read, long length, RangeCost cost)
    {
        var archive = new RangeBuffer(read, length);
        return new TarReader((target, offset) => archive.Read(target, offset, TarHeader.Length + cost.First), null);
    }

    internal static TarReader OpenCompressed(ReadRange read, long length, RangeCost cost)
    {
        var archive = new RangeBuffer(read, length);
        var inflated = new InflatedBytes();
        inflated.Start(new InflatedBytes.Compressed(
            () => new RangeStream((target, offset) => archive.Read(target, offset, cost.Stream), 0, length),
            IsGzip: true, ArchiveFault.BadArchive, FreeBytes, MaxRatio, CanRestart: false));
        return new TarReader(inflated.Read, inflated);
    }

    public bool MoveNext(CancellationToken cancel)
    {
        if (isDone)
            return false;
        try
        {
            if (Find(cancel))
                return true;
        }
        catch (ArchiveException e)
        {
            Problem = e.Problem;
        }

        isDone = true;
        if (members == 0)
            Problem ??= new ArchiveProblem(ArchiveFault.Empty, "The archive has no members.");
        return false;
    }

    public int Read(Span<byte> target, long offset)
    {
        var wanted = (int)Math.Min(target.Length, Member.Size - offset);
        if (wanted <= 0)
            return 0;
        var count = read(target[..wanted], dataOffset + offset);
        return count > 0 ? count : throw new ArchiveException(
            ArchiveFault.BadMember, $"The archive ends after {offset} of the member's {Member.Size} bytes.");
    }

    public void Dispose() => inflated?.Dispose();

    /// <summary>Goes to the next header of a member, over those that only describe it.</summary>
    private bool Find(CancellationToken cancel)
    {
        var padding = 0;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var at = next;
            inflated?.Forget(at);
            if (read.Fully(block, at) < block.Length)
                return padding == 0 ? throw Bad($"The archive ends at about {at} without its end mark.") : false;
            var header = new TarHeader(block);
            next = at + block.Length;
            if (header.IsZero)
            {
                if (++padding > MaxPadding)
                    return false;
                continue;
            }

            if (!TarHeader.IsValid(block))
            {
                // What stands behind an end mark is no part of the archive.
                return padding > 0 ? false : throw (at == 0 && inflated is not null
                    ? new ArchiveException(ArchiveFault.NoArchive, "The gzip stream holds no tar.")
                    : Bad($"The header at {at} is damaged."));
            }

            padding = 0;
            if (Take(header, at))
                return true;
        }
    }

    /// <returns>True where the header is a member's.</returns>
    private bool Take(TarHeader header, long at)
    {
        var size = header.Size;
        if (header.Type is >= '1' and <= '6')
            size = 0; // Links, devices, folders: whatever the field says, no data follows.
        else if (pax?.Size is { } larger && header.Type is not ('x' or 'g' or 'L' or 'K'))
            size = larger;
        if (size is < 0 or > MaxSize)
            throw Bad($"The header at {at} has no valid size.");
        if (header.Type == 'S')
            SkipMap(header);
        dataOffset = next;
        next += (size + TarHeader.Length - 1) / TarHeader.Length * TarHeader.Length;
        switch (header.Type)
        {
            case 'x':
                pax = new PaxRecords();
                if (!pax.TryRead(Extension(size)))
                    throw Bad($"The extended header at {at} is malformed.");
                return false;
            case 'L':
                longName = Extension(size);
                longName = longName.AsSpan(0, longName.AsSpan().IndexOf((byte)0) is >= 0 and var end ? end : longName.Length).ToArray();
                return false;
            case 'g' or 'K' or 'V' or 'D':
                return false;
        }

        var name = pax?.Path ?? longName ?? header.Name();
        var isSparse = header.Type == 'S' || pax?.IsSparse == true;
        (pax, longName) = (null, null);
        if (header.Type is >= '1' and <= '6' || header.Type == '\0' && name is [.., (byte)'/'])
            return false;
        members++;
        Member = new ArchiveMember(names.Tell(MemberNames.Encode(name)), $"{size}", size,
            isSparse ? new ArchiveProblem(ArchiveFault.Unsupported, "Sparse members are not read.")
            : header.Type == 'M' ? new ArchiveProblem(ArchiveFault.Unsupported, "The member goes on from another volume.")
            : null);
        return true;
    }

    private void SkipMap(TarHeader header)
    {
        var hasMore = header.HasMoreOfItsMap;
        Span<byte> map = stackalloc byte[TarHeader.Length];
        while (hasMore)
        {
            if (read.Fully(map, next) < map.Length)
                throw Bad($"The archive ends in the map of a sparse member at {next}.");
            hasMore = map[504] != 0;
            next += map.Length;
        }
    }

    private byte[] Extension(long size)
    {
        if (size > MaxExtension)
            throw new ArchiveException(ArchiveFault.Limit, $"A name or an extended header at {dataOffset} has {size} bytes; at most {MaxExtension} are read.");
        var bytes = new byte[size];
        if (read.Fully(bytes, dataOffset) < size)
            throw Bad($"The archive ends in the extended header at {dataOffset}.");
        return bytes;
    }

    private static ArchiveException Bad(string message) => new(ArchiveFault.BadArchive, message);
}
