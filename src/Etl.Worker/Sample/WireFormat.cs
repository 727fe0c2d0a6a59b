namespace Etl.Worker.Sample;

/// <summary>How a data set is laid out in bytes: a transfer syntax (PS3.5 annex A).</summary>
internal sealed record WireFormat(
    string TransferSyntax, bool IsImplicit = false, bool IsBigEndian = false, bool IsDeflated = false, Codec Codec = Codec.None)
{
    public static readonly WireFormat ExplicitLittle = new("1.2.840.10008.1.2.1");
    public static readonly WireFormat ImplicitLittle = new("1.2.840.10008.1.2", IsImplicit: true);
    public static readonly WireFormat ExplicitBig = new("1.2.840.10008.1.2.2", IsBigEndian: true);
    public static readonly WireFormat Deflated = new("1.2.840.10008.1.2.1.99", IsDeflated: true);
    public static readonly WireFormat JpegBaseline = new("1.2.840.10008.1.2.4.50", Codec: Codec.Jpeg);
    public static readonly WireFormat JpegLossless = new("1.2.840.10008.1.2.4.70", Codec: Codec.JpegLossless);
    public static readonly WireFormat Jpeg2000Lossless = new("1.2.840.10008.1.2.4.90", Codec: Codec.Jpeg2000);
    public static readonly WireFormat Rle = new("1.2.840.10008.1.2.5", Codec: Codec.Rle);

    public bool IsEncapsulated => Codec != Codec.None;
}

/// <summary>Which signature the fake fragments carry.</summary>
internal enum Codec
{
    None,
    Jpeg,
    JpegLossless,
    Jpeg2000,
    Rle,
}

/// <summary>The outside of a file (PS3.10 7.1), and the ways in which some files get it wrong.</summary>
internal enum FileForm
{
    Part10,
    NoMeta,
    NoMetaLength,
    WrongMetaLength,
    WrongTransferSyntax,
    TrailingZeros,
}
