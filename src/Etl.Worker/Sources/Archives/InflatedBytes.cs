using System.IO.Compression;

namespace Etl.Worker.Sources.Archives;

/// <summary>
/// Bytes that are inflated in order and read in any: a parser looks ahead and comes back. What was inflated of a member is kept, up to
/// <see cref="MaxKept"/>; of what lies further on only what was read. All is bounded.
/// </summary>
internal sealed class InflatedBytes : IDisposable
{
    /// <summary>Bytes of a member kept from its first on, whether read or skipped.</summary>
    internal const int MaxKept = 32 << 20;

    /// <summary>Bytes that were read beyond them.</summary>
    private const int MaxFurther = 32 << 20;

    /// <summary>How often a stream is inflated from its start again, where it can be.</summary>
    private const int MaxRestarts = 4;

    private const int Usual = 256 << 10;
    private readonly List<(long Offset, byte[] Bytes)> further = [];
    private readonly byte[] skipped = new byte[64 << 10];
    private byte[] kept = [];
    private long keptFrom;
    private int keptCount;
    private int furtherCount;
    private Compressed source = null!;
    private RangeStream input = null!;
    private Stream? inflater;
    private int restarts;

    /// <summary>Bytes inflated.</summary>
    private long position;

    /// <summary>Starts a stream.</summary>
    internal void Start(Compressed compressed)
    {
        source = compressed;
        restarts = 0;
        Forget(0);
        Open();
    }

    /// <summary>Nothing before this place is asked for again.</summary>
    internal void Forget(long from)
    {
        keptFrom = from;
        keptCount = furtherCount = 0;
        further.Clear();
        if (kept.Length > 4 * Usual)
            kept = [];
    }

    /// <summary>Reads bytes; 0 at the end.</summary>
    /// <exception cref="ArchiveException">The data is broken, or beyond a bound.</exception>
    internal int Read(Span<byte> target, long offset)
    {
        if (offset < position)
        {
            if (Recall(target, offset) is > 0 and var known)
                return known;
            if (!source.CanRestart || ++restarts > MaxRestarts)
                throw new ArchiveException(ArchiveFault.Limit, $"Over {MaxKept} bytes lie between places of a compressed member that are read by turns.");
            Open();
        }

        while (position < offset)
        {
            var from = position;
            var end = from < keptFrom ? Math.Min(keptFrom, offset) : offset;
            var passed = Inflate(skipped.AsSpan(0, (int)Math.Min(skipped.Length, end - from)));
            if (passed == 0)
                return 0;
            Keep(skipped.AsSpan(0, passed), from, isRead: false);
        }

        var at = position;
        var count = Inflate(target);
        Keep(target[..count], at, isRead: true);
        return count;
    }

    public void Dispose() => inflater?.Dispose();

    private void Open()
    {
        inflater?.Dispose();
        position = 0;
        input = source.Open();
        inflater = source.IsGzip ? new GZipStream(input, CompressionMode.Decompress) : new DeflateStream(input, CompressionMode.Decompress);
    }

    private int Inflate(Span<byte> target)
    {
        try
        {
            var count = inflater!.Read(target);
            position += count;
            // Behind a gzip frame there may be another, so that its end is always asked beyond.
            if (count == 0 && input.AskedBeyondEnd && !source.IsGzip)
                throw new ArchiveException(source.BadData, $"The compressed data ends inside its stream, after {position} bytes inflated.");
            if (position > source.Free + source.MaxRatio * input.Position)
                throw new ArchiveException(ArchiveFault.Limit, $"{input.Position} compressed bytes inflate to over {position}.");
            return count;
        }
        catch (InvalidDataException)
        {
            throw new ArchiveException(source.BadData, $"The compressed data is broken, after {position} bytes inflated.");
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes, long offset, bool isRead)
    {
        if (offset < keptFrom || bytes.IsEmpty)
            return;
        if (offset == keptFrom + keptCount && keptCount + bytes.Length <= MaxKept)
        {
            if (keptCount + bytes.Length > kept.Length)
                Array.Resize(ref kept, Math.Min(MaxKept, Math.Max(Usual, Math.Max(kept.Length * 2, keptCount + bytes.Length))));
            bytes.CopyTo(kept.AsSpan(keptCount));
            keptCount += bytes.Length;
        }
        else if (isRead)
        {
            if ((furtherCount += bytes.Length) > MaxFurther)
                throw new ArchiveException(ArchiveFault.Limit, $"The header takes over {MaxFurther} bytes beyond the first {MaxKept} of a compressed member.");
            further.Add((offset, bytes.ToArray()));
        }
    }

    /// <returns>Bytes that are still at hand; 0: none.</returns>
    private int Recall(Span<byte> target, long offset)
    {
        if (offset >= keptFrom && offset < keptFrom + keptCount)
            return Copy(kept.AsSpan(0, keptCount), keptFrom, offset, target);
        foreach (var piece in further)
        {
            if (offset >= piece.Offset && offset < piece.Offset + piece.Bytes.Length)
                return Copy(piece.Bytes, piece.Offset, offset, target);
        }

        return 0;
    }

    private static int Copy(ReadOnlySpan<byte> bytes, long start, long offset, Span<byte> target)
    {
        var rest = bytes[(int)(offset - start)..];
        rest = rest[..Math.Min(rest.Length, target.Length)];
        rest.CopyTo(target);
        return rest.Length;
    }

    /// <summary>A compressed stream.</summary>
    /// <param name="Open">Gives it from its start.</param>
    /// <param name="IsGzip">It has a gzip frame, or several in a row (RFC 1952); else it is a raw deflate stream (RFC 1951).</param>
    /// <param name="BadData">What bytes are that are no such stream.</param>
    /// <param name="Free">Bytes that it may inflate to in any case.</param>
    /// <param name="MaxRatio">Bytes that each compressed one may inflate to beyond.</param>
    /// <param name="CanRestart">It may be opened again.</param>
    internal sealed record Compressed(Func<RangeStream> Open, bool IsGzip, ArchiveFault BadData, long Free, int MaxRatio, bool CanRestart);
}
