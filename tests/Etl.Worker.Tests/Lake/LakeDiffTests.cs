using Etl.Worker.Lake.Delta;
using Etl.Worker.Lake.History;
using Etl.Worker.Lake.Upkeep;

namespace Etl.Worker.Tests.Lake;

public sealed class LakeDiffTests : IDisposable
{
    private readonly TestLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public void AddedRemovedChangedTouched_AreToldApartAndCompactionIsNone()
    {
        lake.AddObjects(1);
        var first = lake.Refresh();
        var rows = lake.Rows("select source_uri, SOPInstanceUID, header_hash from instances where Modality = 'CT' order by source_uri");
        var other = lake.Rows("select source_uri from instances where Modality = 'MR' order by source_uri limit 1")[0][0];
        File.Delete(Local(rows[0][0]));
        File.Copy(Local(other), Local(rows[1][0]), overwrite: true);
        File.SetLastWriteTimeUtc(Local(rows[2][0]), DateTime.UtcNow.AddHours(5));
        var added = Path.Combine(lake.Archive, "new.dcm");
        File.Copy(Local(rows[3][0]), added);
        lake.Refresh();
        new LakeCompaction(lake.Folder, lake).Run(default);

        var changes = new List<InstanceChange>();
        var summary = new LakeDiff(lake.Folder, lake).Run(AsOf.Number(first), AsOf.Newest, changes.Add, default);

        var expected = new Dictionary<string, string>
        {
            [(string)rows[0][0]!] = "removed",
            [(string)rows[1][0]!] = "changed",
            [(string)rows[2][0]!] = "touched",
            [new Uri(added).AbsoluteUri] = "added",
        };
        Assert.Equal(expected.OrderBy(e => e.Key), changes.ToDictionary(c => c.SourceUri, c => c.Kind).OrderBy(e => e.Key));
        Assert.All(DiffSummary.Kinds, kind => Assert.Equal(1, summary.Count(kind)));
        var removed = changes.Single(c => c.Kind == "removed");
        Assert.Equal(((string?)rows[0][1], "CT", (string?)rows[0][2], null), (removed.SopInstanceUid, removed.Modality, removed.HeaderHashBefore, removed.HeaderHashAfter));
    }

    [Fact]
    public void PartsOfBothVersions_AreNotRead()
    {
        lake.AddObjects(1);
        var first = lake.Refresh();
        lake.AddObjects(2);
        lake.Refresh();
        foreach (var part in lake.Parts(first))
            File.WriteAllText(part, "no part any more");

        var summary = new LakeDiff(lake.Folder, lake).Run(AsOf.Number(first), AsOf.Newest, null, default);

        Assert.Equal(lake.Parts().Count - lake.Parts(first).Count, summary.PartsRead);
        Assert.Equal(summary.Count("added"), summary.Counts.Sum(c => c.Count));
    }

    [Fact]
    public void VersionByTime_IsTheNewestThen()
    {
        lake.AddObjects(1);
        lake.Refresh();
        var between = lake.Now.AddSeconds(30);
        lake.AddObjects(2);
        lake.Refresh();

        var summary = new LakeDiff(lake.Folder, lake).Run(AsOf.Time(between), AsOf.Newest, null, default);

        Assert.Equal((1L, 2L), (summary.VersionBefore, summary.VersionAfter));
        Assert.Throws<DeltaException>(() => new LakeDiff(lake.Folder, lake).Run(AsOf.Time(between.AddYears(-1)), AsOf.Newest, null, default));
        Assert.Throws<DeltaException>(() => new LakeDiff(lake.Folder, lake).Run(AsOf.Number(99), AsOf.Newest, null, default));
    }

    private static string Local(object? uri) => new Uri((string)uri!).LocalPath;
}
