using Etl.Worker.Cohorts;
using Etl.Worker.Tests.Lake;

namespace Etl.Worker.Tests.Cohorts;

public sealed class CohortVerifyTests : IDisposable
{
    private readonly TestLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public void MissingAndChangedObjects_AreTold_AndTheVersionGivesTheSameHash()
    {
        lake.AddObjects(1);
        var version = lake.Refresh();
        var book = new CohortBook(lake.Folder.Root, lake);
        var cohort = book.Create("all", ["true"], null, null, false, default);
        Assert.Empty(book.Verify("all", default).Differences);

        var objects = lake.Objects;
        File.Delete(objects[0]);
        File.SetLastWriteTimeUtc(objects[1], DateTime.UtcNow.AddMinutes(-5));
        lake.AddObjects(2);
        lake.Refresh();

        var report = book.Verify("all", default);
        Assert.True(report.IsIntact);
        Assert.Equal(
            [$"missing {new Uri(objects[0]).AbsoluteUri}", $"changed {new Uri(objects[1]).AbsoluteUri}"],
            report.Differences.Select(d => $"{d.State} {d.SourceUri}").OrderDescending(StringComparer.Ordinal));
        Assert.Equal(cohort.Hash, book.Create("again", ["true"], null, Etl.Worker.Lake.History.AsOf.Number(version), false, default).Hash);
        Assert.NotEqual(cohort.Hash, book.Create("newest", ["true"], null, null, false, default).Hash);
    }

    /// <summary>What is left out cannot be worked out from what stands beside it.</summary>
    [Theory]
    [InlineData(100, null, "100")]
    [InlineData(9, null, "∅")]
    [InlineData(0, null, "0")]
    [InlineData(95, 100L, "∅")]
    [InlineData(90, 100L, "90")]
    [InlineData(100, 100L, "100")]
    public void SmallCounts_AndSmallDifferences_AreLeftOut(long count, long? before, string expected)
    {
        var counts = new CohortCounts(count, count, count, count, count * 7);

        var shown = counts.Suppressed(10, new CohortCounts(before, before, before, before, before));

        Assert.Equal(expected, shown.Patients?.ToString() ?? "∅");
        Assert.Equal(shown.Instances is null, shown.Bytes is null);
    }
}
