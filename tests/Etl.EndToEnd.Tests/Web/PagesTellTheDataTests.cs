using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Etl.Worker.DuckDb;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>What the pages and the API say, against SQL on the instances themselves, which no page asks.</summary>
[Collection(ServedLakeCollection.Name)]
public sealed class PagesTellTheDataTests(ServedLake served)
{
    [Fact]
    public async Task Overview_CountsWhatTheInstancesSay()
    {
        await using var window = await served.Open();
        await window.Go("/");

        var figures = await window.Page.Locator(".figures dd").AllInnerTextsAsync();

        var expected = new[]
        {
            "count(distinct (IssuerOfPatientID, PatientID)) filter (PatientID is not null)", "count(distinct StudyInstanceUID)",
            "count(distinct SeriesInstanceUID)", "count(*)",
        };
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(
                served.Answer<long>($"select {expected[i]} from dicom_all").ToString("N0", CultureInfo.InvariantCulture), figures[i].Split('\n')[0]);
    }

    [Fact]
    public async Task Tags_SearchSortAndPage_AreTheAddress_AndComeBackFromIt()
    {
        await using var window = await served.Open();
        await window.Go("/tags");

        await window.Page.FillAsync("input[name=q]", "date");
        await window.Page.PressAsync("input[name=q]", "Enter");
        await window.Page.WaitForURLAsync("**/tags?q=date");
        await window.Page.SelectOptionAsync("select[name=modality]", "CT");
        await window.Page.WaitForURLAsync("**/tags?q=date&modality=CT");
        await window.Page.ClickAsync("thead a:has-text('Present')");
        await window.Page.WaitForURLAsync("**sort=percent_present**");
        var before = await window.Page.Locator("main tbody").First.InnerTextAsync();
        await window.Page.ReloadAsync();

        Assert.Equal(before, await window.Page.Locator("main tbody").First.InnerTextAsync());
        Assert.Equal("date", await window.Page.InputValueAsync("input[name=q]"));
        Assert.Equal("CT", await window.Page.InputValueAsync("select[name=modality]"));
        var row = window.Page.Locator("tbody tr", new() { Has = window.Page.Locator("a:text-is('StudyDate')") });
        Assert.Contains(
            served.Answer<long>("select count(StudyDate) from dicom_all where Modality = 'CT'").ToString("N0", CultureInfo.InvariantCulture),
            await row.InnerTextAsync());
    }

    [Fact]
    public async Task Heatmap_IsPaintedWithEveryAttributeAndModality_AndLeadsToThem()
    {
        await using var window = await served.Open();
        await window.Go("/tags");
        var size = $"{served.Answer<long>("select count(distinct keyword) from tag_coverage")}x{served.Answer<long>("select count(*) from modality_index")}";
        await window.Page.WaitForSelectorAsync($"[data-painted='{size}']");

        await window.Page.FocusAsync("canvas");
        await window.Page.Keyboard.PressAsync("ArrowRight");
        var told = await window.Page.InnerTextAsync("[data-readout]");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/tags/*");

        Assert.StartsWith(await window.Page.InnerTextAsync("h1"), told);
        Assert.Empty(window.Wrong);
    }

    [Theory]
    [InlineData("/api/v1/tags", "select count(distinct keyword) from tag_coverage")]
    [InlineData("/api/v1/tag-coverage", "select count(*) from tag_coverage")]
    [InlineData("/api/v1/value-errors", "select sum(len(ValueErrors))::bigint from dicom_all")]
    [InlineData("/api/v1/cohort-objects?modality=CT", "select count(*) from dicom_all where SeriesInstanceUID in (select SeriesInstanceUID from series_index where Modality = 'CT')")]
    [InlineData("/api/v1/columns?relation=dicom_all", "select count(*) from duckdb_columns() where table_name = 'dicom_all'")]
    [InlineData("/api/v1/quarantine", "select count(*) from lake_quarantine")]
    public async Task Download_HasEveryRow_InEveryFormat(string path, string count)
    {
        var expected = Convert.ToInt64(served.Answer<object>(count), CultureInfo.InvariantCulture);
        using var client = Client(served.Token("analyst"));
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var format in new[] { "json", "ndjson", "csv", "parquet" })
        {
            using var answer = await client.GetAsync($"{path}{separator}format={format}");
            var file = Path.GetTempFileName();
            try
            {
                await using (var target = File.Create(file))
                    await answer.Content.CopyToAsync(target);
                var reader = format switch { "csv" => "read_csv", "parquet" => "read_parquet", _ => "read_json" };
                using var database = DuckDbDatabase.Open();
                using var connection = database.Connect();
                Assert.Equal(expected, connection.QueryScalar<long>($"select count(*) from {reader}({DuckDbSql.Literal(file)})"));
                Assert.Equal($"{expected}", answer.Headers.GetValues("X-Row-Count").Single());
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [Fact]
    public async Task Cohort_CountsExcludeTheFacetsOwnFilter_AndAllMeansAll()
    {
        using var client = Client(served.Token("viewer"));

        using var any = await Json(client, "/api/v1/cohort?modality=CT&modality=MR");
        using var all = await Json(client, "/api/v1/cohort?modality=CT&modality=MR&match=all");

        Assert.Equal(served.Answer<long>("select count(distinct SeriesInstanceUID) from series_index where Modality in ('CT', 'MR')"), any.RootElement.GetProperty("series").GetInt64());
        // Other modalities are still counted as they were without the choice of modalities.
        var sr = any.RootElement.GetProperty("facets").GetProperty("modality").EnumerateArray().Single(value => value.GetProperty("value").GetString() == "SR");
        Assert.Equal(served.Answer<long>("select count(distinct (IssuerOfPatientID, PatientID)) from series_index where Modality = 'SR' and PatientID is not null"), sr.GetProperty("patients").GetInt64());
        Assert.Equal(
            served.Answer<long>("""
                select count(*) from (select IssuerOfPatientID, PatientID from series_index where PatientID is not null
                group by all having bool_or(Modality = 'CT') and bool_or(Modality = 'MR'))
                """),
            all.RootElement.GetProperty("patients").GetInt64());
    }

    [Fact]
    public async Task Cohort_IsChosenWithAndWithoutAScript_AndTheManifestIsWhatWasCounted()
    {
        foreach (var script in new[] { true, false })
        {
            await using var window = await served.Open(options => options.JavaScriptEnabled = script);
            await window.Go("/cohorts");
            await window.Page.CheckAsync("input[name=modality][value=MR]");
            if (!script)
                await window.Page.ClickAsync(".facets button[type=submit]");
            await window.Page.WaitForURLAsync("**modality=MR**");
            Assert.Contains("modality MR", await window.Page.InnerTextAsync(".lead"));
            var counted = (await window.Page.Locator(".figures dd").AllInnerTextsAsync())[3];

            var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync("text=Download objects as CSV"));
            var lines = await File.ReadAllLinesAsync((await download.PathAsync())!);
            Assert.Equal(counted, (lines.Length - 1).ToString("N0", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Cohort_IsSaved_ShownWithItsCounts_AndTheCommandLineKnowsIt()
    {
        await using var window = await served.Open();
        await window.Go("/cohorts?modality=MR");
        await window.Page.FillAsync("input[name=name]", "mr-of-the-test");
        await window.Page.ClickAsync(".save button");
        await window.Page.WaitForURLAsync("**/cohorts/saved/mr-of-the-test");
        await window.Picture("cohort-saved-light");

        var series = (await window.Page.Locator(".figures dd").AllInnerTextsAsync())[2];
        Assert.Equal(served.Answer<long>("select count(*) from series_index where Modality = 'MR'").ToString("N0", CultureInfo.InvariantCulture), series);
        Assert.Contains("mr-of-the-test", Running.EtlProgram.Run("cohort", "list", "--lake", served.Lake).Output);
        await window.Go("/cohorts/saved");
        Assert.Contains("mr-of-the-test", await window.Page.InnerTextAsync("main"));
        Assert.Empty(window.Wrong);
    }

    [Fact]
    public async Task Viewer_SeesCounts_NoRows()
    {
        using var client = Client(served.Token("viewer"));
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));

        var cohorts = await client.GetStringAsync("/cohorts");
        var quarantine = await client.GetStringAsync("/quarantine");
        using var rows = await client.GetAsync("/trust/value-errors");

        Assert.Contains("need the role analyst", cohorts);
        Assert.DoesNotContain(served.Answer<string>("select min(SeriesInstanceUID) from series_index"), cohorts);
        Assert.DoesNotContain("file://", quarantine);
        Assert.Equal(403, (int)rows.StatusCode);
    }

    private HttpClient Client(string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(served.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<JsonDocument> Json(HttpClient client, string path) => JsonDocument.Parse(await client.GetStringAsync(path));
}
