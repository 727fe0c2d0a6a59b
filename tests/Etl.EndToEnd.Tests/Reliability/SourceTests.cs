using System.Runtime.Versioning;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;
using Etl.Worker.Sources;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>What counts as a source's object, and what is not mistaken for "everything is gone".</summary>
public sealed class SourceTests : IDisposable
{
    private readonly TinyArchive archive = new(30);

    [Fact]
    public void GivenTwiceNestedOrThroughALink_CountsOnce()
    {
        Directory.CreateSymbolicLink(archive["link"], archive.Source);
        Directory.CreateSymbolicLink(archive["zlink"], Path.Combine(archive.Source, "f1"));
        var summary = TinyArchive.Refresh(archive.Options(null,
            archive.Source, archive.Source + "/", Path.Combine(archive.Source, "f0"), archive["link"], archive["zlink"]));

        Assert.Equal(30, summary.Listed);
        var source = Assert.Single(summary.Sources);
        Assert.EndsWith("/archive/", source, StringComparison.Ordinal);
        LakeState.RequireNothingLeftOver(archive.Lake);
    }

    [Fact]
    public void TwoSourcesOneLake_EachCoversItsOwn()
    {
        var (one, two) = (Path.Combine(archive.Source, "f0"), Path.Combine(archive.Source, "f1"));
        TinyArchive.Refresh(archive.Options(null, one));
        TinyArchive.Refresh(archive.Options(null, two));
        File.Delete(Directory.EnumerateFiles(one).First());
        var third = TinyArchive.Refresh(archive.Options(null, two));

        Assert.Equal((0, 10), (third.Gone, third.Unchanged));
        using var lake = new Lake(archive.Lake);
        Assert.Equal(20, lake.Connection.QueryScalar<long>("select (select count(*) from instances) + (select count(*) from quarantine)"));
    }

    [Fact]
    public void Guard_IsPerSource()
    {
        var small = Path.Combine(archive.Source, "f0");
        for (var i = 0; i < 100; i++)
            archive.Add("more");
        IReadOnlyList<string> sources = [small, Path.Combine(archive.Source, "more")];
        TinyArchive.Refresh(archive.Options(null, sources));
        foreach (var file in Directory.EnumerateFiles(small).Take(4).ToList())
            File.Delete(file);
        // 4 of 110 would pass; 4 of 10 do not.
        var refused = Assert.Throws<MassRemovalException>(() => TinyArchive.Refresh(archive.Options(null, sources)));

        Assert.Contains("f0/", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("more/", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, TinyArchive.Refresh(archive.Options(null, sources) with { AllowMassRemoval = true }).Gone);
    }

    [Fact]
    public void EmptyMountPoint_IsRefusedHoweverLittleWasThere()
    {
        var one = Path.GetDirectoryName(archive.Add("alone"))!;
        TinyArchive.Refresh(archive.Options(null, one));
        Directory.Delete(one, recursive: true);
        Directory.CreateDirectory(one);
        Assert.Throws<MassRemovalException>(() => TinyArchive.Refresh(archive.Options(null, one)));
    }

    [Fact]
    public void SourceThatIsNotThere_FailsWithARow()
    {
        TinyArchive.Refresh(archive.Options());
        Directory.Move(archive.Source, archive["elsewhere"]);
        Assert.Throws<DirectoryNotFoundException>(() => TinyArchive.Refresh(archive.Options()));

        using var lake = new Lake(archive.Lake);
        Assert.Equal(["done", "failed"], lake.Rows("select outcome from refreshes order by started_at").Select(r => (string)r[0]!));
        Assert.Equal(28, lake.Connection.QueryScalar<long>("select count(*) from instances"));
    }

    [UnprivilegedFact]
    [UnsupportedOSPlatform("windows")]
    public void FolderThatCannotBeListed_KeepsItsRowsAndIsInQuarantine()
    {
        var closed = Path.Combine(archive.Source, "f1");
        var first = Unprivileged.Refresh(archive);
        File.SetUnixFileMode(closed, UnixFileMode.None);
        var second = Unprivileged.Refresh(archive);
        File.SetUnixFileMode(closed, (UnixFileMode)0b111_101_101);
        var third = Unprivileged.Refresh(archive);

        Assert.Equal((0, 0, 0), (first.ExitCode, second.ExitCode, third.ExitCode));
        var summary = EtlProgram.SummaryOf(second);
        Assert.Equal((21, 20, 1, 0), (
            summary.GetProperty("listed").GetInt32(), summary.GetProperty("unchanged").GetInt32(),
            summary.GetProperty("quarantined").GetInt32(), summary.GetProperty("gone").GetInt32()));
        using var lake = new Lake(archive.Lake);
        Assert.Equal(28, lake.Connection.QueryScalar<long>("select count(*) from instances"));
        Assert.Empty(lake.Rows("select * from quarantine where reason_code = 'list-error'"));
    }

    [UnprivilegedFact]
    [UnsupportedOSPlatform("windows")]
    public void FolderThatMayBeListedButNotEntered_KeepsItsRowsAndIsInQuarantine()
    {
        var closed = Path.Combine(archive.Source, "f1");
        var names = Directory.EnumerateFiles(closed).Count();
        Unprivileged.Refresh(archive);
        File.SetUnixFileMode(closed, (UnixFileMode)0b100_100_100);
        var second = Unprivileged.Refresh(archive);
        File.SetUnixFileMode(closed, (UnixFileMode)0b111_101_101);

        var summary = EtlProgram.SummaryOf(second);
        Assert.Equal((0, 30, names, 0), (
            second.ExitCode, summary.GetProperty("listed").GetInt32(), summary.GetProperty("quarantined").GetInt32(), summary.GetProperty("gone").GetInt32()));
        using var lake = new Lake(archive.Lake);
        Assert.Equal(28, lake.Connection.QueryScalar<long>("select count(*) from instances"));
        Assert.Equal(["UnauthorizedAccessException"], lake.Rows("select distinct message from quarantine where reason_code = 'list-error'").Select(r => (string)r[0]!));
    }

    [UnprivilegedFact]
    [UnsupportedOSPlatform("windows")]
    public void FileThatMayNotBeRead_IsInQuarantineWithItsStateFromTheFirstRefreshOn()
    {
        var closed = new FileInfo(Directory.EnumerateFiles(Path.Combine(archive.Source, "f1")).First());
        closed.UnixFileMode = UnixFileMode.None;
        Unprivileged.Refresh(archive);
        Unprivileged.Refresh(archive);

        using var lake = new Lake(archive.Lake);
        var entry = lake.Rows($"select reason_code, source_size, attempts, source_etag from quarantine where source_uri = '{FileUri.FromPath(closed.FullName)}'").Single();
        var nanoseconds = (closed.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * 100;
        Assert.Equal(["read-error", closed.Length, 2, $"{nanoseconds}-{closed.Length}"], entry);
    }

    [UnprivilegedFact]
    [UnsupportedOSPlatform("windows")]
    public void SourceThatCannotBeListed_Fails()
    {
        Unprivileged.Refresh(archive);
        File.SetUnixFileMode(archive.Source, UnixFileMode.None);
        var second = Unprivileged.Refresh(archive);
        File.SetUnixFileMode(archive.Source, (UnixFileMode)0b111_101_101);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("cannot be listed", second.Errors, StringComparison.Ordinal);
        using var lake = new Lake(archive.Lake);
        Assert.Equal(28, lake.Connection.QueryScalar<long>("select count(*) from instances"));
    }

    public void Dispose() => archive.Dispose();
}
