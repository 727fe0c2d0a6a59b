using Etl.EndToEnd.Tests.Corpus;
using Etl.EndToEnd.Tests.Running;

namespace Etl.EndToEnd.Tests.Refreshes;

/// <summary>A second refresh of the same lake: nothing lost, nothing twice, and only what changed is read.</summary>
public sealed class RepeatedRefreshTests : IDisposable
{
    private readonly SmallArchive archive = Directory.Exists(SharedFolder.Files) ? new SmallArchive() : null!;

    [CorpusFact]
    public void NothingChanged_ReadsNothingAndCommitsNothing()
    {
        var first = EtlProgram.Refresh(archive.Source, archive.Lake);
        var second = EtlProgram.Refresh(archive.Source, archive.Lake);

        Assert.Equal(first.GetProperty("listed").GetInt64(), second.GetProperty("unchanged").GetInt64());
        Assert.Equal(0, second.GetProperty("loaded").GetInt64());
        Assert.Equal(0, second.GetProperty("bytes_read").GetInt64());
        Assert.Equal(first.GetProperty("lake_version").GetInt64(), second.GetProperty("lake_version").GetInt64());
        using var lake = new Lake(archive.Lake);
        Assert.Equal(2, lake.Rows("select * from refreshes").Count);
    }

    [CorpusFact]
    public void FilesAddedChangedTouchedAndDeleted_EqualALakeFromScratch()
    {
        EtlProgram.Refresh(archive.Source, archive.Lake);
        var files = archive.Files;
        archive.Change(files[3]);
        File.SetLastWriteTimeUtc(files[5], File.GetLastWriteTimeUtc(files[5]).AddHours(1));
        File.Delete(files[8]);
        File.WriteAllText(files[13], "This is no DICOM file any more.");
        foreach (var name in new[] { "a", "b c", "ü" })
            archive.AddNew(name);

        var second = EtlProgram.Refresh(archive.Source, archive.Lake);
        EtlProgram.Refresh(archive.Source, archive["scratch"]);

        Assert.Equal(1, second.GetProperty("gone").GetInt64());
        Assert.Equal(6, second.GetProperty("loaded").GetInt64() + second.GetProperty("quarantined").GetInt64());
        Assert.Equal(files.Count - 4, second.GetProperty("unchanged").GetInt64());
        using var lake = new Lake(archive.Lake);
        using var scratch = new Lake(archive["scratch"]);
        RowDigest.RequireEqual(RowDigest.Of(scratch), RowDigest.Of(lake));
        const string quarantine = "select source_uri, source_etag, source_size, stage, reason_code, message from quarantine order by all";
        Assert.Equal(scratch.Rows(quarantine), lake.Rows(quarantine));
    }

    [CorpusFact]
    public void QuarantinedFileRepaired_BecomesARow()
    {
        var path = archive.AddNew("broken");
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [1, 2, 3]);
        EtlProgram.Refresh(archive.Source, archive.Lake);
        File.WriteAllBytes(path, whole);
        EtlProgram.Refresh(archive.Source, archive.Lake);

        using var lake = new Lake(archive.Lake);
        Assert.Empty(lake.Rows("select * from quarantine where source_uri like '%/broken'"));
        Assert.Single(lake.Rows("select * from instances where source_uri like '%/broken'"));
    }

    [CorpusFact]
    public void MoreThanAFifthGone_IsRefusedAndChangesNothing()
    {
        var first = EtlProgram.Refresh(archive.Source, archive.Lake);
        var files = archive.Files;
        foreach (var file in files.Take(files.Count / 3))
            File.Delete(file);
        var refused = EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("no longer there", refused.Errors, StringComparison.Ordinal);
        using var lake = new Lake(archive.Lake);
        Assert.Equal(first.GetProperty("loaded").GetInt64(), lake.Connection.QueryScalar<long>("select count(*) from instances"));
        Assert.Equal(["done", "refused"], lake.Rows("select outcome from refreshes order by started_at").Select(r => (string)r[0]!));
    }

    [CorpusFact]
    public void SourceGone_IsRefusedAndTheLakeUntouched()
    {
        var first = EtlProgram.Refresh(archive.Source, archive.Lake);
        var before = Snapshot(Path.Combine(archive.Lake, "instances"));
        Directory.Move(archive.Source, archive["elsewhere"]);
        var refused = EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake);

        // Where there is a lake, a source that is not there is a failure, which the lake's table of refreshes tells of.
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(before, Snapshot(Path.Combine(archive.Lake, "instances")));
        using var lake = new Lake(archive.Lake);
        Assert.Equal(first.GetProperty("loaded").GetInt64(), lake.Connection.QueryScalar<long>("select count(*) from instances"));
    }

    [CorpusFact]
    public void SourceEmptied_IsRefused()
    {
        EtlProgram.Refresh(archive.Source, archive.Lake);
        Directory.Move(archive.Source, archive["elsewhere"]);
        Directory.CreateDirectory(archive.Source);
        Assert.Equal(1, EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake).ExitCode);
    }

    [CorpusFact]
    public void Strict_AnswersThreeOnlyWhenThisRefreshQuarantined()
    {
        File.WriteAllText(archive.AddNew("text"), "This is no DICOM file.");
        var first = EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake, "--strict");
        var second = EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake, "--strict");
        Assert.Equal((3, 0), (first.ExitCode, second.ExitCode));
        using var lake = new Lake(archive.Lake);
        Assert.NotEqual(0, lake.Connection.QueryScalar<long>("select count(*) from instances"));
    }

    public void Dispose() => archive?.Dispose();

    private static List<string> Snapshot(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
