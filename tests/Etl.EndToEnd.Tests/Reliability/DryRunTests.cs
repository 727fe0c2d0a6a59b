using System.Text.Json;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary><c>etl refresh --dry-run</c>: says what a refresh then does, and leaves no trace.</summary>
public sealed class DryRunTests : IDisposable
{
    private readonly TinyArchive archive = new(30);

    [Fact]
    public void NoLakeYet_EverythingIsNewAndNothingIsWritten()
    {
        var plan = Plan();
        Assert.Equal((30, 30, 0, 0), (Count(plan, "listed"), Count(plan, "new"), Count(plan, "gone"), Count(plan, "known")));
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("lake_version").ValueKind);
        Assert.False(Directory.Exists(archive.Lake));
    }

    [Fact]
    public void Changes_AreWhatTheRefreshThenFinds()
    {
        TinyArchive.Refresh(archive.Options());
        new QuarantineBook(archive.Lake, TimeProvider.System).Retry(new QuarantineFilter(), default);
        archive.Add();
        archive.Change(archive.Files[0]);
        File.Delete(archive.Files[1]);
        var before = Everything();
        var plan = Plan();

        Assert.Equal(before, Everything());
        Assert.Equal(
            (30, 1, 1, 2, 26, 1),
            (Count(plan, "listed"), Count(plan, "new"), Count(plan, "changed"), Count(plan, "retried"), Count(plan, "unchanged"), Count(plan, "gone")));
        var summary = TinyArchive.Refresh(archive.Options());
        Assert.Equal((30, 26, 1), (summary.Listed, summary.Unchanged, summary.Gone));
    }

    [Fact]
    public void MassRemoval_IsForetold()
    {
        TinyArchive.Refresh(archive.Options());
        foreach (var file in archive.Files.Take(15))
            File.Delete(file);
        var refused = EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake, "--dry-run", "--json");
        Assert.Equal(1, refused.ExitCode);
        Assert.True(JsonDocument.Parse(refused.Output.Split('\n')[0]).RootElement.GetProperty("would_be_refused").GetBoolean());
        Assert.Equal(EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake).Errors, refused.Errors);
        Assert.False(Plan("--keep-missing").GetProperty("would_be_refused").GetBoolean());
        Assert.Contains("refused: ", EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake, "--dry-run").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void SourceThatIsNotThere_Fails()
    {
        TinyArchive.Refresh(archive.Options());
        Directory.Move(archive.Source, archive.Source + "-away");

        var finished = EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake, "--dry-run");

        Assert.Equal(1, finished.ExitCode);
        Assert.DoesNotContain("would:", finished.Output, StringComparison.Ordinal);
    }

    public void Dispose() => archive.Dispose();

    private static int Count(JsonElement plan, string name) => plan.GetProperty(name).GetInt32();

    private JsonElement Plan(params string[] more)
    {
        var finished = EtlProgram.Run(["refresh", "--source", archive.Source, "--lake", archive.Lake, "--dry-run", "--json", .. more]);
        Assert.Equal((0, ""), (finished.ExitCode, finished.Errors));
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    private List<string> Everything() =>
        [.. Directory.EnumerateFileSystemEntries(archive.Lake, "*", SearchOption.AllDirectories)
            .Select(e => $"{e} {File.GetLastWriteTimeUtc(e).Ticks}").Order(StringComparer.Ordinal)];
}
