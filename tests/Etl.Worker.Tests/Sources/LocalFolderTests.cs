using System.Diagnostics;
using System.Runtime.Versioning;
using Etl.Worker.Sources;

namespace Etl.Worker.Tests.Sources;

/// <summary>Folders as sources. Odd names and links are made by the shell.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LocalFolderTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("etl-folder-");

    [Fact]
    public void Objects_ComeFolderByFolderInOrderOfTheirNames()
    {
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"s{i % 3}/{i * 7919 % 200:D3}.dcm"), "b", "a"];
        foreach (var name in names)
            Write(name);

        Assert.Equal([.. names.OrderBy(n => n.Contains('/')).ThenBy(n => n, StringComparer.Ordinal)], Listed().Select(Name));
    }

    [Fact]
    public void SizeAndTime_AreThoseThatTheSystemTells()
    {
        Shell("""
            printf 12345 > a; touch -d '2021-02-03 04:05:06.123456789 UTC' a
            : > old; touch -d '1965-01-01 00:00:00.5 UTC' old
            mkfifo pipe; touch -d '2021-02-03 04:05:06 UTC' pipe
            """);

        Assert.Equal(
        [
            ("a", 5, new DateTime(2021, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(1234567)),
            ("old", 0, new DateTime(1965, 1, 1, 0, 0, 0, 500, DateTimeKind.Utc)),
            ("pipe", 0, new DateTime(2021, 2, 3, 4, 5, 6, DateTimeKind.Utc)),
        ], Listed().Select(o => (Name(o), o.Size, o.ModifiedAt)));
        Assert.Equal("1612325106123456700-5", Listed()[0].Etag);
    }

    [Fact]
    public void LinksToFiles_AreTheirTargetsAndThoseThatLeadNowhereAnError()
    {
        Shell("""
            mkdir s; printf 12345 > s/file; touch -d '2021-02-03 04:05:06 UTC' s/file
            ln -s s/file one; ln -s one two; ln -s missing broken; ln -s circle circle
            """);
        var time = new DateTime(2021, 2, 3, 4, 5, 6, DateTimeKind.Utc);

        var listed = Listed();
        Assert.Equal(["broken", "circle", "one", "s/file", "two"], listed.Select(Name).Order(StringComparer.Ordinal));
        Assert.Equal(["BrokenLink", "BrokenLink"], listed.Where(o => o.Error is not null).Select(o => o.Error));
        Assert.Equal([(5, time), (5, time), (5, time)], listed.Where(o => o.Error is null).Select(o => (o.Size, o.ModifiedAt)));
    }

    [Fact]
    public void LinksToFolders_AreFollowedUnlessTheyLeadBack()
    {
        Shell("""
            mkdir -p source/s elsewhere; : > source/s/a; : > elsewhere/b
            ln -s ../elsewhere source/out; ln -s s source/inside; ln -s . source/self; ln -s / source/s/above
            """);

        Assert.Equal(["source/out/b", "source/s/a"], Listed("source").Select(Name));
    }

    [Fact]
    public void ListToOpen_LeavesFilesForTheOpenFileToTell()
    {
        Shell("mkdir s; printf 12345 > s/file; printf 123 > file; mkfifo pipe; ln -s file link; ln -s missing broken");
        using var source = new LocalFolder(folder.FullName);
        using var reader = new HeaderFile();

        var listed = source.ListToOpen(default).SelectMany(chunk => chunk).ToList();
        Assert.Equal([("broken", 0), ("file", -1), ("link", 3), ("pipe", 0), ("s/file", -1)], listed.Select(o => (Name(o), o.Size)));
        var opened = listed.Where(o => o.IsUnknown && o.Error is null).Select(o =>
        {
            reader.Open(o);
            return reader.Known(o);
        });
        Assert.Equal(Listed().Where(o => Name(o).EndsWith("file", StringComparison.Ordinal)), opened, SameState);
    }

    [Fact]
    public void ExcludedFolder_IsNoPartOfTheSource()
    {
        Write("a/x");
        Write("lake/x");
        using var source = new LocalFolder(folder.FullName, Path.Combine(folder.FullName, "lake"));

        Assert.Equal(["a/x"], source.List(default).SelectMany(chunk => chunk).Select(Name));
    }

    [Fact]
    public void NamesThatAreNotUtf8_AreErrorsThatHideNothing()
    {
        Shell("""
            : > "$(printf 'b\351')"; : > "$(printf 'z\303\251')"; : > a
            mkdir "$(printf 'd\351')"; : > "$(printf 'd\351')/x"
            """);

        var listed = Listed();
        Assert.Equal(["a", "b\uFFFD", "d\uFFFD", "zé"], listed.Select(Name));
        Assert.Equal([null, "NameNotUtf8", "NameNotUtf8", null], listed.Select(o => o.Error));
    }

    [Fact]
    public void PathsBeyondWhatTheSystemTakes_AreAnErrorThatHidesNothing()
    {
        // 4,096 bytes with the zero at the end: the last folder that can be named has a file that cannot.
        Shell("""
            : > z; n=$(printf '%0200d' 0); i=$(pwd | wc -c)
            while [ $((i + 201)) -lt 4090 ]; do mkdir $n; cd -P $n; i=$((i + 201)); done
            if [ $i -lt 3950 ]; then m=$(printf '%0100d' 0); mkdir $m; cd -P $m; fi
            printf 123 > $n; mkdir d; cd -P d; mkdir $n; cd -P $n 2>/dev/null; cd /
            """);

        var listed = Listed();
        Assert.Equal(["0", "z"], listed.Where(o => o.Error is null).Select(o => Name(o)[^1..]).Order(StringComparer.Ordinal));
        Assert.Equal(["PathTooLongException"], listed.Where(o => o.Error is not null).Select(o => o.Error));
        var deep = listed.Single(o => o.Size == 3);
        Assert.True(deep.Key.Length > 4096);
        using var source = new LocalFolder(folder.FullName);
        using var reader = source.OpenReader();
        reader.Open(deep);
        Assert.Equal(3, reader.Read(new byte[10], 0));
    }

    [Fact]
    public void FolderThatVanishesMeanwhile_IsAnErrorThatHidesNothing()
    {
        Write("a");
        Write("s1/b");
        Write("s2/c");
        using var source = new LocalFolder(folder.FullName);
        var listed = new List<ObjectInfo>();
        foreach (var chunk in source.List(default))
        {
            listed.AddRange(chunk);
            if (listed.Count == 1)
                Directory.Delete(Path.Combine(folder.FullName, "s1"), recursive: true);
        }

        Assert.Equal([("a", null), ("s1", "DirectoryNotFoundException"), ("s2/c", null)], listed.Select(o => (Name(o), o.Error)));
    }

    [Fact]
    public void SourceThatVanishes_CannotBeListed()
    {
        using var source = new LocalFolder(Directory.CreateDirectory(Path.Combine(folder.FullName, "source")).FullName);
        Directory.Delete(source.Root);

        Assert.Throws<IOException>(() => source.List(default).ToList());
    }

    public void Dispose() => Shell("rm -rf -- * && cd / && rmdir \"$OLDPWD\"");

    private static bool SameState(ObjectInfo one, ObjectInfo two) => (one.Key, one.Etag, one.Error) == (two.Key, two.Etag, two.Error);

    private List<ObjectInfo> Listed(string below = "")
    {
        using var source = new LocalFolder(Path.Combine(folder.FullName, below));
        return [.. source.List(default).SelectMany(chunk => chunk)];
    }

    private string Name(ObjectInfo item) => Path.GetRelativePath(folder.FullName, item.Key);

    private void Write(string name)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
    }

    private void Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-e", "-c", script]) { WorkingDirectory = folder.FullName })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
