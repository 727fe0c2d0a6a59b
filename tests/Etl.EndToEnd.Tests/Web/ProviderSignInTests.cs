using Etl.EndToEnd.Tests.Running;
using Etl.EndToEnd.Tests.Schedule;
using Etl.Worker.Tests.Web.Oidc;
using Microsoft.Playwright;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>Signing in by a provider in a real browser, whose rules for cookies of other sites are what a test without one cannot have.</summary>
public sealed class ProviderSignInTests
{
    [Fact]
    public async Task Browser_ComesBackSignedIn_ToThePageThatWasWanted_AndSignsOut_OnPagesThatAreAccessible()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["lake"]);
        // To a browser 127.0.0.1 and localhost are two sites.
        using var provider = new StandInProvider("localhost") { AsksPeople = true };
        using var server = new ServeProcess(
            "-v", "--lake", folder["lake"], "--listen", "127.0.0.1:0", "--set", $"serve.oidc.issuer={provider.Issuer}", "--set", $"serve.oidc.client_id={StandInProvider.ClientId}",
            "--set", $"serve.oidc.client_secret={StandInProvider.Secret}", "--set", "serve.oidc.name=the clinic", "--set", "serve.oidc.roles.viewer=readers");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var window = await Window.Open(await browser.NewContextAsync(new BrowserNewContextOptions
            {
                BypassCSP = true,
                ColorScheme = scheme,
                ViewportSize = new ViewportSize { Width = 320, Height = 700 },
            }), server.Url);
            await window.Go($"{server.Url}/login?signed-out=1");
            Assert.Empty(await window.Violations());
            Assert.False(await window.ScrollsSideways());
            Assert.Empty(window.Wrong);
        }

        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();

        await page.GotoAsync($"{server.Url}/tags?q=dose");
        await page.ClickAsync("a:has-text('Sign in with the clinic')");
        await page.ClickAsync("#allow");
        await page.WaitForSelectorAsync(".who");

        Assert.Equal($"{server.Url}/tags?q=dose", page.Url);
        Assert.Equal("Ada L.", await page.InnerTextAsync(".who"));
        Assert.Empty(provider.Complaints);
        var cookies = await context.CookiesAsync();
        var session = Assert.Single(cookies, cookie => cookie.Domain == "127.0.0.1");
        Assert.Equal(("etl-session", true, SameSiteAttribute.Strict), (session.Name, session.HttpOnly, session.SameSite));

        await page.ClickAsync("button:has-text('Sign out')");
        Assert.StartsWith($"{provider.Issuer}/end?", await page.GetAttributeAsync("a:has-text('Sign out at the clinic')", "href"));
        await page.GotoAsync($"{server.Url}/tags");
        Assert.Equal(0, await page.Locator(".who").CountAsync());
    }
}
