using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Etl.EndToEnd.Tests.Running;
using Etl.Worker.DuckDb;
using Microsoft.Playwright;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>The program serving a synthetic archive, and Debian's browser signed in by the link that the program printed.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes it by IAsyncLifetime.")]
public sealed partial class ServedLake : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private Process? server;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private string state = "";

    public string Lake => folder["lake"];

    public string Source => folder["archive"];

    /// <summary>Where the server is, without a slash at its end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Where screenshots of the pages are left.</summary>
    public static string Artifacts { get; } = Path.Combine(Repository(), "artifacts", "pages");

    /// <summary>axe-core, from npm.</summary>
    public static string Axe => File.ReadAllText(Path.Combine(Repository(), "node_modules", "axe-core", "axe.min.js"));

    public async Task InitializeAsync()
    {
        Assert.Equal(0, EtlProgram.Run("sample", Source, "--instances", "1500", "--quiet").ExitCode);
        EtlProgram.Refresh(Source, Lake);
        Assert.Equal(0, EtlProgram.Run("cohort", "create", "all-ct", "--lake", Lake, "--where", "Modality = 'CT'").ExitCode);
        Assert.Equal(0, EtlProgram.Run("cohort", "create", "some-ct", "--lake", Lake, "--where", "Modality = 'CT' and PatientSex = 'F'").ExitCode);
        Directory.CreateDirectory(Artifacts);
        var link = StartServer();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(link);
        await page.ClickAsync("button[type=submit]:has-text('Sign in')");
        await page.WaitForSelectorAsync("h1:has-text('Overview')");
        state = await context.StorageStateAsync();
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (server is not null)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }

        folder.Dispose();
    }

    /// <summary>A window of a browser that is signed in.</summary>
    internal async Task<Window> Open(Action<BrowserNewContextOptions>? change = null)
    {
        var options = new BrowserNewContextOptions { StorageState = state, BaseURL = Url, ViewportSize = new ViewportSize { Width = 1280, Height = 900 } };
        change?.Invoke(options);
        return await Window.Open(await browser!.NewContextAsync(options), Url);
    }

    /// <summary>A token for a client that is no browser.</summary>
    public string Token(string role)
    {
        var made = EtlProgram.Run("token", "create", "--lake", Lake, "--name", "test", "--role", role, "--quiet");
        Assert.True(made.ExitCode == 0, made.Errors);
        return made.Output.Trim();
    }

    /// <summary>What the published warehouse itself answers.</summary>
    public T Answer<T>(string sql)
    {
        using var database = DuckDbDatabase.Open(Path.Combine(Lake, "warehouse.duckdb"), new Dictionary<string, string> { ["access_mode"] = "READ_ONLY" });
        using var connection = database.Connect();
        return connection.QueryScalar<T>(sql)!;
    }

    private string StartServer()
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } dotnet ? dotnet : "dotnet";
        server = Process.Start(new ProcessStartInfo(
            host, [Path.Combine(AppContext.BaseDirectory, "etl.dll"), "serve", "--lake", Lake, "--listen", "127.0.0.1:0",
            // A schedule to be seen and run by hand; its own time is rare.
            "--set", "sources.0.name=archive", "--set", $"sources.0.uri={Source}",
            "--set", "schedules.0.name=nightly", "--set", "schedules.0.cron=30 2 29 2 *", "--set", "schedules.0.time_zone=Europe/Berlin"])
        {
            RedirectStandardOutput = true,
        })!;
        for (var line = server.StandardOutput.ReadLine(); line is not null; line = server.StandardOutput.ReadLine())
            if (Link().Match(line) is { Success: true } link)
            {
                Url = link.Groups[1].Value;
                return link.Value;
            }

        throw new InvalidOperationException("The server ended before it printed its link.");
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Etl.sln")))
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!;
        return folder;
    }

    [GeneratedRegex(@"(http://[^/\s]+)/login\?code=\S+")]
    private static partial Regex Link();
}

[CollectionDefinition(Name)]
public sealed class ServedLakeCollection : ICollectionFixture<ServedLake>
{
    public const string Name = "served lake";
}
