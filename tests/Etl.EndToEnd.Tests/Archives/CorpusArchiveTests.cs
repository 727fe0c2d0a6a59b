using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Archives;

/// <summary>Members of archives give the rows, and the reasons, that the same files give when they lie loose.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class CorpusArchiveTests(CorpusLake corpus) : IDisposable
{
    private const string Reasons = "select source_uri, reason_code, message from quarantine";
    private readonly TemporaryFolder folder = new();

    [CorpusFact("python3")]
    public void Zip_GivesTheRowsOfTheLooseFiles() => Compare("archive.zip");

    [CorpusFact("python3")]
    public void Tar_GivesTheRowsOfTheLooseFiles() => Compare("archive.tar");

    [CorpusFact("python3")]
    public void CompressedTar_GivesTheRowsOfTheLooseFiles() => Compare("archive.tar.gz");

    public void Dispose() => folder.Dispose();

    private void Compare(string name)
    {
        var archive = folder["source", name];
        PackedArchives.Write(SharedFolder.Files, archive);
        var summary = EtlProgram.Refresh(folder["source"], folder["lake"]);
        using var lake = new Lake(folder["lake"]);

        RowDigest.RequireEqual(PackedArchives.Rows(corpus.Lake, CorpusLake.PathOf), PackedArchives.Rows(lake, PackedArchives.NameOf));
        Assert.Equal(
            corpus.Lake.Rows(Reasons).Select(r => $"{CorpusLake.PathOf((string)r[0]!)} {r[1]} {r[2]}").Order(StringComparer.Ordinal),
            lake.Rows(Reasons).Select(r => $"{PackedArchives.NameOf((string)r[0]!)} {r[1]} {r[2]}").Order(StringComparer.Ordinal));
        Assert.Equal(Directory.EnumerateFiles(SharedFolder.Files, "*", SearchOption.AllDirectories).LongCount(), summary.GetProperty("listed").GetInt64());

        var again = EtlProgram.Refresh(folder["source"], folder["lake"]);
        Assert.Equal(summary.GetProperty("listed").GetInt64(), again.GetProperty("unchanged").GetInt64());
        Assert.Equal(0, again.GetProperty("bytes_read").GetInt64());
        Assert.Equal(summary.GetProperty("lake_version").GetInt64(), again.GetProperty("lake_version").GetInt64());
    }
}
