using System.IO.Compression;

namespace Etl.Worker.Sources.Archives;

/// <summary>
/// Bytes that are inflated in order. What was read is kept until <see cref="Forget"/>, since a parser may come back to it; what was
/// skipped is not. Both are bounded.
/// </summary>
internal sealed class InflatedBytes : IDisposable
{
    /// <summary>Bytes kept at most: headers, so none but a hostile one takes more.</summary>
    internal const int MaxKept = 64 << 20;

    private const int Free = 256 << 10;
    private readonly List<(long Offset, int Start, int Count)> pieces = [];
    private byte[] kept = [];
    private byte[] skipped = [];
    private int keptCount;
    private RangeStream? input;
    private Stream? inflater;
    private Func<long, long> most = _ => 0;
    private ArchiveFault fault;
    private bool mayGoOn;

    /// <summary>Bytes inflated.</summary>
    internal long Position { get; private set; }

    /// <summary>Starts a stream.</summary>
    /// <param name="compressed">Owned from now on.</param>
    /// <param name="isGzip">It has a gzip frame, or several in a row (RFC 1952); else it is a raw deflate stream (RFC 1951).</param>
    /// <param name="mostOf">Bytes that so many compressed ones may inflate to.</param>
    /// <param name="ofBadData">What bytes are that are no such stream.</param>
    internal void Start(RangeStream compressed, bool isGzip, Func<long, long> mostOf, ArchiveFault ofBadData)
    {
        Dispose();
        input = compressed;
        inflater = isGzip
            ? new GZipStream(compressed, CompressionMode.Decompress)
            : new DeflateStream(compressed, CompressionMode.Decompress);
        most = mostOf;
        mayGoOn = isGzip;
        fault = ofBadData;
        Position = 0;
        Forget();
    }

    /// <summary>What was read so far is not asked for again.</summary>
    internal void Forget()
    {
        pieces.Clear();
        keptCount = 0;
        if (kept.Length > 4 * Free)
            kept = [];
    }

    /// <summary>Reads bytes; 0 at the end.</summary>
    /// <exception cref="ArchiveException">The data is broken, or beyond a bound.</exception>
    internal int Read(Span<byte> target, long offset)
    {
        if (offset < Position)
            return Recall(target, offset);
        while (Position < offset)
        {
            if (skipped.Length == 0)
                skipped = new byte[64 << 10];
            if (Inflate(skipped.AsSpan(0, (int)Math.Min(skipped.Length, offset - Position))) == 0)
                return 0;
        }

        var at = Position;
        var count = Inflate(target);
        Keep(target[..count], at);
        return count;
    }

    public void Dispose()
    {
        inflater?.Dispose();
        inflater = null;
    }

    private int Inflate(Span<byte> target)
    {
        try
        {
            var count = inflater!.Read(target);
            Position += count;
            // Behind a gzip frame there may be another, so that its end is always asked beyond.
            if (count == 0 && input!.AskedBeyondEnd && !mayGoOn)
                throw new ArchiveException(fault, $"The compressed data ends inside its stream, after {Position} bytes inflated.");
            if (Position > most(input!.Position))
                throw new ArchiveException(ArchiveFault.Limit, $"{input.Position} compressed bytes inflate to over {Position}, more than a header is worth.");
            return count;
        }
        catch (InvalidDataException)
        {
            throw new ArchiveException(fault, $"The compressed data is broken, after {Position} bytes inflated.");
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes, long offset)
    {
        if (keptCount + (long)bytes.Length > MaxKept)
            throw new ArchiveException(ArchiveFault.Limit, $"The header takes over {MaxKept} bytes of a compressed member.");
        if (keptCount + bytes.Length > kept.Length)
            Array.Resize(ref kept, Math.Min(MaxKept, Math.Max(Free, Math.Max(kept.Length * 2, keptCount + bytes.Length))));
        bytes.CopyTo(kept.AsSpan(keptCount));
        if (pieces.Count > 0 && pieces[^1] is var last && last.Offset + last.Count == offset)
            pieces[^1] = last with { Count = last.Count + bytes.Length };
        else
            pieces.Add((offset, keptCount, bytes.Length));
        keptCount += bytes.Length;
    }

    private int Recall(Span<byte> target, long offset)
    {
        foreach (var piece in pieces)
        {
            if (offset < piece.Offset || offset >= piece.Offset + piece.Count)
                continue;
            var from = (int)(offset - piece.Offset);
            var count = Math.Min(target.Length, piece.Count - from);
            kept.AsSpan(piece.Start + from, count).CopyTo(target);
            return count;
        }

        throw new ArchiveException(ArchiveFault.Limit, $"Bytes at {offset} of a compressed member were skipped and are asked for again.");
    }
}
