using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Refreshes;

/// <summary>Some dozen files of the corpus in a folder of their own, free to be changed, beside the lake that is made of them.</summary>
internal sealed class SmallArchive : IDisposable
{
    private const int MaxBytes = 200_000;
    private readonly TemporaryFolder folder = new();
    private readonly Queue<string> spare;

    public SmallArchive(int files = 60)
    {
        var candidates = Directory.EnumerateFiles(Path.Combine(SharedFolder.Files, "pydicom+pydicom"), "*", SearchOption.AllDirectories)
            .Where(f => new FileInfo(f).Length is > 0 and < MaxBytes).Order(StringComparer.Ordinal).ToList();
        foreach (var file in candidates.Take(files))
            Copy(file, Path.Combine("study", Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileName(file)));
        spare = new Queue<string>(candidates.Skip(files));
    }

    public string Source => folder["archive"];

    public string Lake => folder["lake"];

    public string this[string name] => folder[name];

    public List<string> Files => [.. Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Adds a file that was not there.</summary>
    public string AddNew(string name) => Copy(spare.Dequeue(), Path.Combine("more", name));

    /// <summary>Gives a file the contents of another instance.</summary>
    public void Change(string path) => File.WriteAllBytes(path, File.ReadAllBytes(spare.Dequeue()));

    public void Dispose() => folder.Dispose();

    private string Copy(string from, string to)
    {
        var target = Path.Combine(Source, to);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllBytes(target, File.ReadAllBytes(from));
        return target;
    }
}
