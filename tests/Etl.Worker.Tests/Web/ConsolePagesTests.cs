using System.Net;
using System.Text.Json;
using Etl.Worker.Configuration;
using Etl.Worker.DuckDb;
using Etl.Worker.Tests.Cli;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Tests.Web;

public sealed class ConsolePagesTests
{
    [Fact]
    public async Task Statement_IsStoredUnderAnId_WhosePageHasItsRows()
    {
        await using var test = await ServedWarehouse.Start();
        var token = test.Token(Role.Analyst);

        var url = await test.PostSql(token, "select Modality, instances from modality_index order by 1");
        var page = await test.Get(url, token);

        Assert.Matches("^/sql/[0-9a-f]{32}$", url);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("<bdi>CT</bdi></td><td class=\"num\"><bdi>2</bdi>", page.Text);
        Assert.Contains("BIGINT", page.Text);
        Assert.Contains("2 rows, all of them.", page.Text);
        Assert.Equal(url, await test.PostSql(token, "select Modality, instances from modality_index order by 1"));
    }

    [Fact]
    public async Task NamedAndRecent_AreListedForTheirUser_AndTheIdOpensForOthers()
    {
        await using var test = await ServedWarehouse.Start();
        var (one, two) = (test.Token(Role.Analyst), test.Token(Role.Admin));
        var url = await test.PostSql(one, "select 42 as answer", "my own");

        Assert.Contains("my own", (await test.Get("/sql", one)).Text);
        Assert.DoesNotContain("my own", (await test.Get("/sql", two)).Text);
        Assert.Contains("<bdi>42</bdi>", (await test.Get(url, two)).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await test.Get("/sql/00000000000000000000000000000000", one)).Status);

        using var deleted = await test.Post(url + "/delete", two);
        Assert.Contains("my own", (await test.Get("/sql", one)).Text);
        using var own = await test.Post(url + "/delete", one);
        Assert.DoesNotContain("my own", (await test.Get("/sql", one)).Text);
    }

    [Theory]
    [InlineData("copy (select 1) to '/tmp/etl-never'", "Only SELECT statements are run here.")]
    [InlineData("select * from read_text('/etc/passwd')", "read_text is not among those")]
    [InlineData("select nothing from modality_index", "nothing")]
    [InlineData("select count(*) from range(100000) a, range(100000) b where hash(a.range, b.range) = 1", "limit of time")]
    public async Task WhatDoesNotRun_SaysWhy(string sql, string why)
    {
        await using var test = await ServedWarehouse.Start(new EtlConfig { Console = new ConsoleConfig { TimeLimit = TimeSpan.FromSeconds(4) } });
        var token = test.Token(Role.Analyst);

        var page = await test.Get(await test.PostSql(token, sql), token);

        Assert.Contains("role=\"alert\"", page.Text);
        Assert.Contains(why, WebUtility.HtmlDecode(page.Text));
    }

    [Fact]
    public async Task HostileValues_AreText_AndNoFormula()
    {
        await using var test = await ServedWarehouse.Start();
        var token = test.Token(Role.Analyst);
        var url = await test.PostSql(token, "select PatientID, '<svg onload=alert(1)>' as \"<b>name\" from patient_index order by 1");

        var page = await test.Get(url, token);
        var csv = await test.Get(url + "/export?format=csv", token);

        Assert.DoesNotContain("<script>alert", page.Text);
        Assert.DoesNotContain("<svg onload", page.Text);
        Assert.DoesNotContain("<b>name", page.Text);
        Assert.DoesNotContain('\u202e', page.Text);
        Assert.Contains("'=cmd|", csv.Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1001)]
    public async Task Export_HasEveryRow(int rows)
    {
        await using var test = await ServedWarehouse.Start();
        var token = test.Token(Role.Analyst);
        var url = await test.PostSql(token, $"select range as n, 'x' || range as t from range({rows})");

        var csv = await test.Get(url + "/export?format=csv", token);
        var json = await test.Get(url + "/export?format=json", token);

        Assert.Equal((rows + 1, $"{rows}", "false"), (csv.Text.Count(c => c == '\n'), csv.Answer.Headers.GetValues("X-Row-Count").Single(), csv.Answer.Headers.GetValues("X-Truncated").Single()));
        Assert.Equal(rows, JsonDocument.Parse(json.Text).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Export_BeyondTheLimit_SaysSo()
    {
        await using var test = await ServedWarehouse.Start(new EtlConfig { Console = new ConsoleConfig { ExportRows = 10 } });
        var token = test.Token(Role.Analyst);

        var csv = await test.Get(await test.PostSql(token, "from range(11)") + "/export", token);

        Assert.Equal(("10", "true"), (csv.Answer.Headers.GetValues("X-Row-Count").Single(), csv.Answer.Headers.GetValues("X-Truncated").Single()));
    }

    [Fact]
    public async Task Parquet_HasTheTypesOfTheStatement()
    {
        await using var test = await ServedWarehouse.Start();
        var token = test.Token(Role.Analyst);
        using var folder = new TemporaryFolder();
        var url = await test.PostSql(token, """
            select 9223372036854775807 as big, 1.5::decimal(9,3) as dec, 0.1 as dbl, date '2020-02-29' as d, timestamptz '2020-02-29 01:02:03.5+02' as ts,
              [1, null] as l, {'a': 'x', 'b': [1.5]} as s, null::varchar as n, 'é"\' as t, '\x00\xFF'::blob as b, true as yes, time '10:15:30' as ti
            """);

        using var answer = await test.Send("GET", url + "/export?format=parquet", ("Authorization", $"Bearer {token}"));
        var file = Path.Combine(folder.Path, "x.parquet");
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());

        using var database = DuckDbDatabase.Open();
        using var connection = database.Connect();
        Assert.Equal(
            "BIGINT,DECIMAL(9,3),DECIMAL(2,1),DATE,TIMESTAMP WITH TIME ZONE,INTEGER[],STRUCT(a VARCHAR, b DECIMAL(2,1)[]),VARCHAR,VARCHAR,BLOB,BOOLEAN,TIME",
            connection.QueryScalar<string>($"select string_agg(column_type, ',') from (describe select * from {DuckDbSql.Literal(file)})"));
        Assert.Equal(
            """9223372036854775807 1.500 2020-02-29 1582930923.5 [1, NULL] x NULL é"\ 00FF 10:15:30""",
            connection.QueryScalar<string>($"select concat_ws(' ', big, dec, d, epoch(ts), l::varchar, s.a, coalesce(n, 'NULL'), t, hex(b), ti) from {DuckDbSql.Literal(file)}"));
    }

    [Fact]
    public async Task Viewers_HaveNoConsole()
    {
        await using var test = await ServedWarehouse.Start();
        var viewer = test.Token(Role.Viewer);

        using var post = await test.Post("/sql", viewer, ("sql", "select 1"));

        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
        Assert.DoesNotContain("href=\"/sql\"", (await test.Get("/dashboards", viewer)).Text);
    }

    [Fact]
    public async Task Log_HasNoStatement()
    {
        await using var test = await ServedWarehouse.Start();
        var token = test.Token(Role.Analyst);

        await test.Get(await test.PostSql(token, "select 'geheim' as x"), token);

        Assert.DoesNotContain(test.Log, line => line.Contains("geheim", StringComparison.Ordinal));
        Assert.DoesNotContain("geheim", string.Concat(Directory.EnumerateFiles(Path.Combine(test.Lake, "_serve"), "*.jsonl", SearchOption.AllDirectories).Select(ReadShared)));
    }

    private static string ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
