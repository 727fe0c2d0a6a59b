using Etl.Schema.Deflate;

namespace Etl.Schema.Columns;

/// <summary>Inflates a deflated data set (PS3.5 A.5) from as many of its bytes as are at hand, within bounds.</summary>
internal sealed class Inflation
{
    private const int FreeBytes = 1 << 20;
    private const int ZlibHeader = 2;
    private const int MaxRatio = 200;
    private const int HeaderBytes = 20 << 20;
    private const int PlainRatio = 4;
    private readonly Inflater inflater = new();
    private InflateEnd end;

    /// <summary>The inflated bytes.</summary>
    public ReadOnlySpan<byte> Bytes => inflater.Bytes;

    public int Length => inflater.Length;

    /// <summary>Inflation ended at a bound, not at the end of the data.</summary>
    public bool IsCut => end == InflateEnd.Limit;

    /// <summary>The compressed bytes end before the stream does, or are none from some place on; what came out before is kept.</summary>
    public bool IsTruncated => end is InflateEnd.Truncated or InflateEnd.Broken;

    /// <summary>Compressed bytes up to the stream's end, frame included; the last of them may not have been shown. Of a whole stream only.</summary>
    public long Consumed => inflater.Consumed + (IsZlib ? ZlibHeader + sizeof(uint) : 0);

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
        return IsZlib || Inflate(compressed, limit);
    }

    private static bool LooksLikeZlib(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 2 && (bytes[0] & 0x0F) == 8 && (bytes[0] << 8 | bytes[1]) % 31 == 0;

    private bool LooksLikeDataSet() => Bytes is [0x02 or 0x08 or 0x10, 0, _, _, _, _, _, _, ..];

    private bool Inflate(ReadOnlySpan<byte> compressed, long limit)
    {
        end = inflater.Inflate(compressed, limit);
        return Length > 0;
    }
}
