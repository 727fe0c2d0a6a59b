using Etl.Worker.Crawl;
using Etl.Worker.Sources;

namespace Etl.Worker.Tests.Crawl;

public sealed class StepFeedTests
{
    [Theory]
    [InlineData(10, 5, "5 5")]
    [InlineData(12, 5, "5 5 2")]
    [InlineData(3, 5, "3")]
    [InlineData(0, 5, "0")]
    [InlineData(641, 128, "128 128 128 128 129")]
    [InlineData(642, 128, "128 128 128 128 130")]
    [InlineData(643, 128, "128 128 128 128 128 3")]
    [InlineData(128, 128, "128")]
    public void Steps_AreOfTheSizeAsked_WithoutALastOneThatIsNotWorthIt(int objects, int most, string steps)
    {
        foreach (var chunkSize in new[] { 1, 3, 256 })
        {
            using var feed = new StepFeed(Objects(objects).Chunk(chunkSize), most, TimeSpan.FromHours(1), TimeProvider.System);
            var sizes = new List<long>();
            var keys = new List<string>();
            while (!feed.IsDone)
            {
                keys.AddRange(feed.Next().SelectMany(c => c).Select(o => o.Key));
                sizes.Add(feed.Taken);
            }

            Assert.Equal(steps, string.Join(' ', sizes));
            Assert.Equal(Objects(objects).Select(o => o.Key), keys);
        }
    }

    [Fact]
    public void TimeIsUp_StepEndsBeforeItIsFull()
    {
        using var feed = new StepFeed(Objects(4).Chunk(1), 100, TimeSpan.Zero, TimeProvider.System);

        Assert.Equal([1, 1, 1, 1, 0], Enumerable.Range(0, 5).Select(_ => feed.Next().Sum(c => c.Length)));
        Assert.True(feed.IsDone);
    }

    private static IEnumerable<ObjectInfo> Objects(int count) =>
        Enumerable.Range(0, count).Select(i => new ObjectInfo(new LocalFolder(Path.GetTempPath()), $"{i}", 1, default));
}
