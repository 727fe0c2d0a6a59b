using Etl.Worker.Crawl.Fetching;
using Etl.Worker.Tests.Jobs;

namespace Etl.Worker.Tests.Crawl.Fetching;

/// <summary>A server is played whose throughput depends on how many requests are in flight.</summary>
public sealed class AdaptiveLimitTests
{
    private readonly ManualTime time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void ServerThatGoesOnGaining_IsAskedForMoreUpToTheMost()
    {
        var limit = new AdaptiveLimit(time);
        Play(limit, seconds: 60, inFlight => inFlight * 10);
        Assert.InRange(limit.Current, AdaptiveLimit.Most - 16, AdaptiveLimit.Most);
    }

    [Fact]
    public void ServerThatGainsNoMore_IsNotAskedForMuchMore()
    {
        var limit = new AdaptiveLimit(time);
        Play(limit, seconds: 60, inFlight => Math.Min(inFlight, 150) * 10);
        Assert.InRange(limit.Current, 100, 250);
    }

    [Fact]
    public void FewObjects_TellNothing()
    {
        var limit = new AdaptiveLimit(time);
        for (var i = 0; i < 100; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            limit.Succeeded(isFull: false);
        }

        Assert.Equal(AdaptiveLimit.Start, limit.Current);
    }

    [Fact]
    public void BusyServer_IsAskedForAThirdLessAtATime()
    {
        var limit = new AdaptiveLimit(time);
        // A hundred refusals of one moment are one piece of news.
        for (var i = 0; i < 100; i++)
            limit.Busy();
        Assert.Equal(AdaptiveLimit.Start * 2 / 3, limit.Current);
        for (var i = 0; i < 30; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            limit.Busy();
        }

        Assert.Equal(AdaptiveLimit.Least, limit.Current);
        Play(limit, seconds: 60, inFlight => inFlight * 10);
        Assert.InRange(limit.Current, AdaptiveLimit.Most - 16, AdaptiveLimit.Most);
    }

    /// <param name="rate">Requests a second that the server answers when so many are in flight.</param>
    private void Play(AdaptiveLimit limit, int seconds, Func<int, double> rate)
    {
        const int Ticks = 50;
        var due = 0.0;
        for (var i = 0; i < seconds * Ticks; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1.0 / Ticks));
            for (due += rate(limit.Current) / Ticks; due >= 1; due--)
                limit.Succeeded(isFull: true);
        }
    }
}
