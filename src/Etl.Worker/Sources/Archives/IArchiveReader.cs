namespace Etl.Worker.Sources.Archives;

/// <summary>Goes through the members of an archive, in the order in which they are stored.</summary>
internal interface IArchiveReader : IDisposable
{
    /// <summary>The member that <see cref="MoveNext"/> came to. Folders, links and devices are none.</summary>
    ArchiveMember Member { get; }

    /// <summary>What is wrong with the archive, or with what follows its last member; null: nothing.</summary>
    ArchiveProblem? Problem { get; }

    /// <summary>Goes to the next member; false at the end, and where the archive is broken.</summary>
    /// <exception cref="IOException">The container cannot be read.</exception>
    bool MoveNext(CancellationToken cancel);

    /// <summary>Reads bytes of the member; any that were read before may be asked for again.</summary>
    /// <exception cref="ArchiveException">The member's bytes cannot be had.</exception>
    /// <exception cref="IOException">The container cannot be read.</exception>
    int Read(Span<byte> target, long offset);
}

/// <summary>One member of an archive.</summary>
/// <param name="Fragment">Its name, percent-encoded; a number behind another <c>#</c> tells members of one name apart.</param>
/// <param name="Version">What the archive itself says of its state: checksum and size.</param>
/// <param name="Size">Bytes when unpacked, as the archive claims.</param>
/// <param name="Problem">Why its bytes are not to be read; null: they are.</param>
internal readonly record struct ArchiveMember(string Fragment, string Version, long Size, ArchiveProblem? Problem = null);
