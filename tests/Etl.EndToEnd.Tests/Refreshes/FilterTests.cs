using Etl.EndToEnd.Tests.Reliability;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;
using Etl.Worker.Sources;

namespace Etl.EndToEnd.Tests.Refreshes;

/// <summary>What filters leave out is neither listed nor gone.</summary>
public sealed class FilterTests : IDisposable
{
    private static readonly string[] Names = ["a.dcm", "b.DCM", "x/a.dcm", "x/y/a.dcm", "x/y/b (1)+[2].dcm", "x/y.z/ü#%.dcm", "tmp/a.dcm", "a.txt"];
    private readonly TinyArchive archive = new();

    public FilterTests()
    {
        foreach (var (i, name) in Names.Index())
        {
            var path = Path.Combine(archive.Source, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, TinyArchive.Instance(i, state: 0));
        }
    }

    [Theory]
    [InlineData("*.dcm", "", "a.dcm tmp/a.dcm x/a.dcm x/y.z/ü#%.dcm x/y/a.dcm x/y/b (1)+[2].dcm")]
    [InlineData("/*.dcm", "", "a.dcm")]
    [InlineData("x/*.dcm", "", "x/a.dcm")]
    [InlineData("x/", "", "x/a.dcm x/y.z/ü#%.dcm x/y/a.dcm x/y/b (1)+[2].dcm")]
    [InlineData("x/**/a.dcm", "", "x/a.dcm x/y/a.dcm")]
    [InlineData("**/y*/*", "", "x/y.z/ü#%.dcm x/y/a.dcm x/y/b (1)+[2].dcm")]
    [InlineData("b (1)+[2].dcm", "", "x/y/b (1)+[2].dcm")]
    [InlineData("?.dcm", "tmp/", "a.dcm x/a.dcm x/y/a.dcm")]
    [InlineData("", "*.dcm", "a.txt b.DCM")]
    [InlineData("ü#%.dcm", "", "x/y.z/ü#%.dcm")]
    public void Globs_SayTheSameOfWhatIsListedAndOfWhatIsKnown(string include, string exclude, string expected)
    {
        var options = Options(include, exclude);
        var first = TinyArchive.Refresh(options);
        Assert.Equal(expected, Paths(archive.Lake));
        Assert.Equal(first.Listed, first.Loaded);

        // All of it in the lake, and gone: with the filter only what it leaves in goes.
        TinyArchive.Refresh(archive.Options(archive["all"]));
        foreach (var file in archive.Files)
            File.Delete(file);
        var gone = TinyArchive.Refresh(options with { Lake = archive["all"], AllowMassRemoval = true });
        Assert.Equal((0, first.Loaded), (gone.Listed, gone.Gone));
        var left = Names.Where(n => !$" {expected} ".Contains($" {n} ", StringComparison.Ordinal));
        Assert.Equal(string.Join(' ', left.Order(StringComparer.Ordinal)), Paths(archive["all"]));
    }

    [Fact]
    public void GuardCountsWhatTheFilterLeavesIn()
    {
        TinyArchive.Refresh(archive.Options());
        Directory.Delete(Path.Combine(archive.Source, "x", "y"), recursive: true);
        Assert.Throws<MassRemovalException>(() => TinyArchive.Refresh(Options("x/y/", "")));
    }

    [Fact]
    public void ModifiedSince_ReadsWhatIsNewerAndTakesNothingForGone()
    {
        foreach (var file in archive.Files)
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(Path.Combine(archive.Source, "x", "a.dcm"), new DateTime(2024, 1, 2, 0, 0, 0, DateTimeKind.Utc));
        var since = new SourceOptions { Uri = archive.Source, ModifiedSince = new DateTimeOffset(2024, 1, 2, 0, 0, 0, TimeSpan.Zero) };
        var first = TinyArchive.Refresh(archive.Options() with { SourceOptions = [since] });
        Assert.Equal("x/a.dcm", Paths(archive.Lake));
        Assert.Equal(1, first.Listed);

        File.Delete(Path.Combine(archive.Source, "x", "a.dcm"));
        var second = TinyArchive.Refresh(archive.Options() with { SourceOptions = [since] });
        Assert.Equal((0, 0), (second.Listed, second.Gone));
        Assert.Equal("x/a.dcm", Paths(archive.Lake));
    }

    [Fact]
    public void CommandLine_TakesSeveralGlobs()
    {
        var summary = EtlProgram.Refresh(archive.Source, archive.Lake, "--include", "*.dcm", "--include", "*.txt", "--exclude", "x/", "--modified-since", "2020-01-01");
        Assert.Equal(3, summary.GetProperty("listed").GetInt64());
        Assert.Equal("a.dcm a.txt tmp/a.dcm", Paths(archive.Lake));
        Assert.Equal(2, EtlProgram.Run("refresh", "--source", archive.Source, "--lake", archive.Lake, "--modified-since", "yesterday").ExitCode);
    }

    public void Dispose() => archive.Dispose();

    private RefreshOptions Options(string include, string exclude) => archive.Options() with
    {
        SourceOptions = [new SourceOptions { Uri = archive.Source, Include = include.Length > 0 ? [include] : [], Exclude = exclude.Length > 0 ? [exclude] : [] }],
    };

    private string Paths(string path)
    {
        using var lake = new Lake(path);
        return string.Join(' ', lake.Rows("select source_uri from instances")
            .Select(r => Path.GetRelativePath(archive.Source, FileUri.ToPath((string)r[0]!)).Replace('\\', '/')).Order(StringComparer.Ordinal));
    }
}
