using Etl.Worker.Sources;

namespace Etl.Worker.Tests.Sources;

public sealed class LatencyCountsTests
{
    [Fact]
    public void NoDurations_HaveNoPercentile() => Assert.Equal(TimeSpan.Zero, new LatencyCounts().Percentile(0.5));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    [InlineData(0.99)]
    [InlineData(1)]
    public void Percentiles_AreThoseOfTheSortedDurationsTo10Percent(double share)
    {
        var random = new Random(3);
        List<TimeSpan> durations = [.. Enumerable.Range(0, 5_000).Select(_ => TimeSpan.FromMilliseconds(Math.Pow(10, random.NextDouble() * 5 - 1)))];
        var counts = new LatencyCounts();
        Parallel.ForEach(durations, counts.Add);

        var exact = durations.Order().ElementAt((int)Math.Ceiling(durations.Count * share) - 1);
        Assert.Equal(durations.Count, counts.Count);
        Assert.InRange(counts.Percentile(share) / exact, 0.999, 1.1);
    }

    [Fact]
    public void Extremes_AreKept()
    {
        var counts = new LatencyCounts();
        counts.Add(TimeSpan.Zero);
        counts.Add(TimeSpan.FromDays(30));
        Assert.Equal(2, counts.Count);
        Assert.True(counts.Percentile(0.5) < TimeSpan.FromMicroseconds(2));
        Assert.True(counts.Percentile(1) > TimeSpan.FromDays(10));
    }
}
