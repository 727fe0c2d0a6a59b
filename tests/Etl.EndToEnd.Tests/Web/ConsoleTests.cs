using Etl.EndToEnd.Tests.Running;
using Etl.Worker.DuckDb;
using Microsoft.Playwright;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>The SQL console in a browser, with a script and without.</summary>
[Collection(ServedLakeCollection.Name)]
public sealed class ConsoleTests(ServedLake served)
{
    private const string Sql = "select Modality, instances from modality_index order by instances desc, Modality";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Statement_GivesTheWarehousesRows_AndItsAddressIsAnId(bool withScript)
    {
        await using var window = await served.Open(options => options.JavaScriptEnabled = withScript);
        await window.Go("/sql");
        await window.Page.FillAsync("#sql", Sql);
        await window.Page.ClickAsync("button:has-text('Run')");
        await window.Page.WaitForSelectorAsync("#result table");

        Assert.Matches("/sql/[0-9a-f]{32}(#result)?$", window.Page.Url);
        var rows = await window.Page.Locator("#result tbody tr").AllAsync();
        Assert.Equal(served.Answer<long>("select count(*) from modality_index"), rows.Count);
        Assert.Equal(served.Answer<string>($"select coalesce(Modality, 'none') || '|' || instances from ({Sql})"), string.Join('|', await rows[0].Locator("td").AllInnerTextsAsync()));
        Assert.Equal(1, await window.Page.Locator("svg.chart").CountAsync());
        Assert.Empty(window.Wrong);
    }

    [Fact]
    public async Task ResultPage_IsAccessible_AndDownloadsEveryRow()
    {
        await using var window = await served.Open(options => options.BypassCSP = true);
        await window.Go("/sql");
        await window.Page.FillAsync("#sql", "select SOPClassUID, count(*) as n from dicom_all group by 1 order by 1");
        await window.Page.ClickAsync("button:has-text('Run')");
        await window.Page.WaitForSelectorAsync("#result table");
        await window.Picture("sql-result");

        Assert.Empty(await window.Violations());
        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync("#result a:has-text('Parquet')"));
        using var folder = new TemporaryFolder();
        await download.SaveAsAsync(folder["x.parquet"]);
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        Assert.Equal(
            served.Answer<string>("select md5(string_agg(SOPClassUID || n, ',' order by SOPClassUID)) from (select SOPClassUID, count(*) as n from dicom_all group by 1)"),
            connection.QueryScalar<string>($"select md5(string_agg(SOPClassUID || n, ',' order by SOPClassUID)) from {DuckDbSql.Literal(folder["x.parquet"])}"));
        Assert.Empty(window.Wrong);
    }

    [Fact]
    public async Task Completion_KnowsRelationsAndColumns()
    {
        await using var window = await served.Open();
        await window.Go("/sql");
        await window.Page.FillAsync("#sql", "");
        await Type(window, "select * from modality_in", "modality_index");
        await window.Page.Keyboard.PressAsync("Tab");
        await Type(window, " where percent_inst", "percent_instances");
        await window.Page.Keyboard.PressAsync("Tab");

        Assert.Equal("select * from modality_index where percent_instances", await window.Page.InputValueAsync("#sql"));
        Assert.Empty(window.Wrong);
    }

    [Fact]
    public async Task Completion_OfWhatWasTypedBeforeTheSchemaCame()
    {
        await using var window = await served.Open();
        await window.Go("/sql");
        var schema = await window.Page.Locator("[data-console]").GetAttributeAsync("data-schema");
        var typed = new TaskCompletionSource();
        await window.Page.RouteAsync($"**{schema}", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await window.Page.FillAsync("#sql", "");
        await window.Page.Locator("#sql").PressSequentiallyAsync("select * from modality_in");
        typed.SetResult();

        await window.Page.WaitForSelectorAsync("#suggestions li:has-text('modality_index')");
        Assert.Empty(window.Wrong);
    }

    [Fact]
    public async Task Run_WhileCompletionsAreShown_IsClicked()
    {
        await using var window = await served.Open();
        await window.Go("/sql");
        await window.Page.FillAsync("#sql", "");
        await Type(window, "select Modality from modality_in", "modality_index");
        await window.Page.Keyboard.PressAsync("Tab");
        await Type(window, " order by instan", "instances");
        await Type(window, "ces desc, Mod", "Modality");
        await window.Page.ClickAsync("button:has-text('Run')");

        await window.Page.WaitForSelectorAsync("#result [role=alert]");
    }

    [Fact]
    public async Task LongStatement_IsCancelled()
    {
        await using var window = await served.Open();
        await window.Go("/sql");
        await window.Page.FillAsync("#sql", "select count(*) from range(1000000) a, range(1000000) b where hash(a.range, b.range) = 1");
        await window.Page.ClickAsync("button:has-text('Run')");
        await window.Page.ClickAsync("button:has-text('Cancel')");

        await window.Page.WaitForSelectorAsync("[data-elapsed]:has-text('Cancelled.')");
    }

    [Fact]
    public async Task RefusedStatement_SaysWhy()
    {
        await using var window = await served.Open();
        await window.Go("/sql");
        await window.Page.FillAsync("#sql", "copy (select 1) to '/tmp/etl-never.csv'");
        await window.Page.ClickAsync("button:has-text('Run')");
        await window.Page.WaitForSelectorAsync("#result [role=alert]");

        Assert.Contains("Only SELECT statements", await window.Page.InnerTextAsync("#result"));
        Assert.False(File.Exists("/tmp/etl-never.csv"));
    }

    [Fact]
    public async Task RunByHand_ShowsItsProgress_AndIsInTheHistory()
    {
        await using var window = await served.Open();
        await window.Go("/refreshes");
        await window.Page.ClickAsync("tr:has-text('nightly') button:has-text('Run now')");
        await window.Page.WaitForSelectorAsync("text=The refresh starts.");
        // The page is asked for again by its script when the run is over.
        await window.Page.WaitForSelectorAsync("[data-live]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Detached, Timeout = 120_000 });
        await window.Go("/refreshes?trigger=hand");

        Assert.Contains("nightly", await window.Page.InnerTextAsync("table:has(th:has-text('Outcome')) tbody tr:first-child"));
        await window.Page.ClickAsync("table:has(th:has-text('Outcome')) tbody tr:first-child a");
        await window.Page.WaitForSelectorAsync("h2:has-text('Log')");
        Assert.Contains("asked for by", await window.Page.InnerTextAsync("main"));
        await window.Picture("refresh");
        Assert.Empty(window.Wrong);
    }

    /// <summary>Types text and waits until something is suggested.</summary>
    private static async Task Type(Window window, string text, string suggestion)
    {
        await window.Page.Locator("#sql").PressSequentiallyAsync(text);
        await window.Page.WaitForSelectorAsync($"#suggestions li:has-text('{suggestion}')");
    }
}
