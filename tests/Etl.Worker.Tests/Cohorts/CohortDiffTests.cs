using Etl.Worker.Cohorts;
using Etl.Worker.DuckDb;
using Etl.Worker.Tests.Lake;

namespace Etl.Worker.Tests.Cohorts;

public sealed class CohortDiffTests : IDisposable
{
    private readonly TestLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public void Diff_TellsWhatWasAddedRemovedAndChanged_OfTwoCohortsAndOfTwoVersionsOfOne()
    {
        lake.AddObjects(1, 12);
        lake.Refresh();
        var book = new CohortBook(lake.Folder.Root, lake);
        book.Create("before", ["true"], null, null, false, default);
        var old = lake.Objects.ToList();
        File.Delete(old[0]);
        File.SetLastWriteTimeUtc(old[1], DateTime.UtcNow.AddMinutes(-5));
        lake.AddObjects(4, 5);
        lake.Refresh();
        book.Create("after", ["true"], null, null, false, default);
        var added = lake.Objects.Except(old).ToList();

        var expected = added.Select(file => $"added {new Uri(file).AbsoluteUri}")
            .Append($"removed {new Uri(old[0]).AbsoluteUri}").Append($"changed {new Uri(old[1]).AbsoluteUri}").Order(StringComparer.Ordinal);
        foreach (var other in new[] { "after", null })
        {
            using var diff = book.Diff("before", other, null, default);
            Assert.Equal(expected, Rows(diff));
            Assert.Equal((added.Count, 1, 1), (diff.Counts["added"].Instances, diff.Counts["removed"].Instances, diff.Counts["changed"].Instances));
            Assert.Equal(old.Count - 2, diff.Same);
        }

        using var back = book.Diff("after", "before", null, default);
        Assert.Equal((1, added.Count, 1), (back.Counts["added"].Instances, back.Counts["removed"].Instances, back.Counts["changed"].Instances));
        using var same = book.Diff("after", null, null, default);
        Assert.Empty(Rows(same));
    }

    [Fact]
    public void Diff_OfNoCohort_IsSaidSo()
    {
        lake.AddObjects(1, 5);
        lake.Refresh();
        var book = new CohortBook(lake.Folder.Root, lake);
        book.Create("one", ["true"], null, null, false, default);

        Assert.Throws<CohortException>(() => book.Diff("one", "../other", null, default));
        Assert.Throws<CohortException>(() => book.Diff("none", null, null, default));
    }

    private static IEnumerable<string> Rows(CohortDiff diff)
    {
        using var result = diff.Connection.Query("select state, source_uri from differences");
        return [.. result.Rows().Select(row => $"{row[0]} {row[1]}").Order(StringComparer.Ordinal)];
    }
}
