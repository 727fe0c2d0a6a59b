using Etl.Worker.Lake.Delta;

namespace Etl.Worker.Tests.Lake.Delta;

public sealed class CommitRaceTests
{
    private const int Writers = 2;
    private const int Commits = 200;

    [Fact]
    public Task TwoWritersWithLinks_LoseNothing() => Race(PutIfAbsent.Default);

    [Fact]
    public Task TwoWritersWithoutLinks_LoseNothing() => Race(PutMethod.Locked);

    [Theory]
    [InlineData((int)PutMethod.Link)]
    [InlineData((int)PutMethod.Locked)]
    public void SameVersionFromManyThreads_HasOneWinner(int method)
    {
        if (OperatingSystem.IsWindows() && method == (int)PutMethod.Link)
            method = (int)PutMethod.Move;
        using var table = new TestTable((PutMethod)method);
        table.Create();
        for (var version = 1; version <= 50; version++)
        {
            var winners = 0;
            Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            {
                if (table.DeltaLog.TryCommit(version, [TestTable.File1($"{version}-{i}")]))
                    Interlocked.Increment(ref winners);
            });
            Assert.Equal(1, winners);
        }
        Assert.Equal(50, table.DeltaLog.LoadSnapshot().Files.Count);
    }

    private static async Task Race(PutMethod method)
    {
        using var table = new TestTable(method);
        var start = table.Create();
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                var seen = table.DeltaLog.LoadSnapshot();
                Assert.Equal(seen.Version, seen.Files.Count);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var committer = new DeltaCommitter(table.DeltaLog);
            var snapshot = start;
            for (var i = 0; i < Commits; i++)
            {
                var result = await committer.CommitAsync(snapshot, TestTable.Append(TestTable.File1($"{writer}-{i}")));
                Assert.Equal(CommitOutcome.Committed, result.Outcome);
                snapshot = result.Snapshot;
            }
        })));
        await done.CancelAsync();
        await reader;

        var last = table.DeltaLog.LoadSnapshot();
        Assert.Equal(Writers * Commits, last.Version);
        var expected = from writer in Enumerable.Range(0, Writers) from i in Enumerable.Range(0, Commits) select $"Modality=CT/{writer}-{i}";
        Assert.Equal(expected.Order(StringComparer.Ordinal), last.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(table.Root, TestTable.Log), "*.tmp"));
    }
}
