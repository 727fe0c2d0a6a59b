namespace Etl.Worker.Lake;

/// <summary>
/// A folder inside the lake for what work other than a refresh spills to disk; gone with the work. Its lock says that it is in use:
/// the next refresh removes those of work that was killed.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string guardPath;
    private readonly FileLock inUse;

    internal ScratchFolder(LakeFolder lake, TimeProvider time)
    {
        guardPath = System.IO.Path.Combine(lake.Root, ".refresh.lock");
        Path = System.IO.Path.Combine(lake.Root, "_work", Guid.CreateVersion7(time.GetUtcNow()).ToString());
        using var guard = FileLock.Take(guardPath, CancellationToken.None);
        Directory.CreateDirectory(Path);
        inUse = FileLock.TryTake(System.IO.Path.Combine(Path, "lock"))
            ?? throw new IOException("The lake's file system gives a lock that was just made to somebody else.");
    }

    internal string Path { get; }

    public void Dispose()
    {
        using var guard = FileLock.Take(guardPath, CancellationToken.None);
        inUse.Dispose();
        Directory.Delete(Path, recursive: true);
        var parent = System.IO.Path.GetDirectoryName(Path)!;
        if (!Directory.EnumerateFileSystemEntries(parent).Any())
            Directory.Delete(parent);
    }
}
