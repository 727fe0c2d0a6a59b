using Etl.Worker.Sources.Folders;

namespace Etl.Worker.Tests.Sources.Folders;

/// <summary>Our own listing of folders on Linux tells what that of .NET tells.</summary>
public sealed class FolderEntryTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("etl-entries-");

    [Fact]
    public void Entries_AreThoseOfDotNet()
    {
        for (var i = 0; i < 3000; i++)
            File.WriteAllText(Path.Combine(folder.FullName, $"{i}{new string('é', i % 60)}"), new string('x', i % 7));
        Directory.CreateDirectory(Path.Combine(folder.FullName, ".hidden"));
        Directory.CreateDirectory(Path.Combine(folder.FullName, "..odd"));
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "file"), "17é");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "loop"), "loop");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "none"), "missing");
        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "to"), ".hidden");

        Assert.Equal(Sorted(FolderEntry.Portable(folder.FullName)), Sorted(FolderEntry.Of(folder.FullName)));
    }

    [Fact]
    public void Root_IsListedWithoutASlashTooMany() =>
        Assert.Equal(Sorted(FolderEntry.Portable("/")).Select(e => e.Path), Sorted(FolderEntry.Of("/")).Select(e => e.Path));

    [Theory]
    [InlineData("missing")]
    [InlineData("file")]
    [InlineData("file/below")]
    public void WhatIsNoFolder_FailsAsInDotNet(string name)
    {
        File.WriteAllText(Path.Combine(folder.FullName, "file"), "x");
        var path = Path.Combine(folder.FullName, name);

        Assert.Throws<DirectoryNotFoundException>(() => FolderEntry.Portable(path).ToList());
        Assert.Throws<DirectoryNotFoundException>(() => FolderEntry.Of(path).ToList());
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static List<FolderEntry> Sorted(IEnumerable<FolderEntry> entries) => [.. entries.OrderBy(e => e.Path, StringComparer.Ordinal)];
}
