using Etl.Schema.Columns;
using Etl.Schema.Dicom;
using Etl.Worker.Sources.Archives;

namespace Etl.Worker.Crawl;

/// <summary>An object that gave no row, and why. Every object that a source lists is a row or one of these.</summary>
/// <param name="Source">The object.</param>
/// <param name="Stage"><c>list</c>, <c>fetch</c> or <c>read</c>.</param>
/// <param name="ReasonCode">One of the codes of <see cref="QuarantineReason"/>.</param>
/// <param name="Message">What was found, without any value of the object.</param>
public sealed record QuarantineEntry(InstanceSource Source, string Stage, string ReasonCode, string Message);

/// <summary>Why objects are in quarantine. The codes are stable.</summary>
public static class QuarantineReason
{
    public const string NotDicom = "not-dicom";
    public const string Empty = "empty";
    public const string TruncatedHeader = "truncated-header";
    public const string LimitExceeded = "limit-exceeded";
    public const string Unreadable = "unreadable";
    public const string ReadError = "read-error";
    public const string ListError = "list-error";
    public const string NotFound = "not-found";
    public const string ChangedWhileRead = "changed-while-read";

    public const string BadArchive = "bad-archive";
    public const string BadMember = "bad-member";
    public const string EncryptedMember = "encrypted-member";
    public const string UnsupportedMember = "unsupported-member";
    public const string NestedArchive = "nested-archive";

    /// <summary>Reasons that time may mend; objects with any other are not fetched again until they change.</summary>
    public static readonly IReadOnlyList<string> Transient = [ReadError, NotFound, ListError, ChangedWhileRead];

    /// <summary>The reason of an object whose bytes were all there but gave no row.</summary>
    public static string Of(StopReason stop) => stop switch
    {
        StopReason.NotDicom => NotDicom,
        StopReason.EmptyFile => Empty,
        StopReason.Limit => LimitExceeded,
        StopReason.Truncated => TruncatedHeader,
        _ => Unreadable,
    };

    /// <summary>The reason of an archive, or of a member of one, that cannot be read.</summary>
    internal static string Of(ArchiveFault fault) => fault switch
    {
        ArchiveFault.NoArchive => NotDicom,
        ArchiveFault.Empty => Empty,
        ArchiveFault.BadArchive => BadArchive,
        ArchiveFault.BadMember => BadMember,
        ArchiveFault.Encrypted => EncryptedMember,
        ArchiveFault.Unsupported => UnsupportedMember,
        _ => LimitExceeded,
    };
}
