using System.Text.Json;
using Etl.Worker.DuckDb;
using Etl.Worker.Web.Cohorts;
using Etl.Worker.Web.Data;
using Etl.Worker.Web.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Etl.Worker.Tests.Web;

public sealed class CohortPagesTests
{
    /// <summary>With suppress=11: what is small goes, and where it is alone the smallest of the others too, as a total gives it away.</summary>
    [Theory]
    [InlineData("50,30,3", "50,∅,∅")]
    [InlineData("50,30,3,4", "50,30,∅,∅")]
    [InlineData("50,30", "50,30")]
    [InlineData("50,10", "∅,∅")]
    [InlineData("50,11,0", "50,11,0")]
    [InlineData("50,11,0,10", "50,∅,0,∅")]
    [InlineData("4", "∅")]
    [InlineData("0", "0")]
    public void SmallCells_CannotBeWorkedOutFromTheOthersOfTheirFacet(string patients, string expected)
    {
        var values = string.Join(" union all ", patients.Split(',').Select((count, i) => $"select 'sex' as facet, 0 as position, 'v{i}' as value, 100 as series, {count} as patients"));
        var filter = new Filter(new QueryCollection(QueryHelpers.ParseQuery("?suppress=11")));

        var sql = SmallCells.Suppressed(Sql.Of($"from {Sql.Name("counts")}"), filter);
        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        connection.Execute($"create view counts as {values}");
        var rows = RowSet.Of(connection, $"select * from ({sql.Text}) order by value", sql.Parameters);

        Assert.Equal(expected, string.Join(',', rows.Select(row => row.Text("patients") ?? "∅")));
        Assert.All(rows, row => Assert.Equal(row["patients"] is null, row["series"] is null));
    }

    [Fact]
    public async Task SmallCounts_AreLeftOut_OnThePage_InTheApi_AndInDownloads()
    {
        await using var test = await ServedWarehouse.Start();
        var viewer = test.Token(Role.Viewer);

        var (_, page, _) = await test.Get("/cohorts?modality=CT&suppress=11", viewer);
        var (_, shown, _) = await test.Get("/cohorts?modality=CT", viewer);
        var (_, api, _) = await test.Get("/api/v1/cohort?modality=CT&suppress=11", viewer);
        var (_, facets, _) = await test.Get("/api/v1/cohort-facets?suppress=11&format=ndjson", viewer);
        var (_, attrition, _) = await test.Get("/api/v1/cohort-attrition?modality=CT&suppress=11&format=ndjson", viewer);

        Assert.Contains("are left out and shown as –", page);
        Assert.Contains("<dd>–", page.Replace("<span title=\"left out\">", "", StringComparison.Ordinal));
        Assert.DoesNotContain("left out and shown", shown);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(api).RootElement.GetProperty("patients").ValueKind);
        foreach (var line in facets.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(JsonDocument.Parse(line).RootElement.GetProperty("patients").GetRawText(), new[] { "null", "0" });
        foreach (var line in attrition.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(line).RootElement.GetProperty("instances").ValueKind);
    }

    [Fact]
    public void Answers_AreKeptByTextAndValues()
    {
        Assert.NotEqual(AnswerCache.Key("s", ["a", "b"]), AnswerCache.Key("s", ["a\nString 1 b"]));
        Assert.NotEqual(AnswerCache.Key("s", [1L]), AnswerCache.Key("s", ["1"]));
        Assert.NotEqual(AnswerCache.Key("s", [null]), AnswerCache.Key("s", [""]));
        var cache = new AnswerCache();
        for (var i = 0; i < 1000; i++)
            cache.Keep($"{i}", new RowSet([new("c", "VARCHAR")], [[new string('x', 100_000)]]));
        Assert.Null(cache.Find("0"));
        Assert.NotNull(cache.Find("999"));
        cache.Keep("large", new RowSet([new("c", "VARCHAR")], [[new string('x', 1_000_000)]]));
        Assert.Null(cache.Find("large"));
    }
}
