using System.Text.Json;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Hosting;
using Etl.Worker.Web.Listings;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Etl.Worker.Tests.Web;

public sealed class ListingTests
{
    [Fact]
    public void Sql_ValuesAreParameters_NeverText()
    {
        var hostile = "x' or 1 = 1 --";

        var sql = Sql.Of($"select * from t where a = {hostile} and {Sql.Of($"b in {Sql.Values(["1", "2"])}")}");

        Assert.Equal("select * from t where a = $1 and b in ($2, $3)", sql.Text);
        Assert.Equal([hostile, "1", "2"], sql.Parameters);
        Assert.Equal("select * from t where a = 'x'' or 1 = 1 --' and b in ('1', '2')", sql.Readable);
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Formula_GetsAnApostrophe(string text, string expected) => Assert.Equal(expected, FormulaGuard.Guard(text));

    [Fact]
    public void Filter_ComesBackFromItsAddress()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var filter = new Filter(new QueryCollection());
            for (var j = random.Next(6); j > 0; j--)
                filter = filter.Toggled($"n{random.Next(3)}", Text(random));

            var url = filter.Url("/cohorts");
            var back = new Filter(new QueryCollection(QueryHelpers.ParseQuery(url[Math.Min(url.Length, "/cohorts".Length)..])));

            Assert.Equal(filter.Pairs.Order(), back.Pairs.Order());
        }
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(999.6, "1.0 kB")]
    [InlineData(1_000, "1.0 kB")]
    [InlineData(123_456_789, "123 MB")]
    [InlineData(5e15, "5.0 PB")]
    [InlineData(5e18, "5000 PB")]
    public void Bytes_InPowersOfAThousand(double bytes, string expected) => Assert.Equal(expected, Cells.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.01, "<0.1 %")]
    [InlineData(99.99, ">99.9 %")]
    [InlineData(100, "100 %")]
    [InlineData(55.54, "55.5 %")]
    public void Percent_IsAllOrNothing_OnlyWhereItIs(double percent, string expected) => Assert.Equal(expected, Cells.PercentText(percent));

    [Fact]
    public async Task OpenApi_DescribesExactlyTheRoutesOfTheApi()
    {
        await using var test = await TestServer.Start();

        using var answer = await test.Send("GET", "/api/v1/openapi.json", ("Authorization", "Bearer " + test.Token(Role.Viewer)));
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        var described = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        var routes = test.Services.Routes.All.Where(route => route.Pattern.StartsWith("/api/v1/", StringComparison.Ordinal)).Select(route => $"{route.Method} {route.Pattern}");
        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        var ids = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value.GetProperty("operationId").GetString());
        Assert.Equal(ids.Count(), ids.Distinct().Count());
    }

    [Fact]
    public async Task NoWarehouse_PagesSayWhatToDo_AndTheApiSaysWhy()
    {
        await using var test = await TestServer.Start();
        var bearer = ("Authorization", "Bearer " + test.Token(Role.Admin));

        using var page = await test.Send("GET", "/", bearer, ("Accept", "text/html"));
        using var api = await test.Send("GET", "/api/v1/overview", bearer);

        Assert.Equal(503, (int)page.StatusCode);
        Assert.Contains("etl refresh --source", await page.Content.ReadAsStringAsync());
        Assert.Contains("\"no-warehouse\"", await api.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Audit_HasOneLineForEachUseOfARouteThatShowsRows_AndForEachRefusal()
    {
        await using var test = await TestServer.Start(server =>
        {
            server.Services.Routes.Add(Route.Get("/rows", Policy.Analyst, request =>
            {
                request.RowsShown = 7;
                return Reply.Text("rows");
            }) with
            { Load = Load.Light, ShowsRows = true });
            server.Services.Routes.Add(Route.Get("/counts", Policy.Viewer, _ => Reply.Text("counts")) with { Load = Load.Light });
        });

        using var rows = await test.Send("GET", "/rows", ("Authorization", "Bearer " + test.Token(Role.Analyst)));
        using var refused = await test.Send("GET", "/rows", ("Authorization", "Bearer " + test.Token(Role.Viewer)));
        using var counts = await test.Send("GET", "/counts", ("Authorization", "Bearer " + test.Token(Role.Viewer)));

        var lines = File.ReadAllLines(Assert.Single(Directory.GetFiles(Path.Combine(test.Lake, "_serve"), "audit-*.jsonl")))
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Equal(("/rows", 200, 7), (lines[0].GetProperty("route").GetString(), lines[0].GetProperty("status").GetInt32(), lines[0].GetProperty("rows").GetInt32()));
        Assert.Equal(("/rows", 403, "viewer"), (lines[1].GetProperty("route").GetString(), lines[1].GetProperty("status").GetInt32(), lines[1].GetProperty("role").GetString()));
    }

    [Fact]
    public void Scripts_StayWithinTheirBudget() => Assert.InRange(Asset.ScriptBytes, 1, 60_000);

    private static string Text(Random random)
    {
        const string letters = "aZ0 &=?#%+/\\\"'<>;,äß山😀";
        return string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => letters[random.Next(letters.Length - 2)]));
    }
}
