using System.Diagnostics.CodeAnalysis;

namespace Etl.Worker.Warehouse;

/// <summary>Jobs in their order, of which each is given out once those that it waits for are done. Thread-safe.</summary>
internal sealed class WarehouseQueue
{
    private readonly object gate = new();
    private readonly List<WarehouseJob> waiting;
    private readonly Dictionary<string, int> undone;
    private bool closed;

    internal WarehouseQueue(IEnumerable<WarehouseJob> jobs)
    {
        waiting = [.. jobs];
        undone = waiting.CountBy(j => j.Name).ToDictionary(StringComparer.Ordinal);
        Count = waiting.Count;
    }

    /// <summary>How many jobs there were at the beginning.</summary>
    internal int Count { get; }

    /// <summary>The next job that need not wait; waits itself while there is none yet.</summary>
    /// <returns>False when nothing is left to begin.</returns>
    internal bool TryTake([NotNullWhen(true)] out WarehouseJob? job)
    {
        lock (gate)
        {
            while (!closed && waiting.Count > 0)
            {
                var next = waiting.FindIndex(j => !j.After.Any(undone.ContainsKey));
                if (next >= 0)
                {
                    job = waiting[next];
                    waiting.RemoveAt(next);
                    return true;
                }

                Monitor.Wait(gate);
            }

            job = null;
            return false;
        }
    }

    /// <summary>Lets those begin that waited for a job.</summary>
    internal void Done(WarehouseJob job)
    {
        lock (gate)
        {
            if (--undone[job.Name] == 0)
                undone.Remove(job.Name);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Gives out no more.</summary>
    internal void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }
}
