using Etl.EndToEnd.Tests.Running;
using Etl.Schema.Columns;
using Etl.Worker.Crawl;
using Etl.Worker.Lake;
using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.Parts;
using Etl.Worker.Lake.Upkeep;
using Etl.Worker.Sources;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>
/// Two refreshes that have read the same six objects commit their steps in every order, each with the view of the table that its own last
/// commit left it: no lock, no threads, the checks of the commits alone.
/// </summary>
public sealed class TwoCommitTests
{
    /// <summary>The steps of one are parted elsewhere than those of the other.</summary>
    private static readonly int[][][] Steps = [[[0, 1], [2, 3], [4, 5]], [[0, 1, 2], [3, 4, 5]]];

    /// <summary>Every order of three steps of the first writer and two of the second, with nothing, or a compaction, after each.</summary>
    public static TheoryData<string, bool> Orders()
    {
        var data = new TheoryData<string, bool>();
        for (var bits = 0; bits < 32; bits++)
        {
            if (int.PopCount(bits) != Steps[1].Length)
                continue;
            var order = string.Concat(Enumerable.Range(0, 5).Select(i => (bits >> i & 1) == 1 ? 'B' : 'A'));
            data.Add(order, false);
            data.Add(order, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void EveryOrder_NoRowTwice(string order, bool compact)
    {
        using var archive = new TinyArchive(7);
        var lake = new LakeFolder(archive.Lake, TimeProvider.System);
        foreach (var table in lake.Tables)
            table.OpenOrCreate();
        var start = lake.Instances.Log.LoadSnapshot();
        using var one = new Writer(lake, archive, start, Steps[0]);
        using var two = new Writer(lake, archive, start, Steps[1]);
        Writer[] writers = [one, two];
        foreach (var name in order)
        {
            writers[name - 'A'].CommitNext();
            if (compact)
                new LakeCompaction(lake, TimeProvider.System).Run(default);
        }

        using var rows = new Lake(archive.Lake);
        var uris = rows.Rows("select source_uri from instances order by 1").Select(r => (string)r[0]!).ToList();
        Assert.Equal(archive.Files.Take(6).Select(FileUri.FromPath), uris);
    }

    /// <summary>One refresh's commits.</summary>
    private sealed class Writer : IDisposable
    {
        private readonly LakeFolder lake;
        private readonly RefreshRecord run;
        private readonly InstanceCommit commit;
        private readonly WorkFolder work;
        private readonly Queue<ObjectInfo[]> steps;

        public Writer(LakeFolder lake, TinyArchive archive, DeltaSnapshot diffed, int[][] steps)
        {
            this.lake = lake;
            var objects = new LocalFolder(archive.Source).List(default).SelectMany(chunk => chunk).OrderBy(o => o.Uri, StringComparer.Ordinal).ToList();
            this.steps = new(steps.Select(step => step.Select(i => objects[i]).ToArray()));
            run = new RefreshRecord(DateTimeOffset.UtcNow, archive.Options()) { Sources = ["file:///archive/"] };
            work = new WorkFolder(lake, run, default);
            commit = new InstanceCommit(lake.Instances, diffed, new HashSet<string>(), run, work, TimeProvider.System);
        }

        public void CommitNext()
        {
            var crawl = new Crawler(NewWorker).Run([steps.Dequeue()], threads: 1, mayDefer: false, default);
            commit.Commit(crawl.Parts, [], default);
        }

        public void Dispose() => work.Dispose();

        private CrawlWorker NewWorker() => new(
            new PartWriter(lake.Instances.Directory, TimeProvider.System, work.Parts),
            new InstanceBatches(run.Id, new ColumnBudget(), keepPrivate: false), 64 << 20, new CrawlCounters());
    }
}
