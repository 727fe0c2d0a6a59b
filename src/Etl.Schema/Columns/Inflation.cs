using System.IO.Compression;

namespace Etl.Schema.Columns;

/// <summary>Inflates a deflated data set (PS3.5 A.5) from as many of its bytes as are at hand, within bounds.</summary>
internal sealed class Inflation
{
    private const int FreeBytes = 1 << 20;
    private const int ZlibHeader = 2;
    private const int MaxRatio = 200;
    private const int HeaderBytes = 20 << 20;
    private const int PlainRatio = 4;
    private byte[] buffer = new byte[64 << 10];

    /// <summary>The inflated bytes.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

    public int Length { get; private set; }

    /// <summary>Inflation ended at a bound, not at the end of the data.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The compressed bytes end before the stream does.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Compressed bytes up to the stream's end, frame included; the last of them may not have been shown.</summary>
    public long Consumed { get; private set; }

    /// <summary>The stream carried a zlib header (RFC 1950), which the standard does not have.</summary>
    public bool IsZlib { get; private set; }

    /// <summary>Inflates; false where the bytes are neither a raw deflate (RFC 1951) nor a zlib stream.</summary>
    /// <param name="compressed">As many of them as are at hand.</param>
    /// <param name="objectBytes">Bytes of the whole object: the bound must not depend on how much of it is shown.</param>
    /// <param name="maxBytes">Inflated bytes at most.</param>
    public bool TryInflate(ReadOnlySpan<byte> compressed, long objectBytes, long maxBytes)
    {
        var most = Math.Min(objectBytes * MaxRatio, HeaderBytes + objectBytes * PlainRatio);
        var limit = Math.Min(maxBytes, Math.Max(FreeBytes, most));
        IsZlib = LooksLikeZlib(compressed) && Inflate(compressed[ZlibHeader..], limit) && LooksLikeDataSet();
        if (IsZlib)
            Consumed += ZlibHeader + sizeof(uint);
        return IsZlib || Inflate(compressed, limit);
    }

    private static bool LooksLikeZlib(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 2 && (bytes[0] & 0x0F) == 8 && (bytes[0] << 8 | bytes[1]) % 31 == 0;

    private bool LooksLikeDataSet() => Length >= 8 && buffer[1] == 0 && buffer[0] is 0x02 or 0x08 or 0x10;

    private unsafe bool Inflate(ReadOnlySpan<byte> compressed, long limit)
    {
        fixed (byte* start = compressed)
        {
            using var input = new DeflateInput(start, compressed.Length, compressed.Length);
            var isBroken = !Drain(input, limit);
            IsTruncated = !IsCut && (input.AskedBeyondEnd || isBroken);
            Consumed = compressed.Length;
            if (isBroken)
            {
                // The inflater keeps what it had made of the piece it broke on: byte by byte it hands out all that came before the break.
                using var upToBreak = new DeflateInput(start, compressed.Length, input.LastPiece);
                Drain(upToBreak, limit);
            }

            if (IsTruncated || IsCut)
                return Length > 0;

            // The inflater reads ahead of the stream's end by up to one piece: go there again byte by byte.
            using var exact = new DeflateInput(start, compressed.Length, input.LastPiece);
            Drain(exact, limit);
            Consumed = exact.Position32;
            return Length > 0;
        }
    }

    /// <returns>False where the bytes are no deflate stream from some place on; what came out before is kept.</returns>
    private bool Drain(Stream input, long limit)
    {
        Length = 0;
        IsCut = false;
        using var inflater = new DeflateStream(input, CompressionMode.Decompress);
        try
        {
            while (true)
            {
                IsCut = Length >= limit;
                if (IsCut)
                    return true;
                if (Length == buffer.Length)
                    Array.Resize(ref buffer, (int)Math.Min(limit, buffer.Length * 2L));
                // The buffer of an earlier object may be larger than this one's bound.
                var count = inflater.Read(buffer, Length, (int)Math.Min(buffer.Length, limit) - Length);
                if (count == 0)
                    return true;
                Length += count;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
