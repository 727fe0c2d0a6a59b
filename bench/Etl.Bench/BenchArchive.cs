using Etl.Worker.Sample;

namespace Etl.Bench;

/// <summary>The files that every program reads: a sample archive, made where it is missing.</summary>
internal sealed class BenchArchive : IDisposable
{
    private readonly bool isTemporary;

    internal BenchArchive(BenchOptions options)
    {
        isTemporary = options.Folder is null;
        // What measures a lake that is there reads no archive.
        if (options.Lake is not null)
        {
            (Folder, Files) = ("", []);
            isTemporary = false;
            return;
        }

        Folder = options.Folder ?? Directory.CreateTempSubdirectory("etl-bench-").FullName;
        if (!Directory.Exists(Folder) || !Directory.EnumerateFileSystemEntries(Folder).Any())
            SampleArchive.Write(new SampleOptions(Folder, options.Instances));
        Files = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories);
        foreach (var file in Files)
            Bytes += File.ReadAllBytes(file).Length;
    }

    internal string Folder { get; }

    internal IReadOnlyList<string> Files { get; }

    internal long Bytes { get; }

    public void Dispose()
    {
        if (isTemporary)
            Directory.Delete(Folder, recursive: true);
    }
}
