using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Etl.Worker.Crawl;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Tests.Lake;
using Etl.Worker.Warehouse;

namespace Etl.Worker.Tests.Cohorts;

/// <summary>Cohorts of a lake of sample objects; what they hold is counted from the lake's parts.</summary>
public sealed class CohortTests(CohortTests.SampleLake sample) : IClassFixture<CohortTests.SampleLake>
{
    public sealed class SampleLake : IDisposable
    {
        internal TestLake Lake { get; } = new();

        public SampleLake()
        {
            Lake.AddObjects(1, 60);
            // With a warehouse: without it each cohort would have one built.
            var options = new RefreshOptions { Sources = [Lake.Archive], Lake = Lake.Folder.Root, Threads = 1 };
            new Refresh(options, LakeWarehouse.Publish, TimeProvider.System, new Progress<RefreshProgress>()).Run(default);
        }

        public void Dispose() => Lake.Dispose();
    }

    private TestLake Lake => sample.Lake;

    [Fact]
    public void Create_CountsAndHash_OfWhatThePartsSay()
    {
        var created = Json("create", "ct", "--where", "Modality = 'CT'", "--json");
        var again = Json("create", "ct-again", "--where", "Modality = 'CT'", "--json");

        var rows = Lake.Rows("""
            select source_uri || chr(9) || source_etag || chr(9) || SOPInstanceUID || chr(10), source_size
            from instances where Modality = 'CT'
            """);
        var lines = rows.Select(r => (string)r[0]!).Order(StringComparer.Ordinal);
        Assert.True(rows.Count > 0);
        Assert.Equal(rows.Count, created.GetProperty("counts").GetProperty("instances").GetInt64());
        Assert.Equal(rows.Sum(r => (long)r[1]!), created.GetProperty("counts").GetProperty("bytes").GetInt64());
        var expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        Assert.Equal(expected, created.GetProperty("hash").GetString());
        Assert.Equal(expected, again.GetProperty("hash").GetString());
    }

    [Fact]
    public void Attrition_EachPartOfAConjunction()
    {
        var steps = Json("create", "steps", "--where", "Modality in ('CT', 'MR') and (Rows > 0 or Rows is null)", "--where", "Modality = 'CT'", "--json")
            .GetProperty("attrition").EnumerateArray().Select(s => s.GetProperty("left").GetProperty("instances").GetInt64()).ToList();

        var all = (long)Lake.Rows("select count(*) from instances")[0][0]!;
        var both = (long)Lake.Rows("select count(*) from instances where Modality in ('CT', 'MR')")[0][0]!;
        var ct = (long)Lake.Rows("select count(*) from instances where Modality = 'CT'")[0][0]!;
        Assert.Equal([all, both, both, ct], steps);
        var shown = Run("show", "steps").Out;
        Assert.Contains($"instances={both} ", shown, StringComparison.Ordinal);
        Assert.Contains("; removed ", shown, StringComparison.Ordinal);
        Assert.Matches($"and \\(Modality = 'CT'\\): .*; removed .*instances={both - ct} ", shown);
    }

    [Theory]
    [InlineData("SeriesInstanceUID")]
    [InlineData("StudyInstanceUID")]
    [InlineData("SOPInstanceUID")]
    public void Sql_NamesInstancesByAnyKey(string key)
    {
        var file = Path.Combine(Lake.Folder.Root, $"{key}.sql");
        File.WriteAllText(file, $"select distinct {key} from dicom_all where Modality = 'CT' -- a comment\n;");

        var instances = Json("create", key.ToLowerInvariant(), "--sql", file, "--json").GetProperty("counts").GetProperty("instances").GetInt64();

        Assert.Equal(
            Lake.Rows($"select count(*) from instances where {key} in (select {key} from instances where Modality = 'CT')")[0][0], instances);
    }

    [Theory]
    [InlineData("true) or (true) limit 1 --")]
    [InlineData("true); drop table instances_ct; --")]
    [InlineData("true) group by all having (true")]
    [InlineData("no such column here")]
    [InlineData("source_uri in (select content from read_text('/etc/hostname'))")]
    public void Condition_ThatIsNone_IsRefused(string condition)
    {
        var run = Run("create", "bad", "--where", condition);

        Assert.NotEqual(0, run.Code);
        Assert.DoesNotContain("bad", Run("list").Out, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(Lake.Folder.Root, "cohorts"), ".bad*"));
    }

    [Theory]
    [InlineData("drop table instances_ct")]
    [InlineData("select 1; select source_uri from dicom_all")]
    [InlineData("select 1 as one")]
    [InlineData("copy dicom_all to 'x.csv'")]
    public void Statement_ThatIsNoSelection_IsWrongUsage(string sql)
    {
        var file = Path.Combine(Lake.Folder.Root, "wrong.sql");
        File.WriteAllText(file, sql);

        Assert.Equal(2, Run("create", "wrong", "--sql", file).Code);
    }

    [Theory]
    [InlineData("Has Spaces")]
    [InlineData("../up")]
    public void Name_OfOtherCharacters_IsWrongUsage(string name) => Assert.Equal(2, Run("create", name, "--where", "true").Code);

    [Fact]
    public void Export_EveryFormatHasEveryInstance()
    {
        Run("create", "exported", "--where", "Modality = 'CT'", "--replace");
        var uris = Lake.Rows("select source_uri from instances where Modality = 'CT' order by source_uri").Select(r => (string)r[0]!).ToList();
        var parquet = Path.Combine(Lake.Folder.Root, "exported.parquet");

        Assert.Equal(uris, Run("export", "exported", "--format", "uris").Out.TrimEnd().Split('\n'));
        Assert.Equal(uris.Count + 1, Run("export", "exported", "--format", "csv").Out.TrimEnd().Split('\n').Length);
        Assert.Equal(uris, JsonDocument.Parse(Run("export", "exported", "--format", "json").Out).RootElement.EnumerateArray().Select(r => r.GetProperty("source_uri").GetString()!));
        Assert.Equal(2, Run("export", "exported", "--format", "parquet").Code);
        Assert.Equal(0, Run("export", "exported", "--format", "parquet", "-o", parquet).Code);
        Assert.Equal((long)uris.Count, Lake.Rows($"select count(*) from read_parquet('{parquet}')")[0][0]);
        // These objects are in no bucket.
        var s5cmd = Run("export", "exported", "--format", "s5cmd");
        Assert.Equal("", s5cmd.Out);
        Assert.Contains($"{uris.Count} objects", s5cmd.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void List_ShowAndDelete()
    {
        Run("create", "short", "--where", "Modality = 'CT'");

        Assert.Contains("short: version=", Run("list").Out, StringComparison.Ordinal);
        Assert.Contains("hash: ", Run("show", "short").Out, StringComparison.Ordinal);
        Assert.Equal(2, Run("create", "short", "--where", "true").Code);
        Assert.Equal(0, Run("delete", "short").Code);
        Assert.Equal(2, Run("show", "short").Code);
    }

    private CommandRun Run(params string[] command) => CommandRun.Of(["cohort", command[0], "--lake", Lake.Folder.Root, .. command[1..]]);

    private JsonElement Json(params string[] command)
    {
        var run = Run(command);
        Assert.True(run.Code == 0, run.Error);
        return JsonDocument.Parse(run.Out).RootElement;
    }
}
