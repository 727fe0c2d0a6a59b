using Etl.Worker.DuckDb;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;

namespace Etl.Worker.Lake;

/// <summary>
/// A folder inside the lake for what work other than a refresh spills to disk, and for the names of the parts that it is about to write;
/// gone with the work. Its lock says that it is in use: the next refresh removes those of work that was killed, and the parts noted there.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly LakeFolder lake;
    private readonly string guardPath;
    private readonly string journal;
    private readonly FileLock inUse;

    internal ScratchFolder(LakeFolder lake, TimeProvider time)
    {
        this.lake = lake;
        guardPath = System.IO.Path.Combine(lake.Root, ".refresh.lock");
        Path = System.IO.Path.Combine(lake.Root, "_work", Guid.CreateVersion7(time.GetUtcNow()).ToString());
        journal = System.IO.Path.Combine(Path, PartJournal.FileName);
        Parts = new PartJournal(journal, lake.Root);
        using var guard = FileLock.Take(guardPath, CancellationToken.None);
        Directory.CreateDirectory(Path);
        inUse = FileLock.TryTake(System.IO.Path.Combine(Path, "lock"))
            ?? throw new IOException("The lake's file system gives a lock that was just made to somebody else.");
    }

    internal string Path { get; }

    /// <summary>Of those noted, what belongs to no version when the work ends is removed.</summary>
    internal PartJournal Parts { get; }

    public void Dispose()
    {
        try
        {
            UnnamedParts.Remove(lake, PartJournal.Read(journal, lake.Root));
            using var guard = FileLock.Take(guardPath, CancellationToken.None);
            inUse.Dispose();
            Directory.Delete(Path, recursive: true);
            var parent = System.IO.Path.GetDirectoryName(Path)!;
            if (!Directory.EnumerateFileSystemEntries(parent).Any())
                Directory.Delete(parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DeltaException or DuckDbException)
        {
            // The lake is out of reach or its disk is full, which the work itself reports; the next refresh finds the folder and does the rest.
            inUse.Dispose();
        }
    }
}
