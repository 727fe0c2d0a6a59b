using System.Collections.Concurrent;

namespace Etl.Worker.Lake.Parts;

/// <summary>
/// A thread on which parts are written one after the other, whoever asks. DuckDB's allocator keeps memory for each thread that has used it, so that
/// it takes the memory of one writer instead of that of all.
/// </summary>
internal sealed class PartThread : IDisposable
{
    private readonly BlockingCollection<Task> waiting = [];
    private readonly Thread thread;

    internal PartThread()
    {
        thread = new Thread(() =>
        {
            foreach (var task in waiting.GetConsumingEnumerable())
                task.RunSynchronously();
        })
        {
            Name = "parts",
            IsBackground = true,
        };
        thread.Start();
    }

    /// <summary>Does something there and waits for it; what it throws is thrown here.</summary>
    internal T Run<T>(Func<T> work)
    {
        var task = new Task<T>(work);
        waiting.Add(task);
        return task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        waiting.CompleteAdding();
        thread.Join();
        waiting.Dispose();
    }
}
