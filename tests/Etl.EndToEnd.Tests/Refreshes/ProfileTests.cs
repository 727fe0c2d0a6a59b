using Etl.EndToEnd.Tests.Reliability;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Refreshes;

/// <summary>What a refresh says of its own work.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly TinyArchive archive = new(200);

    [Fact]
    public void EachStepOfReading_IsThereWithItsObjectsAndBytes()
    {
        var summary = TinyArchive.Refresh(archive.Options());

        var read = summary.Profile.Where(e => e.Stage == "read").ToDictionary(e => e.Work);
        Assert.All(new[] { "open", "read", "parse", "flatten" }, work => Assert.Equal(archive.Files.Count, read[work].Times));
        Assert.Equal(archive.Files.Sum(f => new FileInfo(f).Length), read["read"].Bytes);
        var parts = Directory.GetFiles(Path.Combine(archive.Lake, "instances"), "*.parquet", SearchOption.AllDirectories);
        var written = read["part: write, vectors filled"];
        Assert.Equal((parts.Length, parts.Sum(p => new FileInfo(p).Length)), (written.Times, written.Bytes));
        Assert.Equal(parts.Length, read["part: check, flush, hash"].Times);
        Assert.All(new[] { "list", "diff", "commit", "all" }, stage => Assert.Contains(summary.Profile, e => e.Stage == stage));
    }

    [Fact]
    public void FirstRefresh_ReadsEachObjectOnce()
    {
        var first = TinyArchive.Refresh(archive.Options());
        var second = TinyArchive.Refresh(archive.Options());

        Assert.Equal((200, 200), (first.Listed, first.Loaded + first.Quarantined));
        Assert.Equal((200, 200), (second.Listed, second.Unchanged));
        using var lake = new Lake(archive.Lake);
        Assert.Equal(200, lake.Connection.QueryScalar<long>(
            "select count(distinct source_uri) from (select source_uri from instances union all select source_uri from quarantine)"));
    }

    public void Dispose() => archive.Dispose();
}
