using Etl.EndToEnd.Tests.Running;
using Etl.Worker.Crawl;

namespace Etl.EndToEnd.Tests.Reliability;

/// <summary>Two refreshes of one lake at the same time. Five rounds always; as many as <c>ETL_WRITER_ROUNDS</c> says, where that is set.</summary>
public sealed class TwoWriterTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("ETL_WRITER_ROUNDS"), out var number) ? number : 5;

    [Fact]
    public void DifferentSources_NothingIsLost()
    {
        using var one = new TinyArchive(10, seed: 3);
        using var two = new TinyArchive(10, seed: 4);
        for (var round = 0; round < Rounds; round++)
        {
            Both(one.Options(one.Lake) with { CommitObjects = 3 }, two.Options(one.Lake) with { CommitObjects = 2 });
            one.Work();
            two.Work();
        }

        Both(one.Options(one.Lake), two.Options(one.Lake));
        TinyArchive.Refresh(one.Options(one["apart"], one.Source, two.Source));
        LakeState.RequireEqual(one["apart"], one.Lake);
        LakeState.RequireVerified(one.Lake);
        LakeState.RequireNothingLeftOver(one.Lake);
        using var lake = new Lake(one.Lake);
        Assert.Equal(2 * (Rounds + 1), lake.Connection.QueryScalar<long>("select count(*) from refreshes where outcome = 'done'"));
    }

    [Fact]
    public void SameSource_NoRowTwice()
    {
        using var archive = new TinyArchive(20, seed: 5);
        for (var round = 0; round < Rounds; round++)
        {
            Both(archive.Options() with { CommitObjects = 4 }, archive.Options() with { CommitObjects = 5 });
            TinyArchive.Refresh(archive.Options(archive["apart"]) with { AllowMassRemoval = true });
            LakeState.RequireEqual(archive["apart"], archive.Lake);
            archive.Work();
        }

        LakeState.RequireVerified(archive.Lake);
        LakeState.RequireNothingLeftOver(archive.Lake);
    }

    [Fact]
    public async Task Processes_BothPublish()
    {
        using var one = new TinyArchive(10, seed: 6);
        using var two = new TinyArchive(10, seed: 7);
        var runs = new[] { one.Source, two.Source }
            .Select(source => Task.Run(() => EtlProgram.Run("refresh", "--source", source, "--lake", one.Lake, "--quiet")));
        foreach (var run in await Task.WhenAll(runs))
            Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        using var lake = new Lake(one.Lake);
        lake.Connection.Execute($"attach '{one.Lake}/warehouse.duckdb' as warehouse (read_only)");
        Assert.Equal(20, lake.Connection.QueryScalar<long>("select count(*) from warehouse.dicom_all"));
    }

    private static void Both(RefreshOptions first, RefreshOptions second)
    {
        var failures = new List<Exception>();
        var threads = new[] { first, second }.Select(options => new Thread(() =>
        {
            try
            {
                TinyArchive.Refresh(options with { AllowMassRemoval = true });
            }
            catch (Exception e)
            {
                lock (failures)
                    failures.Add(e);
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Empty(failures);
    }
}
