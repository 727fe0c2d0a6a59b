using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Etl.EndToEnd.Tests.Running;
using Etl.EndToEnd.Tests.Schedule;

namespace Etl.EndToEnd.Tests.Provider;

/// <summary>Signing in by a provider that others wrote and that is certified by the OpenID Foundation (npm oidc-provider), in its own forms.</summary>
public sealed partial class CertifiedProviderTests
{
    [ProviderTheory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task SignsInByItsRoles_AlsoWhenTheProviderHasANewKey(string algorithm)
    {
        ProviderTheoryAttribute.Install();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["lake"]);
        var port = FreePort();
        using var server = new ServeProcess(
            "--lake", folder["lake"], "--listen", "127.0.0.1:0", "--set", $"serve.oidc.issuer=http://localhost:{port}", "--set", "serve.oidc.client_id=etl",
            "--set", "serve.oidc.client_secret=a secret: of + the clinic", "--set", "serve.oidc.role_claim=groups",
            "--set", "serve.oidc.roles.viewer=staff", "--set", "serve.oidc.roles.admin=etl-admins");

        // The second has another key by the same name.
        for (var start = 0; start < 2; start++)
        {
            using var provider = Start(port, server.Url, algorithm);
            try
            {
                var page = await SignIn(server.Url, "grace");
                Assert.Contains("title=\"Role: admin\">grace H.<", page, StringComparison.Ordinal);
                Assert.Contains("Code: role.", await SignIn(server.Url, "henry"), StringComparison.Ordinal);
            }
            finally
            {
                provider.Kill();
                provider.WaitForExit();
            }
        }
    }

    /// <summary>Goes through the provider's pages as a browser does; the first page of the server afterwards, or the one that refuses.</summary>
    private static async Task<string> SignIn(string url, string name)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        var answer = await client.GetAsync($"{url}/login/oidc");
        foreach (var prompt in new[] { "login", "consent" })
        {
            var form = Action().Match(await answer.Content.ReadAsStringAsync());
            Assert.True(form.Success, $"{answer.RequestMessage!.RequestUri} has no form.");
            answer = await client.PostAsync(new Uri(answer.RequestMessage!.RequestUri!, form.Groups[1].Value), new FormUrlEncodedContent(
                [KeyValuePair.Create("prompt", prompt), KeyValuePair.Create("login", name), KeyValuePair.Create("password", "x")]));
        }

        return answer.IsSuccessStatusCode
            ? await (await client.GetAsync(url)).Content.ReadAsStringAsync()
            : await answer.Content.ReadAsStringAsync();
    }

    private static Process Start(int port, string server, string algorithm)
    {
        var provider = Process.Start(new ProcessStartInfo("node", ["provider.mjs", $"{port}", server, algorithm])
        {
            WorkingDirectory = ProviderTheoryAttribute.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        provider.ErrorDataReceived += (_, _) => { };
        provider.BeginErrorReadLine();
        while (provider.StandardOutput.ReadLine() is { } line)
        {
            if (line == "ready")
                return provider;
        }

        throw new InvalidOperationException("The provider did not start.");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex("<form[^>]* action=\"([^\"]+)\"")]
    private static partial Regex Action();
}
