using System.Security.Cryptography;
using System.Text;
using Etl.Worker.Sample;

namespace Etl.Worker.Tests.Sample;

public sealed class SampleArchiveTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("etl-sample-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void SameSeed_WritesTheSameTreeWhateverTheWriters()
    {
        SampleArchive.Write(new SampleOptions(Folder("a"), 400, Seed: 5));
        SampleArchive.Write(new SampleOptions(Folder("b"), 400, Seed: 5, MaxDegreeOfParallelism: 1));

        Assert.Equal(HashOf("a"), HashOf("b"));
    }

    [Fact]
    public void OtherSeed_WritesAnotherTree()
    {
        SampleArchive.Write(new SampleOptions(Folder("a"), 40, Seed: 5));
        SampleArchive.Write(new SampleOptions(Folder("b"), 40, Seed: 6));

        Assert.NotEqual(HashOf("a"), HashOf("b"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(175)]
    [InlineData(200)]
    [InlineData(1203)]
    public void AnyCount_IsExact(int instances)
    {
        var summary = SampleArchive.Write(new SampleOptions(Folder("a"), instances));

        Assert.Equal(instances, summary.Instances);
        Assert.Equal(instances, summary.Modalities.Values.Sum());
        var files = Directory.GetFiles(Folder("a"), "*", SearchOption.AllDirectories);
        Assert.Equal(instances + summary.BrokenFiles + summary.DirectoryFiles, files.Length);
        Assert.Equal(files.Sum(file => new FileInfo(file).Length), summary.Bytes);
    }

    [Fact]
    public void TwoHundredInstances_ShowEveryClassAndEveryDefect()
    {
        var summary = SampleArchive.Write(new SampleOptions(Folder("a"), 200));

        Assert.Equal(36, summary.SopClasses.Count);
        Assert.Equal(SampleDefects.All.Select(line => line.Defect), summary.Defects.Select(found => found.Defect).Distinct().Order());
        Assert.All(summary.Defects, found => Assert.True(File.Exists(Path.Combine(Folder("a"), found.Path))));
    }

    [Fact]
    public void ThreeHundredInstances_ShowTwentyModalities() =>
        Assert.InRange(SampleArchive.Write(new SampleOptions(Folder("a"), 300)).Modalities.Count, 20, 60);

    [Fact]
    public void DefectsOff_SeedsNone()
    {
        var summary = SampleArchive.Write(new SampleOptions(Folder("a"), 300, Defects: false));

        Assert.Empty(summary.Defects);
        Assert.Equal(0, summary.BrokenFiles);
    }

    [Fact]
    public void DefectTable_ListsEveryDefectInItsOrder() =>
        Assert.Equal(Enum.GetValues<SampleDefect>(), SampleDefects.All.Select(line => line.Defect));

    [Fact]
    public void LargerPixelData_GivesLargerMatrices()
    {
        var small = SampleArchive.Write(new SampleOptions(Folder("a"), 20));
        var large = SampleArchive.Write(new SampleOptions(Folder("b"), 20, PixelBytes: 32768));

        Assert.InRange(large.Bytes - small.Bytes, 15 * 32000, 40 * 32768);
    }

    [Fact]
    public void StoredTwice_IsByteIdentical()
    {
        var summary = SampleArchive.Write(new SampleOptions(Folder("a"), 200));
        var copy = Path.Combine(Folder("a"), summary.Defects.Single(found => found.Defect == SampleDefect.StoredTwice).Path);

        var bytes = File.ReadAllBytes(copy);
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(copy)!).Count(file => File.ReadAllBytes(file).AsSpan().SequenceEqual(bytes)));
    }

    [Fact]
    public void FolderNotEmpty_IsRefused()
    {
        Directory.CreateDirectory(Folder("a"));
        File.WriteAllText(Path.Combine(Folder("a"), "mine.txt"), "mine");

        var error = Assert.Throws<IOException>(() => SampleArchive.Write(new SampleOptions(Folder("a"), 10)));

        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Folder("a")));
    }

    [Fact]
    public void Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => SampleArchive.Write(new SampleOptions(Folder("a"), 1000), null, source.Token));
    }

    private string Folder(string name) => Path.Combine(root, name);

    private string HashOf(string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.GetFiles(Folder(name), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(Folder(name), file)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
