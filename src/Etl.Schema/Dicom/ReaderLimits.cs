namespace Etl.Schema.Dicom;

/// <summary>Bounds that keep work and memory proportional to the bytes read, whatever lengths an object claims.</summary>
public sealed record ReaderLimits
{
    public static readonly ReaderLimits Default = new();

    /// <summary>Open sequences and items together on the reader's own stack; one more ends the read with <see cref="IssueCode.DepthLimit"/>.</summary>
    public int MaxDepth { get; init; } = 32_768;

    /// <summary>Data elements of one object.</summary>
    public int MaxElements { get; init; } = 2_000_000;

    /// <summary>Bytes before pixel data.</summary>
    public long MaxHeaderBytes { get; init; } = 256L << 20;

    /// <summary>A text or number value longer than this is handed out cut to <see cref="CutValueBytes"/>.</summary>
    public int MaxValueBytes { get; init; } = 4 << 20;

    public int CutValueBytes { get; init; } = 64 << 10;

    /// <summary>
    /// Memory that the row of one object may take, on top of twice the object's bytes; more ends the read with <see cref="IssueCode.LimitRow"/>.
    /// </summary>
    public long MaxRowBytes { get; init; } = 20 << 20;

    /// <summary>Bytes that a deflated data set may inflate to.</summary>
    public long MaxInflatedBytes { get; init; } = 256L << 20;
}
