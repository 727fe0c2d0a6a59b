namespace Etl.Schema.Deflate;

/// <summary>Where inflating ended.</summary>
internal enum InflateEnd : byte
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>At the end of the stream.</summary>
    Stream,

    /// <summary>At the end of the bytes, which the stream goes beyond.</summary>
    Truncated,

    /// <summary>At bits that no deflate stream has there.</summary>
    Broken,

    /// <summary>At the bound given.</summary>
    Limit,
}
