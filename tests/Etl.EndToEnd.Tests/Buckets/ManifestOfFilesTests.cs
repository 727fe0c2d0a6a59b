using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Sample;

namespace Etl.EndToEnd.Tests.Buckets;

/// <summary>Files of this machine by a manifest: the rows that their folder gives.</summary>
public sealed class ManifestOfFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void FilesNamedTwice_GiveTheRowsOfTheirFolderOnce()
    {
        SampleArchive.Write(new SampleOptions(folder["archive"], 40));
        var files = Directory.GetFiles(folder["archive"], "*", SearchOption.AllDirectories);
        File.WriteAllLines(folder["list.txt"], [.. files, .. files]);
        EtlProgram.Refresh(folder["archive"], folder["listed"], "--no-publish");
        var summary = EtlProgram.Refresh($"manifest:{folder["list.txt"]}", folder["named"], "--no-publish");
        var both = EtlProgram.Run("refresh", "--source", $"manifest:{folder["list.txt"]}", "--source", folder["archive"], "--lake", folder["listed"], "--no-publish", "--json", "-q");

        Assert.Equal(files.Length, summary.GetProperty("listed").GetInt32());
        Assert.Equal(files.Length, EtlProgram.SummaryOf(both).GetProperty("unchanged").GetInt32());
        using var listed = new Lake(folder["listed"]);
        using var named = new Lake(folder["named"]);
        RowDigest.RequireEqual(RowDigest.Of(listed), RowDigest.Of(named));
    }

    [Fact]
    public void FileThatIsGone_KeepsItsRowAndIsInQuarantine()
    {
        SampleArchive.Write(new SampleOptions(folder["archive"], 10));
        var files = Directory.GetFiles(folder["archive"], "*.dcm", SearchOption.AllDirectories);
        File.WriteAllLines(folder["list.txt"], files);
        EtlProgram.Refresh($"manifest:{folder["list.txt"]}", folder["lake"], "--no-publish");
        File.Delete(files[3]);
        File.WriteAllLines(folder["list.txt"], files[1..]);
        var second = EtlProgram.Refresh($"manifest:{folder["list.txt"]}", folder["lake"], "--no-publish");

        Assert.Equal((1, 0), (second.GetProperty("quarantined").GetInt32(), second.GetProperty("gone").GetInt32()));
        using var lake = new Lake(folder["lake"]);
        Assert.Equal(files.Length, lake.Connection.QueryScalar<long>("select count(*) from instances"));
        Assert.Equal("not-found", lake.Connection.QueryScalar<string>("select reason_code from quarantine"));
    }

    [Fact]
    public void DryRun_SaysWhatAManifestNames()
    {
        SampleArchive.Write(new SampleOptions(folder["archive"], 10));
        var files = Directory.GetFiles(folder["archive"], "*", SearchOption.AllDirectories);
        File.WriteAllText(folder["list.csv"], "uri\n" + string.Join('\n', files));
        var plan = EtlProgram.Run("refresh", "--source", $"manifest:{folder["list.csv"]}", "--lake", folder["lake"], "--dry-run");

        Assert.Equal(0, plan.ExitCode);
        Assert.Contains($"{files.Length:N0}", plan.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["lake"]));
    }

    public void Dispose() => folder.Dispose();
}
