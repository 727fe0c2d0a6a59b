namespace Etl.Worker.Crawl;

/// <summary>A folder for what a refresh spills to disk, inside the lake; gone with the refresh. Those of refreshes that were killed go first.</summary>
internal sealed class WorkFolder : IDisposable
{
    private static readonly TimeSpan Stale = TimeSpan.FromDays(1);

    internal WorkFolder(string lake, string refreshId)
    {
        var parent = System.IO.Path.Combine(lake, "_work");
        if (Directory.Exists(parent))
        {
            foreach (var old in Directory.GetDirectories(parent).Where(d => DateTime.UtcNow - Directory.GetLastWriteTimeUtc(d) > Stale))
                Directory.Delete(old, recursive: true);
        }

        Path = System.IO.Path.Combine(parent, refreshId);
        Directory.CreateDirectory(Path);
    }

    internal string Path { get; }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        var parent = System.IO.Path.GetDirectoryName(Path)!;
        if (!Directory.EnumerateFileSystemEntries(parent).Any())
            Directory.Delete(parent);
    }
}
