using System.Collections.Concurrent;

namespace Etl.Worker.Crawl;

/// <summary>Enumerates on a thread of its own, a bounded way ahead of whoever takes the items.</summary>
internal static class Ahead
{
    /// <summary>The same items in the same order. What the enumeration throws is thrown after the last item that it gave.</summary>
    /// <param name="items">Enumerated by the other thread; when the taker stops early it is left after the item at hand.</param>
    /// <param name="most">Items that wait to be taken, at most.</param>
    /// <param name="cancel">Ends the waiting.</param>
    internal static IEnumerable<T> Of<T>(IEnumerable<T> items, int most, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var queue = new BlockingCollection<T>(most);
        var enumeration = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    foreach (var item in items)
                        queue.Add(item, stop.Token);
                }
                finally
                {
                    queue.CompleteAdding();
                }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var item in queue.GetConsumingEnumerable(cancel))
                yield return item;
            enumeration.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            // A failure has been thrown above, or nobody wants to know any more.
            ((IAsyncResult)enumeration).AsyncWaitHandle.WaitOne();
        }
    }
}
