using System.IO.Compression;
using Etl.EndToEnd.Tests.Reliability;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;

namespace Etl.EndToEnd.Tests.Archives;

/// <summary>An archive counts as its members: at every refresh the counts add up, and what changes in it changes as a whole.</summary>
public sealed class ArchiveRefreshTests : IDisposable
{
    private readonly TinyArchive loose = new(objects: 3);
    private readonly string zip;

    public ArchiveRefreshTests() => zip = Path.Combine(loose.Source, "export.bin");

    [Fact]
    public void Archive_IsFoundByContentAndCountsAsItsMembers()
    {
        WriteZip(("a.dcm", Instance(100)), ("folder/b.dcm", Instance(101)), ("note.txt", "no DICOM"u8.ToArray()), ("inner.zip", Zip(("c", Instance(102)))));
        File.WriteAllText(Path.Combine(loose.Source, "looks.zip"), "This is no archive.");
        var summary = Refresh();

        Assert.Equal((3 + 4 + 1, 5, 3), (summary.Listed, summary.Loaded, summary.Quarantined));
        using var lake = new Lake(loose.Lake);
        Assert.Equal(["/export.bin#a.dcm", "/export.bin#folder/b.dcm"], Uris(lake, "instances where source_uri like '%#%'"));
        Assert.Equal(
            ["/export.bin#inner.zip nested-archive", "/export.bin#note.txt not-dicom", "/looks.zip not-dicom"],
            lake.Rows("select source_uri, reason_code from quarantine order by all").Select(r => $"{Tail(r[0])} {r[1]}"));
        AssertAddsUp(lake);
    }

    [Fact]
    public void UnchangedArchive_IsNotOpened()
    {
        WriteZip(("a", Instance(100)), ("b", "no DICOM"u8.ToArray()));
        Refresh();
        var again = Refresh();
        Assert.Equal((5, 5, 0), (again.Listed, again.Unchanged, again.BytesRead));
    }

    [Fact]
    public void ArchiveOfNothingReadable_IsNotOpenedAgain()
    {
        WriteZip(("b", "no DICOM"u8.ToArray()), ("c", "neither"u8.ToArray()));
        Refresh();
        Assert.Equal(0, Refresh().BytesRead);
    }

    [Fact]
    public void ChangedArchive_IsReplacedAsAWhole()
    {
        WriteZip(("a", Instance(100)), ("b", Instance(101)), ("c", "no DICOM"u8.ToArray()));
        Refresh();
        WriteZip(("b", Instance(101)), ("c", Instance(102)), ("d", "no DICOM"u8.ToArray()));
        var second = Refresh();

        Assert.Equal((3 + 3, 2, 1, 3), (second.Listed, second.Loaded, second.Quarantined, second.Unchanged));
        using var lake = new Lake(loose.Lake);
        Assert.Equal(["/export.bin#b", "/export.bin#c"], Uris(lake, "instances where source_uri like '%#%'"));
        Assert.Equal(["/export.bin#d"], Uris(lake, "quarantine"));
        AssertAddsUp(lake);
    }

    [Fact]
    public void ArchiveThatBecomesAnInstance_AndBack_LeavesNoMembers()
    {
        WriteZip(("a", Instance(100)), ("b", "no DICOM"u8.ToArray()));
        Refresh();
        File.WriteAllBytes(zip, Instance(103));
        Refresh();
        using (var lake = new Lake(loose.Lake))
        {
            Assert.Empty(Uris(lake, "instances where source_uri like '%#%'"));
            Assert.Empty(Uris(lake, "quarantine"));
        }

        WriteZip(("a", Instance(100)));
        Refresh();
        using var last = new Lake(loose.Lake);
        Assert.Equal(["/export.bin#a"], Uris(last, "instances where source_uri like '%export%'"));
    }

    [Fact]
    public void GoneArchive_TakesItsMembersWithIt()
    {
        WriteZip(("a", Instance(100)), ("b", Instance(101)), ("c", "no DICOM"u8.ToArray()));
        Refresh();
        File.Delete(zip);
        var options = loose.Options() with { AllowMassRemoval = true };
        Assert.Equal(2, TinyArchive.Refresh(options).Gone);
        using var lake = new Lake(loose.Lake);
        Assert.Empty(Uris(lake, "instances where source_uri like '%#%'"));
        Assert.Empty(Uris(lake, "quarantine"));
    }

    [Fact]
    public void GoneArchive_CountsAsItsRowsForTheGuard()
    {
        WriteZip([.. Enumerable.Range(100, 10).Select(i => ($"{i}", Instance(i)))]);
        Refresh();
        File.Delete(zip);
        Assert.Throws<MassRemovalException>(() => Refresh());
    }

    [Fact]
    public void BrokenArchive_IsOneObject()
    {
        WriteZip(("a", Instance(100)), ("b", Instance(101)));
        File.WriteAllBytes(zip, File.ReadAllBytes(zip)[..^5]);
        var summary = Refresh();
        Assert.Equal((4, 3, 1), (summary.Listed, summary.Loaded, summary.Quarantined));
        using var lake = new Lake(loose.Lake);
        Assert.Equal(["bad-archive"], lake.Rows("select reason_code from quarantine").Select(r => (string)r[0]!));
        Assert.Equal(0, Refresh().BytesRead);
    }

    [Fact]
    public void CutTar_KeepsItsMembersAndSaysSoOfTheRest()
    {
        Directory.CreateDirectory(loose["files"]);
        foreach (var number in Enumerable.Range(100, 3))
            File.WriteAllBytes(Path.Combine(loose["files"], $"{number}"), Instance(number));
        PackedArchives.Write(loose["files"], loose["whole.tar"]);
        var whole = File.ReadAllBytes(loose["whole.tar"]);
        // The cut goes through the header of the last one.
        var last = Enumerable.Range(0, whole.Length / 512).Last(i => whole.AsSpan(i * 512).StartsWith("102\0"u8)) * 512;
        File.WriteAllBytes(zip, whole[..(last + 100)]);
        var summary = Refresh();

        Assert.Equal((3 + 3, 3 + 2, 1), (summary.Listed, summary.Loaded, summary.Quarantined));
        using (var lake = new Lake(loose.Lake))
            Assert.Equal(["/export.bin bad-archive"], lake.Rows("select source_uri, reason_code from quarantine").Select(r => $"{Tail(r[0])} {r[1]}"));
        var again = Refresh();
        Assert.Equal((6, 6, 0), (again.Listed, again.Unchanged, again.BytesRead));
    }

    [Fact]
    public void ForgottenMember_IsReadAgainWithItsArchive()
    {
        WriteZip(("a", Instance(100)), ("b", "no DICOM"u8.ToArray()));
        Refresh();
        new QuarantineBook(loose.Lake, TimeProvider.System).Forget(new QuarantineFilter { Sources = [zip] }, CancellationToken.None);
        var again = Refresh();
        Assert.Equal((5, 1, 1, 3), (again.Listed, again.Loaded, again.Quarantined, again.Unchanged));
        using var lake = new Lake(loose.Lake);
        AssertAddsUp(lake);
    }

    [Fact]
    public void FailureBetweenRowsAndQuarantine_LosesNoMember()
    {
        WriteZip(("a", Instance(100)), ("b", "no DICOM"u8.ToArray()));
        // As if killed after the rows were committed: the quarantine's folder is a file by then.
        var quarantine = Path.Combine(loose.Lake, "quarantine", "_delta_log");
        TinyArchive.Refresh(loose.Options() with { Sources = [Path.Combine(loose.Source, "f0")] });
        var hidden = loose["log"];
        Directory.Move(quarantine, hidden);
        File.WriteAllText(quarantine, "in the way");
        Assert.ThrowsAny<Exception>(() => Refresh());
        File.Delete(quarantine);
        Directory.Move(hidden, quarantine);

        var again = Refresh();
        Assert.Equal(5, again.Listed);
        using var lake = new Lake(loose.Lake);
        Assert.Equal(["/export.bin#a"], Uris(lake, "instances where source_uri like '%#%'"));
        Assert.Equal(["/export.bin#b"], Uris(lake, "quarantine"));
        Assert.Equal(0, Refresh().BytesRead);
    }

    public void Dispose() => loose.Dispose();

    private static byte[] Instance(int number) => TinyArchive.Instance(number, state: 0);

    private RefreshSummary Refresh() => TinyArchive.Refresh(loose.Options());

    private void WriteZip(params (string Name, byte[] Content)[] members) => File.WriteAllBytes(zip, Zip(members));

    private static byte[] Zip(params (string Name, byte[] Content)[] members)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in members)
            {
                using var member = archive.CreateEntry(name).Open();
                member.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static void AssertAddsUp(Lake lake) => Assert.Equal(
        0, lake.Connection.QueryScalar<long>("select count(*) from refreshes where listed <> loaded + quarantined + unchanged"));

    private static List<string> Uris(Lake lake, string from) => [.. lake.Rows($"select source_uri from {from} order by all").Select(r => Tail(r[0]))];

    private static string Tail(object? uri) => ((string)uri!)[((string)uri!).IndexOf("/archive/", StringComparison.Ordinal)..]["/archive".Length..];
}
