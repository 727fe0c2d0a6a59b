using Microsoft.Playwright;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>What holds for every page.</summary>
[Collection(ServedLakeCollection.Name)]
public sealed class EveryPageTests(ServedLake served)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "overview", "/" },
        { "tags", "/tags" },
        { "tags-filtered", "/tags?q=patient&modality=CT&sort=percent_present&dir=desc" },
        { "tags-none", "/tags?q=nosuchattribute" },
        { "tag-kvp", "/tags/KVP" },
        { "tag-identifying", "/tags/PatientName" },
        { "tag-sequence", "/tags/ReferencedStudySequence" },
        { "modalities", "/modalities" },
        { "modality-ct", "/modalities?modality=CT" },
        { "cohorts", "/cohorts" },
        { "cohort-chosen", "/cohorts?modality=CT&modality=MR&match=all&sex=F" },
        { "cohorts-saved", "/cohorts/saved" },
        { "conformance", "/conformance" },
        { "trust", "/trust" },
        { "trust-series-conflicts", "/trust/series-conflicts" },
        { "trust-value-errors", "/trust/value-errors" },
        { "quarantine", "/quarantine" },
        { "sources", "/sources" },
        { "schema", "/schema" },
        { "schema-relation", "/schema/series_index" },
        { "api", "/api" },
        { "refreshes", "/refreshes" },
        { "refreshes-filtered", "/refreshes?outcome=done&days=30" },
        { "sql", "/sql" },
        { "dashboards", "/dashboards" },
        { "dashboard-tag-coverage", "/dashboards/tag-coverage" },
        { "dashboard-modality-mix", "/dashboards/modality-mix" },
        { "dashboard-archive-growth", "/dashboards/archive-growth" },
        { "dashboard-scanner-fleet", "/dashboards/scanner-fleet" },
        { "dashboard-conformance", "/dashboards/conformance" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_IsAccessible_AsksNobodyElse_AndTheConsoleIsFreeOfErrors(string name, string path)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var window = await served.Open(options =>
            {
                options.ColorScheme = scheme;
                options.BypassCSP = true;
            });
            await window.Go(path);
            await window.Picture($"{name}-{scheme.ToString().ToLowerInvariant()}");

            Assert.Empty(await window.Violations());
            Assert.Empty(window.Wrong);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_Fits320Pixels_AndWorksWithoutAScript(string name, string path)
    {
        await using var window = await served.Open(options =>
        {
            options.JavaScriptEnabled = false;
            options.ViewportSize = new ViewportSize { Width = 320, Height = 700 };
        });
        await window.Go(path);
        await window.Picture($"{name}-320");

        Assert.False(await window.Page.Locator("main h1").CountAsync() == 0);
        // No script runs in the page, yet the debugger may ask for its width.
        var width = await window.Page.Locator("html").EvaluateAsync<int>("html => html.scrollWidth");
        Assert.True(width <= 320, $"{path} is {width} pixels wide");
        Assert.Empty(window.Wrong);
    }
}
