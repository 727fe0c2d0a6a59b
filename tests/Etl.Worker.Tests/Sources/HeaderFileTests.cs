using System.Text;
using Etl.Worker.Sources;

namespace Etl.Worker.Tests.Sources;

/// <summary>Files of folders, one after the other.</summary>
public sealed class HeaderFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("etl-header-");
    private readonly HeaderFile reader = new();

    [Fact]
    public void FilesOfSeveralFolders_AreReadEach()
    {
        string[] names = ["a/1", "a/2", "ab/1", "a/b/1", "b/1", "a/2", "3"];
        foreach (var name in names)
            Write(name, name);

        Assert.Equal(names, names.Select(Read));
    }

    [Fact]
    public void FileReplaced_IsReadAnew()
    {
        Write("a/1", "old");
        Assert.Equal("old", Read("a/1"));
        Write("a/other", "new");
        File.Move(PathOf("a/other"), PathOf("a/1"), overwrite: true);

        Assert.Equal("new", Read("a/1"));
    }

    [Fact]
    public void FolderReplaced_IsSeenByTheNextReaderAndSoonByThisOne()
    {
        Write("a/1", "old");
        Read("a/1");
        Directory.Move(PathOf("a"), PathOf("b"));
        Write("a/1", "new");

        using (var next = new HeaderFile())
            Assert.Equal("new", Read("a/1", next));
        var read = Enumerable.Range(0, 256).Select(_ => Read("a/1")).ToList();
        Assert.Equal("new", read[^1]);
    }

    [Fact]
    public void WhatIsNotThere_IsNotFoundAndTheNextIsRead()
    {
        Write("a/1", "1");
        Write("b/1", "2");
        Assert.Equal("1", Read("a/1"));
        Assert.Throws<FileNotFoundException>(() => reader.Open(PathOf("a/2")));
        Assert.Throws<FileNotFoundException>(() => reader.Open(PathOf("missing/1")));
        Assert.Throws<FileNotFoundException>(() => reader.Open(PathOf("a/1/2")));
        Assert.Equal("2", Read("b/1"));
        Directory.Delete(PathOf("b"), recursive: true);
        Assert.Throws<FileNotFoundException>(() => reader.Open(PathOf("b/1")));
    }

    [Fact]
    public void FileReadThroughALinkedFolder_IsTheLinksTarget()
    {
        Write("a/1", "1");
        Write("b/1", "2");
        Directory.CreateSymbolicLink(PathOf("link"), "b");

        Assert.Equal(["1", "2"], [Read("a/1"), Read("link/1")]);
    }

    [Fact]
    public void KnownOfWhatIsOpen_IsOfTheOpenFile()
    {
        Write("a", "old");
        Open("a");
        var old = File.GetLastWriteTimeUtc(PathOf("a"));
        Write("b", "newer");
        File.SetLastWriteTimeUtc(PathOf("b"), old.AddDays(1));
        File.Move(PathOf("b"), PathOf("a"), overwrite: true);

        var known = reader.Known(Unknown("a"));
        Assert.Equal((3, old), (known.Size, known.ModifiedAt));
    }

    [Fact]
    public void KnownOfWhatCannotBeOpened_IsOfItsPath()
    {
        Write("file", "12345");
        Assert.Throws<FileNotFoundException>(() => Open("missing"));

        var known = reader.Known(Unknown("file"));
        Assert.Equal((5, File.GetLastWriteTimeUtc(PathOf("file"))), (known.Size, known.ModifiedAt));
        Assert.True(reader.Known(Unknown("missing")).IsUnknown);
    }

    [Fact]
    public void RelativePath_IsOfTheCurrentFolder()
    {
        var path = Directory.EnumerateFiles(Directory.GetCurrentDirectory()).First(p => new FileInfo(p).Length > 0);
        var bytes = new byte[1];
        reader.Open(Path.GetFileName(path));

        Assert.Equal((1, File.ReadAllBytes(path)[0]), (reader.Read(bytes, 0), bytes[0]));
    }

    public void Dispose()
    {
        reader.Dispose();
        folder.Delete(recursive: true);
    }

    private void Open(string name) => reader.Open(PathOf(name));

    private ObjectInfo Unknown(string name) => new(new LocalFolder(folder.FullName), PathOf(name), ObjectInfo.UnknownSize, default);

    private string Read(string name) => Read(name, reader);

    private string Read(string name, HeaderFile by)
    {
        var bytes = new byte[100];
        by.Open(PathOf(name));
        return Encoding.ASCII.GetString(bytes, 0, by.Read(bytes, 0));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);
}
