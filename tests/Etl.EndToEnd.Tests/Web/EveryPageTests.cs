using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>What holds for every page.</summary>
[Collection(ServedLakeCollection.Name)]
public sealed partial class EveryPageTests(ServedLake served)
{
    public static TheoryData<string, string> Pages => new()
    {
        { "overview", "/" },
        { "tags", "/tags" },
        { "tags-filtered", "/tags?q=patient&modality=CT&sort=percent_present&dir=desc" },
        { "tags-none", "/tags?q=nosuchattribute" },
        { "tag-kvp", "/tags/KVP" },
        { "tag-number", "/tags/Rows" },
        { "tag-absent", "/tags/RadionuclidePositronFraction" },
        { "tag-identifying", "/tags/PatientName" },
        { "tag-sequence", "/tags/ReferencedStudySequence" },
        { "modalities", "/modalities" },
        { "modality-ct", "/modalities?modality=CT" },
        { "cohorts", "/cohorts" },
        { "cohort-chosen", "/cohorts?modality=CT&modality=MR&match=all&sex=F" },
        { "cohort-suppressed", "/cohorts?modality=MR&suppress=11" },
        { "cohort-none", "/cohorts?modality=CT&sex=nobody" },
        { "cohorts-saved", "/cohorts/saved" },
        { "cohort-saved", "/cohorts/saved/all-ct" },
        { "cohort-differences", "/cohorts/saved/all-ct/diff?with=some-ct" },
        { "cohort-versions", "/cohorts/saved/all-ct/diff" },
        { "conformance", "/conformance" },
        { "trust", "/trust" },
        { "trust-series-conflicts", "/trust/series-conflicts" },
        { "trust-value-errors", "/trust/value-errors" },
        { "quarantine", "/quarantine" },
        { "quarantine-reason", "/quarantine?reason={reason}" },
        { "finding", "{finding}" },
        { "sources", "/sources" },
        { "schema", "/schema" },
        { "schema-relation", "/schema/series_index" },
        { "api", "/api" },
        { "refreshes", "/refreshes" },
        { "refreshes-filtered", "/refreshes?outcome=done&days=30" },
        { "refreshes-none", "/refreshes?q=nosuchrefresh" },
        { "refresh", "/refreshes/{refresh}" },
        { "sql", "/sql" },
        { "trust-patient-conflicts", "/trust/patient-conflicts" },
        { "trust-duplicates", "/trust/duplicate-instances" },
        { "trust-orphans", "/trust/orphan-references" },
        { "trust-gaps", "/trust/incomplete-series" },
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
            await window.Go(Resolve(path));
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
        await window.Go(Resolve(path));
        await window.Picture($"{name}-320");

        Assert.False(await window.Page.Locator("main h1").CountAsync() == 0);
        // No script runs in the page, yet the debugger may ask for its width.
        var width = await window.Page.Locator("html").EvaluateAsync<int>("html => html.scrollWidth");
        Assert.True(width <= 320, $"{path} is {width} pixels wide");
        Assert.Empty(window.Wrong);
    }

    /// <summary>Every table of data says how many rows there are of how many, and its download has exactly so many.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Table_SaysHowManyOfHowMany_AndDownloadsThem(string name, string path)
    {
        await using var window = await served.Open();
        await window.Go(Resolve(path));
        using var client = new HttpClient { BaseAddress = new Uri(served.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", served.Token("analyst"));
        foreach (var panel in await window.Page.Locator("section.panel:has(.table thead)").AllAsync())
        {
            var title = await panel.Locator("h2").First.TextContentAsync();
            // The API's page lists addresses, a log is text and downloads as that, and a comparison's summary sums up the table below it.
            if (name == "api" || title == "Log" || name.StartsWith("cohort-", StringComparison.Ordinal) && title == "Summary")
                continue;
            Assert.True(await panel.Locator(".foot").CountAsync() > 0, $"{path}: {title} does not say how many rows there are");
            var told = Told().Match((await panel.Locator(".foot").First.TextContentAsync())!);
            Assert.True(told.Success, $"{path}: {title} does not say how many rows there are");
            var links = await panel.Locator(".foot a[download]").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
            Assert.True(links.Length == 3 && links[0].EndsWith("format=csv", StringComparison.Ordinal) && links[1].EndsWith("format=json", StringComparison.Ordinal) && links[2].EndsWith("format=parquet", StringComparison.Ordinal), $"{path}: {title} has {string.Join(' ', links)}");
            using var answer = await client.GetAsync(links[0]);
            Assert.True((int)answer.StatusCode == 200, $"{links[0]} answered {(int)answer.StatusCode}");
            Assert.Equal(told.Groups[1].Value.Replace(",", "", StringComparison.Ordinal), answer.Headers.GetValues("X-Row-Count").Single());
        }
    }

    /// <summary>With what this archive has, in the place of names in braces.</summary>
    private string Resolve(string path) => path switch
    {
        "{finding}" => served.Answer<string>("""
            select '/conformance/finding?kind=' || kind || '&path=' || coalesce(nullif(path, ''), '-') || '&sop=' || SOPClassUID
            from conformance_findings order by all limit 1
            """),
        _ => path.Replace("{refresh}", served.Answer<string>("select min(refresh_id) from refreshes"), StringComparison.Ordinal)
            .Replace("{reason}", served.Answer<string>("select min(reason_code) from lake_quarantine"), StringComparison.Ordinal),
    };

    [GeneratedRegex(@"Showing [0-9,–]+ of\s+([0-9,]+)")]
    private static partial Regex Told();
}
