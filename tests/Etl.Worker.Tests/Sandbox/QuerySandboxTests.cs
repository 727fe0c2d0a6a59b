using Etl.Worker.Sandbox;

namespace Etl.Worker.Tests.Sandbox;

public sealed class QuerySandboxTests(SandboxWarehouse warehouse) : IClassFixture<SandboxWarehouse>
{
    [Fact]
    public async Task Select_GivesRowsAndTheirTypes()
    {
        var answer = await warehouse.Ask("select n, name, [n] as l, {'a': n} as s, null as z from t where n < 2 order by n");

        Assert.Equal(SandboxStatus.Done, answer.Status);
        Assert.Equal(["""[0,"row 0",[0],{"a":0},null]""", """[1,"row 1",[1],{"a":1},null]"""], answer.Rows);
        Assert.False(answer.Outcome.IsTruncated);
    }

    [Theory]
    [InlineData(999, 999, false)]
    [InlineData(1000, 1000, false)]
    [InlineData(1001, 1000, true)]
    public async Task Rows_StopAtTheLimit_AndSaySo(int asked, int given, bool truncated)
    {
        var answer = await warehouse.Ask($"from range({asked})");

        Assert.Equal((SandboxStatus.Done, given, truncated), (answer.Status, answer.Rows.Count, answer.Outcome.IsTruncated));
    }

    [Fact]
    public async Task BytesOfTheResult_AreLimited()
    {
        var answer = await warehouse.Ask("select repeat('x', 100000) from range(500)", new SandboxLimits { ResultBytes = 1 << 20, Time = TimeSpan.FromSeconds(30) });

        Assert.Equal((SandboxStatus.Done, true), (answer.Status, answer.Outcome.IsTruncated));
        Assert.InRange(answer.Rows.Count, 1, 30);
    }

    [Fact]
    public async Task WrongStatement_IsAnsweredWithDuckDbsWords()
    {
        var answer = await warehouse.Ask("select nothing from t");

        Assert.Equal(SandboxStatus.Failed, answer.Status);
        Assert.Contains("nothing", answer.Message);
    }

    [Theory]
    [InlineData("select sum(a.range * b.range % 7) from range(2000000) a, range(2000000) b", "limit of time")]
    [InlineData("select count(*) from range(100000) a, range(100000) b, range(100000) c where hash(a.range, b.range, c.range) = 1", "limit of time")]
    [InlineData("with recursive r as (select 1 as i union all select i + 1 from r) select max(i) from r", "limit of time")]
    public async Task LongStatement_IsStopped_AndTheUserToldWhy(string sql, string why)
    {
        var answer = await warehouse.Ask(sql, new SandboxLimits { Time = TimeSpan.FromSeconds(3) });

        Assert.Equal(SandboxStatus.Stopped, answer.Status);
        Assert.Contains(why, answer.Message);
    }

    [Theory]
    [InlineData("select len(range(100000000))")]
    [InlineData("select len(repeat('x', 2000000000))")]
    [InlineData("select list(range) from range(50000000)")]
    [InlineData("select reverse(repeat('ab', 500000000))")]
    [InlineData("select list_sort(range(30000000)) from range(100)")]
    [InlineData("select count(distinct md5(a.range::varchar || b.range::varchar)) from range(30000) a, range(30000) b")]
    [InlineData("select string_agg(repeat('x', 1000000), '') from range(100000)")]
    [InlineData("from range(20000) a, range(20000) b order by hash(a.range * b.range)")]
    public async Task HungryStatement_EndsWithoutItsMemory(string sql)
    {
        var limits = new SandboxLimits { Time = TimeSpan.FromSeconds(20), MemoryBytes = 256L << 20 };
        var answer = await warehouse.Ask(sql, limits);

        Assert.True(answer.Status is SandboxStatus.Stopped or SandboxStatus.Failed, $"{answer.Status} {answer.Message}");
        Assert.NotEmpty(answer.Message);
    }

    [Fact]
    public async Task NothingOfTheBattery_IsRun_AndNoFileChanges()
    {
        var before = warehouse.Digest();
        // A few of each kind through the whole way; the gate's own tests have them all.
        foreach (var sql in ((IEnumerable<object[]>)StatementGateTests.Forbidden()).Select(row => (string)row[0]).Where((_, i) => i % 4 == 0))
        {
            var answer = await warehouse.Ask(sql);
            Assert.True(answer.Status is SandboxStatus.Refused or SandboxStatus.Failed, $"{sql}: {answer.Status}");
            Assert.Empty(answer.Rows);
        }

        Assert.Equal(before, warehouse.Digest());
    }

    [Fact]
    public async Task OneThatIsStopped_LeavesOthersAlone()
    {
        var hog = warehouse.Ask("select len(range(100000000)) from range(50)", new SandboxLimits { Time = TimeSpan.FromSeconds(5), MemoryBytes = 256L << 20 });
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => warehouse.Ask("select count(*) from t")));

        Assert.All(others, answer => Assert.Equal("[5000]", Assert.Single(answer.Rows)));
        Assert.NotEqual(SandboxStatus.Done, (await hog).Status);
    }

    [Fact]
    public async Task Cancelled_EndsTheProcess()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            warehouse.Ask("with recursive r as (select 1 as i union all select i + 1 from r) select max(i) from r", cancel: cancel.Token));
    }

    [Fact]
    public async Task TooManyOfOneUser_AreRefused()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => warehouse.Ask("select 1")));

        Assert.Equal(2, answers.Count(answer => answer.Status == SandboxStatus.Refused));
        Assert.Equal(7, answers.Count(answer => answer.Status == SandboxStatus.Done));
    }
}
