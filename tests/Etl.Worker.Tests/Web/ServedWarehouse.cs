using System.Net;
using Etl.Worker.Cli;
using Etl.Worker.Configuration;
using Etl.Worker.Tests.Warehouse;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web;

/// <summary>A server over a small warehouse, and requests as a browser with a token's rights sends them.</summary>
internal static class ServedWarehouse
{
    public const string Hostile = "=cmd|' /C calc'!A0<script>alert(1)</script>\u202e";

    public static async Task<TestServer> Start(EtlConfig? config = null, RunRefresh? refresh = null)
    {
        var test = await TestServer.Start(config: config, refresh: refresh);
        using var warehouse = new TestWarehouse()
            .Part("CT", "'CT' as Modality, '1.2' as StudyInstanceUID, '1.2.1' as SeriesInstanceUID, '1.2.1.1' as SOPInstanceUID, 'P1' as PatientID, 'Acme' as Manufacturer",
                $"'CT' as Modality, '1.2' as StudyInstanceUID, '1.2.1' as SeriesInstanceUID, '1.2.1.2' as SOPInstanceUID, {Etl.Worker.DuckDb.DuckDbSql.Literal(Hostile)} as PatientID, 'Acme' as Manufacturer")
            .Part("MR", "'MR' as Modality, '1.3' as StudyInstanceUID, '1.3.1' as SeriesInstanceUID, '1.3.1.1' as SOPInstanceUID, 'P2' as PatientID, 'Other' as Manufacturer")
            .Build();
        File.Copy(warehouse.Output, Path.Combine(test.Lake, "warehouse.duckdb"));
        return test;
    }

    public static async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Answer)> Get(this TestServer test, string path, string token)
    {
        var answer = await test.Send("GET", path, ("Authorization", $"Bearer {token}"), ("Accept", "text/html"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer);
    }

    public static async Task<HttpResponseMessage> Post(this TestServer test, string path, string token, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Authorization", $"Bearer {token}");
        return await test.Client.SendAsync(request);
    }

    /// <summary>Posts a statement and gives the address of its page.</summary>
    public static async Task<string> PostSql(this TestServer test, string token, string sql, string name = "")
    {
        using var answer = await test.Post("/sql", token, ("sql", sql), ("name", name));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }
}
