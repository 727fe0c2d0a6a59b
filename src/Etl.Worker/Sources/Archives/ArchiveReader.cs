namespace Etl.Worker.Sources.Archives;

/// <summary>Opens archives.</summary>
internal static class ArchiveReader
{
    /// <param name="kind">As <see cref="ArchiveSignature"/> tells.</param>
    /// <param name="read">Reads the container.</param>
    /// <param name="length">Bytes of the container.</param>
    /// <param name="cost">What a reading of the container costs.</param>
    internal static IArchiveReader Open(ArchiveKind kind, ReadRange read, long length, RangeCost cost) => kind switch
    {
        ArchiveKind.Zip => new ZipReader(read, length, cost),
        ArchiveKind.Tar => TarReader.Open(read, length, cost),
        ArchiveKind.GZip => TarReader.OpenCompressed(read, length, cost),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An archive was expected."),
    };
}

/// <summary>What it is worth to read at a time.</summary>
/// <param name="First">Bytes of a member that hold most headers.</param>
/// <param name="Gap">Bytes rather read than left out between two places.</param>
/// <param name="Most">Bytes of one reading at most.</param>
/// <param name="Stream">Bytes of one reading where all of an object is read in order.</param>
internal sealed record RangeCost(int First, int Gap, int Most, int Stream)
{
    /// <summary>A system call: about as much as copying 16 KiB.</summary>
    internal static readonly RangeCost LocalFile = new(16 << 10, 4 << 10, 64 << 10, 256 << 10);

    /// <summary>A request: some 10 ms, in which a megabyte could have come.</summary>
    internal static readonly RangeCost Request = new(32 << 10, 256 << 10, 4 << 20, 8 << 20);
}
