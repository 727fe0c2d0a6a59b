using Etl.Worker.Crawl;

namespace Etl.Worker.Tests.Crawl;

public sealed class AheadTests
{
    [Fact]
    public void Items_ComeInTheirOrder() =>
        Assert.Equal(Enumerable.Range(0, 1000), Ahead.Of(Enumerable.Range(0, 1000), 3, default));

    [Fact]
    public void FailureOfTheEnumeration_ComesAfterItsLastItem()
    {
        var taken = new List<int>();
        var failure = Assert.Throws<IOException>(() => taken.AddRange(Ahead.Of(ThreeThenFailure(), 10, default).Select(i => i)));

        Assert.Equal("The folder is gone.", failure.Message);
        taken.Clear();
        Assert.Throws<IOException>(() =>
        {
            foreach (var item in Ahead.Of(ThreeThenFailure(), 1, default))
                taken.Add(item);
        });
        Assert.Equal([0, 1, 2], taken);
    }

    [Fact]
    public void TakerStops_EnumerationIsDisposed()
    {
        var disposed = false;
        IEnumerable<int> Endless()
        {
            try
            {
                for (var i = 0; ; i++)
                    yield return i;
            }
            finally
            {
                disposed = true;
            }
        }

        Assert.Equal([0, 1], Ahead.Of(Endless(), 4, default).Take(2));
        Assert.True(disposed);
    }

    [Fact]
    public void Cancelled_Throws()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var item in Ahead.Of(Enumerable.Range(0, int.MaxValue), 4, stop.Token))
            {
                if (item == 100)
                    stop.Cancel();
            }
        });
    }

    private static IEnumerable<int> ThreeThenFailure()
    {
        for (var i = 0; i < 3; i++)
            yield return i;
        throw new IOException("The folder is gone.");
    }
}
