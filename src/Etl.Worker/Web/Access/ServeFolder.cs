using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Web.Access;

/// <summary>What the server keeps: a folder in the lake that only its owner may read. It holds no data of the archive but the audit log's subjects.</summary>
public sealed class ServeFolder(string lake)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The folder; it may not exist yet.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetFullPath(lake), "_serve");

    /// <summary>Makes the folder, or one in it.</summary>
    /// <exception cref="IOException">It cannot be made, as in a lake that is mounted read-only.</exception>
    public string Create(string name = "")
    {
        var path = name.Length == 0 ? Path : System.IO.Path.Combine(Create(), name);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Writes a file beside the one of this name and puts it in its place at once.</summary>
    public void Replace(string file, ReadOnlySpan<byte> content)
    {
        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = OpenOwned(temporary, FileMode.CreateNew))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: true);
            Durable.FlushDirectory(System.IO.Path.GetDirectoryName(file)!);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Opens a file for writing that only its owner may read.</summary>
    public FileStream OpenOwned(string file, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(file, options);
    }
}
