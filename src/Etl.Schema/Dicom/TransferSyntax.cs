using Etl.Schema.Standard;

namespace Etl.Schema.Dicom;

/// <summary>What a transfer syntax UID says about the encoding of the data set (PS3.5 chapter 10, annex A). Pixel data is not our concern.</summary>
/// <param name="IsExplicitVr">Data elements carry their VR.</param>
/// <param name="IsBigEndian">Explicit VR Big Endian, retired.</param>
/// <param name="IsDeflated">The data set is a deflate stream (PS3.5 A.5) of explicit VR little endian.</param>
/// <param name="Origin">Whether the UID tells the encoding for certain.</param>
public readonly record struct TransferSyntax(bool IsExplicitVr, bool IsBigEndian, bool IsDeflated, TransferSyntaxOrigin Origin)
{
    private const string DicomRoot = "1.2.840.10008.";

    private static readonly HashSet<string> Listed =
        [.. StandardTable.Read("uids").Where(fields => fields[2] == "Transfer Syntax").Select(fields => fields[0])];

    private static TransferSyntax ExplicitLittle => new(true, false, false, TransferSyntaxOrigin.Standard);

    /// <summary>The encoding a UID declares; for a UID that PS3.6 does not list the likeliest one, to be probed.</summary>
    public static TransferSyntax Of(string uid) => uid switch
    {
        "1.2.840.10008.1.2" or "1.2.840.10008.1.20" => ExplicitLittle with { IsExplicitVr = false },
        "1.2.840.10008.1.2.2" => ExplicitLittle with { IsBigEndian = true },
        "1.2.840.10008.1.2.1.99" or "1.2.840.10008.1.2.4.95" or "1.2.840.10008.1.2.4.205" => ExplicitLittle with { IsDeflated = true },
        // GE's private syntax: only the pixel words are big endian.
        "1.2.840.113619.5.2" => new(false, false, false, TransferSyntaxOrigin.Private),
        // Philips' private syntax of CT.
        "1.3.46.670589.33.1.4.1" => new(true, false, false, TransferSyntaxOrigin.Private),
        _ when Listed.Contains(uid) => ExplicitLittle,
        _ when uid.StartsWith(DicomRoot, StringComparison.Ordinal) => ExplicitLittle with { Origin = TransferSyntaxOrigin.Unlisted },
        _ => ExplicitLittle with { Origin = TransferSyntaxOrigin.UnknownPrivate },
    };
}

/// <summary>Where a transfer syntax UID comes from.</summary>
public enum TransferSyntaxOrigin : byte
{
    /// <summary>Listed in PS3.6 annex A.</summary>
    Standard,

    /// <summary>A vendor's, of known encoding.</summary>
    Private,

    /// <summary>Under DICOM's own root, yet not listed.</summary>
    Unlisted,

    /// <summary>A vendor's, or no transfer syntax at all.</summary>
    UnknownPrivate,
}
