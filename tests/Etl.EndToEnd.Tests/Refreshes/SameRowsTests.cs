using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Fidelity;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Refreshes;

/// <summary>The same archive gives the same rows, however it is named and however many threads read it.</summary>
[Collection(CorpusLakeTests.Name)]
public sealed class SameRowsTests(CorpusLake corpus)
{
    [CorpusFact]
    public void Threads_MakeNoDifference()
    {
        using var folder = new TemporaryFolder();
        EtlProgram.Refresh(SharedFolder.Files, folder["one"], "--threads", "1");
        EtlProgram.Refresh(SharedFolder.Files, folder["four"], "--threads", "4");
        using var one = new Lake(folder["one"]);
        using var four = new Lake(folder["four"]);
        var expected = RowDigest.Of(one);
        RowDigest.RequireEqual(expected, RowDigest.Of(four));
        RowDigest.RequireEqual(expected, RowDigest.Of(corpus.Lake));
    }

    [CorpusFact]
    public void TrailingSlashRelativePathAndOverlap_MakeNoDifference()
    {
        using var archive = new SmallArchive();
        EtlProgram.Refresh(archive.Source, archive.Lake);
        EtlProgram.Refresh(archive.Source + "/", archive["slash"]);
        EtlProgram.Refresh(Path.GetRelativePath(Directory.GetCurrentDirectory(), archive.Source), archive["relative"]);
        EtlProgram.Refresh(archive.Source, archive["overlap"], "--source", Path.Combine(archive.Source, "study"));
        using var lake = new Lake(archive.Lake);
        var expected = RowDigest.Of(lake);
        foreach (var other in new[] { "slash", "relative", "overlap" })
        {
            using var second = new Lake(archive[other]);
            RowDigest.RequireEqual(expected, RowDigest.Of(second));
        }
    }

    [CorpusFact]
    public void LakeBelowItsSource_IsNoPartOfIt()
    {
        using var archive = new SmallArchive(20);
        var inside = Path.Combine(archive.Source, "lake");
        var first = EtlProgram.Refresh(archive.Source, inside);
        var second = EtlProgram.Refresh(archive.Source, inside);
        Assert.Equal(20, first.GetProperty("listed").GetInt64());
        Assert.Equal(20, second.GetProperty("unchanged").GetInt64());
    }
}
