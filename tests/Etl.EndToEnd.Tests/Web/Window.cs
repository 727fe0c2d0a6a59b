using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>A browser's window that notes what must not happen: requests to others, errors on the console, scripts that ran in data.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext context;

    private Window(IBrowserContext context, IPage page, string url)
    {
        this.context = context;
        Page = page;
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(url + "/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                Wrong.Enqueue($"request to {request.Url}");
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Wrong.Enqueue($"console: {message.Text}");
        };
        page.PageError += (_, error) => Wrong.Enqueue($"script: {error}");
        page.Dialog += (_, dialog) =>
        {
            Wrong.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>What must not have happened.</summary>
    public ConcurrentQueue<string> Wrong { get; } = [];

    public static async Task<Window> Open(IBrowserContext context, string url) => new(context, await context.NewPageAsync(), url);

    /// <summary>Goes to a page and expects it to be shown.</summary>
    public async Task<IResponse> Go(string path, int status = 200)
    {
        var answer = (await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle }))!;
        Assert.True(answer.Status == status, $"{path} answered {answer.Status}");
        return answer;
    }

    public async Task Picture(string name) => await Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(ServedLake.Artifacts, name + ".png"),
        FullPage = true,
    });

    /// <summary>Serious and critical violations of WCAG as axe-core finds them, a line each.</summary>
    public async Task<IReadOnlyList<string>> Violations()
    {
        // The page's policy allows no script but the server's; the engine is put in by the debugger, which it does not bind.
        var json = await Page.EvaluateAsync<string>(
            "async source => { (0, eval)(source); const r = await axe.run(document, { resultTypes: ['violations'] }); "
            + "return JSON.stringify(r.violations.map(v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html).join(' | ')])); }",
            ServedLake.Axe);
        return [.. JsonDocument.Parse(json).RootElement.EnumerateArray()
            .Where(violation => violation[0].GetString() is "serious" or "critical")
            .Select(violation => $"{violation[0]} {violation[1]}: {violation[2]}")];
    }

    /// <summary>Whether the page as a whole has to be scrolled sideways.</summary>
    public Task<bool> ScrollsSideways() =>
        Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
