using Etl.Worker.Sources;

namespace Etl.Worker.Tests.Sources;

/// <summary>Folders as sources.</summary>
public sealed class LocalFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("etl-folder-");

    [Fact]
    public void Objects_ComeFolderByFolderInOrderOfTheirNames()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"s{i % 3}/{i * 7919 % 200:D3}.dcm"), "b", "a"];
        foreach (var name in names)
        {
            var path = Path.Combine(folder.FullName, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
        }

        using var source = new LocalFolder(folder.FullName);
        var listed = source.List(default).SelectMany(chunk => chunk).Select(o => Path.GetRelativePath(folder.FullName, o.Key)).ToList();

        Assert.Equal([.. names.OrderBy(n => n.Contains('/')).ThenBy(n => n, StringComparer.Ordinal)], listed);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
