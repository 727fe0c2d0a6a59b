namespace Etl.Worker.Sources.Archives;

/// <summary>What kept an archive, or one of its members, from being read.</summary>
internal enum ArchiveFault
{
    /// <summary>There is no archive: a gzip stream without a tar in it.</summary>
    NoArchive,

    /// <summary>An archive without members.</summary>
    Empty,

    /// <summary>The archive's structure is broken: all of it, or what follows the members read so far.</summary>
    BadArchive,

    /// <summary>One member's header, compressed bytes or checksum are wrong.</summary>
    BadMember,

    Encrypted,

    /// <summary>A compression method or a kind of member that is not read.</summary>
    Unsupported,

    /// <summary>Beyond a bound that keeps archives from costing more than they are worth.</summary>
    Limit,
}

/// <param name="Fault">Its kind.</param>
/// <param name="Message">What was found and expected, and where; never a member's content.</param>
internal sealed record ArchiveProblem(ArchiveFault Fault, string Message);

/// <summary>The bytes of a member, or of the archive from here on, cannot be had.</summary>
internal sealed class ArchiveException(ArchiveFault fault, string message) : Exception(message)
{
    internal ArchiveProblem Problem { get; } = new(fault, message);
}
