using System.Net.Http.Headers;
using System.Text;
using Etl.EndToEnd.Tests.Running;
using Etl.Schema.Dicom;
using Etl.Worker.DuckDb;
using Etl.Worker.Sample;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Routing;
using Microsoft.Playwright;

namespace Etl.EndToEnd.Tests.Web;

/// <summary>Files whose every text is an attack on whoever shows it.</summary>
public sealed class HostileMetadataTests : IDisposable
{
    private static readonly string[] Attacks =
    [
        "<script>window.pwned=1</script>", "\"><img src=x onerror=window.pwned=1>", "<svg onload=window.pwned=1>", "' onmouseover='window.pwned=1",
        "javascript:window.pwned=1", "{{7*7}}${7*7}<%=7*7%>", "=HYPERLINK(\"http://attacker.example\",\"x\")", "@SUM(1+1)*cmd|' /C calc'!A0",
        "+1+1", "-2+3", "\u001b[2J\u001b[31mred", "\u202Ereversed\u2066", "line\r\nSet-Cookie: pwned=1\r\n\r\n<script>window.pwned=1</script>",
        "'; drop table modality_index; --", "</title><script>window.pwned=1</script>", "&lt;b&gt;&#x3C;script&#x3E;",
    ];

    private static readonly string[] Texts =
    [
        "Manufacturer", "ManufacturerModelName", "SoftwareVersions", "StationName", "InstitutionName", "BodyPartExamined", "PatientName", "PatientID",
        "PatientSex", "PatientAge", "StudyDescription", "SeriesDescription", "ProtocolName", "ImageComments", "AccessionNumber", "StudyID",
        "ContrastBolusAgent", "PatientComments", "IssuerOfPatientID", "Laterality", "StudyDate", "StudyTime", "KVP", "SeriesNumber", "SOPInstanceUID",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task HostileTexts_RunNowhere_BreakNoPage_AndAreNoFormulaInCsv()
    {
        WriteArchive();
        EtlProgram.Refresh(folder["archive"], folder["lake"]);
        using var stopping = new CancellationTokenSource();
        var log = new StringBuilder();
        using var services = new WebServices(
            new WebOptions { Lake = folder["lake"], Listen = ListenAddress.Parse("127.0.0.1:0")! }, TimeProvider.System, line => { lock (log) log.AppendLine(line); }, stopping.Token);
        Serving.AddRoutes(services);
        await using var server = new WebServer(services);
        await server.Start(default);
        var token = services.Tokens.Create("test", Role.Admin, TimeSpan.FromDays(1), default).Secret;

        await Browse(server.Url, token);
        await DownloadCsv(services, server.Url, token);

        await stopping.CancelAsync();
        await server.Stop();
        lock (log)
        {
            Assert.DoesNotContain("pwned", log.ToString());
            Assert.DoesNotContain(log.ToString(), c => char.IsControl(c) && c is not '\n' and not '\r');
        }
    }

    private static async Task Browse(string url, string token)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
        await using var window = await Window.Open(
            await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = url }), url);
        await window.Page.GotoAsync("/login");
        await window.Page.FillAsync("#token", token);
        await window.Page.ClickAsync("button[type=submit]");
        await window.Page.WaitForSelectorAsync("h1:has-text('Overview')");
        foreach (var path in new[] { "/", "/tags", "/modalities", "/modalities?modality=CT", "/cohorts", "/conformance", "/trust", "/quarantine", "/sources", "/refreshes", "/schema", "/sql", "/cohorts/saved", "/conformance?q=a", "/cohorts?suppress=11" }
            .Concat(["/dashboards/modality-mix", "/dashboards/scanner-fleet", "/dashboards/conformance", "/dashboards/tag-coverage", "/dashboards/archive-growth"])
            .Concat(Attacks.Select(attack => $"/refreshes?q={Uri.EscapeDataString(attack)}"))
            .Concat(Texts.Select(keyword => $"/tags/{keyword}"))
            .Concat(["/trust/value-errors", "/trust/series-conflicts", "/trust/patient-conflicts", "/trust/duplicate-instances"])
            .Concat(Attacks.Select(attack => $"/tags?q={Uri.EscapeDataString(attack)}"))
            .Concat(Attacks.Select(attack => $"/cohorts?manufacturer={Uri.EscapeDataString(attack)}")))
        {
            await window.Go(path);
            Assert.True(await window.Page.EvaluateAsync<bool>("window.pwned === undefined"), $"a script ran on {path}");
            Assert.True(await window.Page.Locator("main img, main script, main [onerror], main [onload], main [onmouseover]").CountAsync() == 0, path);
            // The layout's last element is where it was: nothing closed it early.
            Assert.Equal(1, await window.Page.Locator("body > .frame > main").CountAsync());
            Assert.False(await window.Page.EvaluateAsync<bool>(@"/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText)"), path);
        }

        Assert.Empty(window.Wrong);
    }

    private static async Task DownloadCsv(WebServices services, string url, string token)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var path in new[] { "/api/v1/value-errors", "/api/v1/cohort-series", "/api/v1/devices", "/api/v1/body-parts", "/api/v1/tag-values", "/api/v1/cohort-facets", "/dashboards/scanner-fleet/1" })
        {
            using var answer = await client.GetAsync(path + "?format=csv");
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            var file = Path.GetTempFileName();
            await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
            using var database = DuckDbDatabase.Open();
            using var connection = database.Connect();
            using var rows = connection.Query($"select * from read_csv({DuckDbSql.Literal(file)}, all_varchar = true, quote = '\"', escape = '\"', strict_mode = false)");
            var cells = rows.Rows().SelectMany(row => row).OfType<string>().ToList();
            File.Delete(file);
            Assert.NotEmpty(cells);
            Assert.DoesNotContain(cells, cell => cell.Length > 0 && cell[0] is '=' or '@' && cell.Length > 1);
        }
    }

    private void WriteArchive()
    {
        Directory.CreateDirectory(folder["archive"]);
        var writer = new DicomWriter();
        for (var i = 0; i < Attacks.Length * 2; i++)
        {
            var attack = i < Attacks.Length ? Attacks[i] : string.Concat(Enumerable.Repeat(Attacks[i - Attacks.Length], (1 << 20) / Attacks[i - Attacks.Length].Length));
            var data = new DataSet().SetAll(("SOPClassUID", "1.2.840.10008.5.1.4.1.1.2"), ("Modality", "CT"), ("StudyInstanceUID", $"1.2.3.{i / 2}"), ("SeriesInstanceUID", $"1.2.3.4.{i / 2}"));
            foreach (var keyword in Texts)
            {
                var (tag, vr) = Keywords.Get(keyword);
                var text = Encoding.UTF8.GetBytes(keyword == "SOPInstanceUID" ? $"1.2.{i}" : attack);
                // Short lengths hold 65,534 bytes; those that can hold a megabyte get it.
                if (text.Length > 65_000 && vr is not (Vr.UT or Vr.UC or Vr.UR))
                    text = text[..65_000];
                data.Put(tag, vr, text.Length % 2 == 0 ? text : [.. text, (byte)' ']);
            }

            data.Set("SpecificCharacterSet", "ISO_IR 192");
            var (long1, _) = Keywords.Get("TextValue");
            data.Put(long1, Vr.UT, Encoding.UTF8.GetBytes(attack));
            var meta = new DataSet().SetAll(("MediaStorageSOPClassUID", "1.2.840.10008.5.1.4.1.1.2"), ("MediaStorageSOPInstanceUID", $"1.2.{i}"), ("TransferSyntaxUID", "1.2.840.10008.1.2.1"));
            File.WriteAllBytes(folder["archive", $"{i}.dcm"], writer.Write(meta, data, WireFormat.ExplicitLittle).ToArray());
        }
    }
}
