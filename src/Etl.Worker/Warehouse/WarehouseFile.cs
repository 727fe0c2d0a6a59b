using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Warehouse;

/// <summary>
/// The file of a warehouse while it is built, beside the published one, in whose place it is then put at once. Whoever has the old file
/// open keeps it. One build at a time: what other builds left over is of dead ones, and is removed.
/// </summary>
internal sealed class WarehouseFile : IDisposable
{
    private readonly string output;
    private readonly FileStream alone;

    /// <exception cref="IOException">Another build for the same output is running.</exception>
    internal WarehouseFile(string output)
    {
        this.output = System.IO.Path.GetFullPath(output);
        var folder = System.IO.Path.GetDirectoryName(this.output)!;
        var name = System.IO.Path.GetFileNameWithoutExtension(output);
        Durable.CreateDirectory(folder);
        // Held until the end; the system lets go of it when the process dies. It is never deleted: its name would then guard two files.
        alone = new FileStream(System.IO.Path.Combine(folder, $".{name}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        foreach (var left in Directory.GetFileSystemEntries(folder, $".{name}.*.building*"))
            Remove(left);
        Path = System.IO.Path.Combine(folder, $".{name}.{Guid.NewGuid():N}.building");
    }

    /// <summary>The file to build.</summary>
    internal string Path { get; }

    /// <summary>Where the build spills to when memory is short.</summary>
    internal string Temporary => Path + ".tmp";

    /// <summary>Makes the file to build a copy of the published one.</summary>
    internal void CopyPublished() => File.Copy(output, Path);

    /// <summary>Removes what was built so far.</summary>
    internal void Clear()
    {
        foreach (var left in new[] { Path, Path + ".wal", Temporary })
            Remove(left);
    }

    /// <summary>Brings the closed file to disk and puts it in the published one's place, which is the last thing that can fail.</summary>
    internal void Publish()
    {
        Durable.FlushFile(Path);
        File.Move(Path, output, overwrite: true);
        Durable.FlushDirectory(System.IO.Path.GetDirectoryName(output)!);
    }

    public void Dispose()
    {
        Clear();
        alone.Dispose();
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }
}
