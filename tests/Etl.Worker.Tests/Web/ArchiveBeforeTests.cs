using Etl.Worker.Tests.Lake;
using Etl.Worker.Web.Data;

namespace Etl.Worker.Tests.Web;

public sealed class ArchiveBeforeTests : IDisposable
{
    private const string Counts = """
        select count(distinct PatientID), count(distinct StudyInstanceUID), count(distinct SeriesInstanceUID), count(*), sum(source_size)::bigint from instances
        """;

    private readonly TestLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public void CountsAreThoseOfTheVersionBefore_AndNoneOfOneThatIsNotThere()
    {
        lake.AddObjects(1, 20);
        var before = lake.Refresh();
        var expected = lake.Rows(Counts)[0];
        File.Delete(lake.Objects[0]);
        lake.AddObjects(2, 15);
        lake.Refresh();

        var counted = ArchiveBefore.Count(lake.Folder.Root, lake, before)!;

        Assert.Equal(expected.Select(Convert.ToInt64), new[] { "patients", "studies", "series", "instances", "bytes" }.Select(counted[0].Count));
        Assert.NotEqual(expected[3], lake.Rows(Counts)[0][3]);
        Assert.Equal(0, ArchiveBefore.Count(lake.Folder.Root, lake, -1)![0].Count("instances"));
        Assert.Null(ArchiveBefore.Count(lake.Folder.Root, lake, 999));
    }
}
